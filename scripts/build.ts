// Builds dist/: the commands as an esbuild bundle with code splitting, one entry a command, and the manifest in it.
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'
import {type BuildOptions, build, type Plugin} from 'esbuild'
import {BARE_VALUES} from '../src/cli/flag-reader.ts'
import {manName, manPage} from '../src/cli/help/man.ts'
import type {HelpCommands} from '../src/cli/help/manifest.ts'
import {TOPICS} from '../src/cli/help/topics.ts'
import {DEFINITIONS} from '../src/cluster/providers/index.ts'
import {completionTable, type ManifestCommand} from '../src/shell/completion-table.ts'
import {takeBuiltins} from './builtins.ts'
import {lazyYaml} from './lazy-yaml.ts'
import {commandFiles, readCommands} from './manifest.ts'

const root = join(import.meta.dirname, '..')
const finished = join(root, 'dist')

/** Built beside the one in use, which is replaced at the end: a command that runs meanwhile finds its files. */
const dist = join(root, `dist.${process.pid}`)

/** A module of a name like `kubia:loaders`, with a text that is made here. */
const generated = (name: string, contents: string): Plugin => ({
  name,
  setup({onResolve, onLoad}) {
    onResolve({filter: new RegExp(`^kubia:${name}$`)}, ({path}) => ({path, namespace: name}))
    onLoad({filter: /.*/, namespace: name}, () => ({resolveDir: root, contents}))
  },
})

