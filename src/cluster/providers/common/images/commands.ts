import type {Command} from '../../../../process/command.ts'

/**
 * What the engine knows of an image, as JSON; fails where it does not have it. Without a format all engines answer alike:
 * to `{{json .}}` docker gives an object, and podman 4 a list with it.
 */
export const inspectImageCommand = (engine: string, image: string): Command => ({
  program: engine,
  args: ['image', 'inspect', image],
})

/** The names of all images that the engine has, one a line. */
export const listImagesCommand = (engine: string): Command => ({
  program: engine,
  args: ['images', '--format', '{{.Repository}}:{{.Tag}}'],
})

/** Prints the help, which says whether this engine can save one platform of an image (`--platform`, Docker 28 and later). */
export const saveHelpCommand = (engine: string): Command => ({program: engine, args: ['save', '--help']})

/** Writes an image's archive to standard output; one platform of it where one is named. */
export const saveCommand = (engine: string, image: string, platform?: string): Command => ({
  program: engine,
  args: ['save', ...(platform === undefined ? [] : ['--platform', platform]), image],
})

/** Runs containerd's own client in a node, in the namespace of Kubernetes. */
const ctr = (engine: string, node: string, args: readonly string[], interactive = false): Command => ({
  program: engine,
  args: ['exec', ...(interactive ? ['-i'] : []), node, 'ctr', '--namespace=k8s.io', ...args],
})

/** The images of a node that any of containerd's filters finds. */
export const nodeImagesCommand = (engine: string, node: string, filters: readonly string[]): Command =>
  ctr(engine, node, ['images', 'list', ...filters])

/** What a digest leads to, as JSON: an index, a manifest or a configuration. */
export const nodeContentCommand = (engine: string, node: string, digest: string): Command =>
  ctr(engine, node, ['content', 'get', digest])

/** What a node is and what its containerd can do: its machine, the help of `import`, and the configuration. */
export const nodeAbilitiesCommand = (engine: string, node: string): Command => ({
  program: engine,
  args: ['exec', node, 'sh', '-c', 'uname -m && ctr images import --help && containerd config dump'],
})

/** Takes an archive from standard input. */
export const importCommand = (engine: string, node: string, flags: readonly string[]): Command =>
  ctr(engine, node, ['images', 'import', ...flags, '-'], true)

/** Gives an image of the node another name. */
export const tagCommand = (engine: string, node: string, from: string, to: string): Command =>
  ctr(engine, node, ['images', 'tag', '--force', from, to])
