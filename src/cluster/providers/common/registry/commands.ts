import type {Command} from '../../../../process/command.ts'
import {type ImageRegistry, REGISTRY_NAME, registryAddress} from '../../../image-registry.ts'

/** Marks the container that kubia made. */
export const REGISTRY_LABEL = 'kubia.dev/registry'

/** Where a registry listens in its container. */
export const INNER_PORT = 5000

/** The image of a registry. podman resolves no short name where it searches no registry. */
export const registryImage = (engine: string): string =>
  engine === 'podman' ? 'docker.io/library/registry:2' : 'registry:2'

/** Where containerd looks for the hosts of registries, as its `config_path` has it on nodes. */
export const HOSTS_FOLDER = '/etc/containerd/certs.d'

const folderOf = (port: number): string => `${HOSTS_FOLDER}/${registryAddress(port)}`

/** The hosts file of `localhost:PORT`: containerd asks the container in the place of the node's own localhost. */
export const hostsFile = ({name}: Pick<ImageRegistry, 'name'>): string => `[host."http://${name}:${INNER_PORT}"]\n`

/** Removes the registry that kubia made, with its images; nothing where there is none. */
export const removeOwnScript = (engine: string): string =>
  `for id in $(${engine} ps -aq --filter label=${REGISTRY_LABEL}); do ${engine} rm -f -v "$id"; done`

/** Lists the containers that run, with the ports that lead to them. */
export const portsCommand = (engine: string): Command => ({
  program: engine,
  args: ['ps', '--no-trunc', '--format', '{{.ID}} {{.Ports}}'],
})

/** The container that a port of this machine leads to, at a registry's port, from the lines of `portsCommand`. */
export const containerAt = (lines: string, port: number): string | undefined =>
  lines
    .split('\n')
    .find(line => line.includes(`:${port}->${INNER_PORT}/tcp`))
    ?.split(' ')[0]

/** Makes the registry, in the network of a cluster's nodes. It comes back with the engine. */
export const runRegistryCommand = (engine: string, network: string, port: number): Command => ({
  program: engine,
  args: [
    'run',
    '-d',
    '--restart=always',
    '--publish',
    `127.0.0.1:${port}:${INNER_PORT}`,
    '--network',
    network,
    '--name',
    REGISTRY_NAME,
    '--label',
    `${REGISTRY_LABEL}=${port}`,
    registryImage(engine),
  ],
})

/** What a node's containerd is configured to, and behind it the hosts file of a port, where there is one. */
export const lookAtNodeCommand = (engine: string, node: string, port: number): Command => ({
  program: engine,
  args: ['exec', node, 'sh', '-c', `containerd config dump; cat ${folderOf(port)}/hosts.toml 2>/dev/null || true`],
})

/** Writes the hosts file of a registry on a node; containerd reads it with the next pull. */
export const leadCommand = (engine: string, node: string, registry: Pick<ImageRegistry, 'name' | 'port'>): Command => {
  const folder = folderOf(registry.port)
  const line = hostsFile(registry).trimEnd()
  return {
    program: engine,
    args: ['exec', node, 'sh', '-c', `mkdir -p ${folder} && printf '%s\\n' '${line}' > ${folder}/hosts.toml`],
  }
}

/** Whether containerd reads hosts files, by its configuration: versions before 1.5 have no `config_path`. */
export const readsHostsFiles = (config: string): boolean =>
  config.split('\n').some(line => {
    const [, paths = ''] = /^\s*config_path = ["']([^"']*)["']/.exec(line) ?? []
    return paths.split(':').includes(HOSTS_FOLDER)
  })