/** What a text as JSON comes to: Node reads it sooner than an object that is written out. */
const parsed = (value: object): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`

/** Makes a part of the program, without comments on licences: those of its packages are gathered in one file. @returns its sources */
const bundle = async (options: BuildOptions): Promise<string[]> => {
  const {metafile, outputFiles} = await build({
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
    metafile: true,
    write: false,
  })
  for (const {path, text} of outputFiles) {
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, options.format === 'esm' ? takeBuiltins(text) : text)
  }
  return Object.keys(metafile.inputs)
}

/** What the completer loads only where it is used, each a file beside it. */
const COMPLETER_PARTS: Readonly<Record<string, string>> = {
  'src/shell/completer/live.ts': 'completer-live',
  'src/api-server/direct/names.ts': 'completer-names',
}

/** Leaves those parts in files of their own: what reads live values takes four times as long to load as all else. */
const completerParts: Plugin = {
  name: 'completer-parts',
  setup({onResolve}) {
    onResolve({filter: /^\./}, ({path, kind, resolveDir}) => {
      const part = COMPLETER_PARTS[relative(root, join(resolveDir, path)).replaceAll('\\', '/')]
      return part !== undefined && kind === 'dynamic-import' ? {path: `./${part}.cjs`, external: true} : undefined
    })
  },
}

/**
 * What completion stands on: the commands as plain data, the completer in CommonJS files (the fastest start that
 * Node has, and one that any Node since 12 can run), and the code that zsh and bash read at their start.
 */
const buildShellFiles = async (manifest: {commands: object}, topics: Record<string, {description: string}>) => {
  const table = completionTable(
    manifest.commands as Record<string, ManifestCommand>,
    topics,
    Object.keys(BARE_VALUES),
    DEFINITIONS.map(({listing}) => listing),
    Object.fromEntries(Object.entries(TOPICS).map(([name, {summary}]) => [name, summary])),
  )
  await writeFile(join(dist, 'completion.json'), `${JSON.stringify(table)}\n`)
  await bundle({
    entryPoints: {
      completer: 'src/shell/completer/main.ts',
      ...Object.fromEntries(Object.entries(COMPLETER_PARTS).map(([source, name]) => [name, source])),
    },
    outExtension: {'.js': '.cjs'},
    format: 'cjs',
    target: 'node14.18',
    supported: {'dynamic-import': false},
    plugins: [completerParts],
  })
  const payload = join(root, 'src/shell/payload')
  await mkdir(join(dist, 'shell'))
  for (const name of await readdir(payload))
    await writeFile(join(dist, 'shell', name), await readFile(join(payload, name)))
}

/**
 * The simulated cluster is a program of its own, that goes on when kubia has ended and when kubia is replaced by a newer
 * one: a file without chunks beside it.
 */
const buildSim = (): Promise<string[]> =>
  bundle({
    entryPoints: {start: 'src/sim/start.ts', main: 'src/sim/main.ts', stop: 'src/sim/stop.ts'},
    outdir: join(dist, 'sim'),
    format: 'esm',
  })

/** What of package.json the program needs at run time. */
const readPackage = async (): Promise<{
  version: string
  runtime: {name: string; version: string; oclif: {topics: Record<string, {description: string}>}}
}> => {
  const {name, version, oclif} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return {version, runtime: {name, version, oclif}}
}

/** Man pages, one for each command and group: what --help prints. Their date is today's, or SOURCE_DATE_EPOCH's. */
const writeManPages = async (
  version: string,
  commands: HelpCommands,
  groups: Record<string, {description: string}>,
): Promise<void> => {
  const epoch = process.env['SOURCE_DATE_EPOCH']
  const date = (epoch ? new Date(Number(epoch) * 1000) : new Date()).toISOString().slice(0, 10)
  const visible = Object.values(commands).filter(({hidden}) => !hidden)
  await mkdir(join(dist, 'man'))
  for (const id of new Set([undefined, ...Object.keys(groups), ...visible.map(({id}) => id)]))
    await writeFile(
      join(dist, 'man', `${manName(id)}.1`),
      manPage(id, {commands, groups, bin: 'kubectl kubia', version, date}),
    )
}

/** The licences of the packages that the bundle contains; theirs ask for it. */
const writeNotices = async (inputs: readonly string[]): Promise<void> => {
  const packages = new Set(
    inputs.flatMap(input => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  const notices: string[] = []
  for (const name of [...packages].sort()) {
    const folder = join(root, 'node_modules', name)
    const {version, license} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry))
    notices.push(
      `${name} ${version} (${license})\n\n${file ? (await readFile(join(folder, file), 'utf8')).trim() : 'No licence text in the package.'}\n`,
    )
  }
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES'), notices.join(`\n${'-'.repeat(80)}\n\n`))
}

/**
 * What every run begins with, and version, help and usage errors end with: one file of CommonJS, which starts sooner than
 * modules do. CPU over that of `node -e 0`, median of 15: `--help` 1.6 before, 1.35 now; a usage error 1.9 and 1.45.
 */
const buildMain = (pjson: object, manifest: object): Promise<string[]> =>
  bundle({
    entryPoints: {main: 'src/cli/main.ts'},
    outExtension: {'.js': '.cjs'},
    format: 'cjs',
    plugins: [
      generated('manifest', `export const pjson = ${parsed(pjson)}\nexport const manifest = ${parsed(manifest)}`),
    ],
  })

/**
 * Commands that load together, since they stand on the same parts: each part that only some of 33 commands share is a
 * file, of which `up` loaded 91; now 51. CPU in pairs, median of 15: `up` again 167 ms for 190, `deploy` of what is there
 * 155 for 172; for `status` it makes no difference. All of a group is loaded for one of it, so what needs little stands
 * alone.
 */
const TOGETHER: readonly (readonly string[])[] = [
  ['status', 'logs', 'events', 'hit', 'open', 'tunnel'],
  ['deploy', 'expose', 'restart', 'run', 'scale', 'undo'],
  ['up', 'down', 'load', 'start', 'stop', 'config:print'],
  // These print the tables of cli-table3.
  ['clusters', 'doctor', 'config:validate'],
]

/** The module that exports the commands which load together, by their ids. */
const group = (ids: readonly string[], files: Map<string, string>): Plugin =>
  generated(
    `group-${ids[0]}`,
    ids.map(id => `export {default as ${JSON.stringify(id)}} from ${JSON.stringify(files.get(id))}`).join('\n'),
  )

/** The commands, which share chunks: a run loads its own and what that needs. */
const buildCommands = (files: Map<string, string>): Promise<string[]> => {
  const loaders = [...files].map(([id, file]) => {
    const [first] = TOGETHER.find(ids => ids.includes(id)) ?? []
    const load =
      first === undefined
        ? `import(${JSON.stringify(file)})`
        : `import('kubia:group-${first}').then(all => ({default: all[${JSON.stringify(id)}]}))`
    return `${JSON.stringify(id)}: () => ${load}`
  })
  return bundle({
    entryPoints: {'run-command': 'src/cli/run-command.ts'},
    splitting: true,
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [
      generated('loaders', `export const loaders = {${loaders.join(', ')}}`),
      ...TOGETHER.map(ids => group(ids, files)),
      lazyYaml,
    ],
  })
}

/** The two steps of the GitHub Action (action.yml), which share chunks: the runner starts them with its own Node.js. */
const buildAction = (): Promise<string[]> =>
  bundle({
    entryPoints: {main: 'src/action/entries/main.ts', post: 'src/action/entries/post.ts'},
    outdir: join(dist, 'action'),
    splitting: true,
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
  })

const files = await commandFiles()
const {version, runtime} = await readPackage()
await mkdir(dist)
const manifest = {version, commands: await readCommands()}
const inputs = [
  await buildMain(runtime, manifest),
  await buildCommands(files),
  await buildSim(),
  await buildAction(),
].flat()
await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest)}\n`)
await buildShellFiles(manifest, runtime.oclif.topics)
await writeManPages(version, manifest.commands as HelpCommands, runtime.oclif.topics)
await writeNotices(inputs)
await rm(finished, {recursive: true, force: true})
await rename(dist, finished)
console.log(`built ${files.size} commands into ${relative(process.cwd(), finished) || '.'}`)
