// Checks who imports whom: the layers of ARCHITECTURE.md, and the one home of each library. It reads esbuild's
// metafile of the real sources, so what it sees is what is built (an `import type` is no part of that). Exit 1 with a
// line for each import that goes astray.
import {join, relative} from 'node:path'
import {build, type Plugin} from 'esbuild'

/** What the workflows stand on. */
const BELOW_WORKFLOWS = [
  'src/process',
  'src/cluster',
  'src/api-server',
  'src/expose',
  'src/checks',
  'src/project',
  'src/printers',
  'src/workflow',
]

/** What each part may import, beside itself. `text`, `errors` and `kubernetes` are open to all. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/text': [],
  'src/errors': [],
  'src/kubernetes': [],
  'src/process': [],
  'src/printers': [],
  'src/shell': ['src/process', 'src/printers'],
  // What a simulated cluster's files say: its program writes them, and its provider reads them.
  'src/sim/description': [],
  'src/sim': ['src/sim/description'],
  'src/cluster': ['src/process', 'src/sim/description'],
  'src/api-server': ['src/process'],
  'src/expose': ['src/process', 'src/api-server', 'src/cluster'],
  'src/checks': ['src/process', 'src/api-server', 'src/cluster', 'src/expose'],
  'src/project': ['src/cluster'],
  'src/workflow': BELOW_WORKFLOWS,
  'src/workflows': BELOW_WORKFLOWS,
  'src/cli': [...BELOW_WORKFLOWS, 'src/workflows', 'src/shell'],
  commands: [...BELOW_WORKFLOWS, 'src/workflows', 'src/shell', 'src/cli'],
}

/** The parts that may import a library. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@oclif/core': ['commands', 'src/cli'],
  listr2: ['src/workflow'],
  execa: ['src/process'],
  'cli-table3': ['src/printers'],
  protobufjs: ['src/sim'],
  rfc6902: ['src/sim'],
}

const partOf = (file: string): string | undefined => Object.keys(LAYERS).find(part => file.startsWith(`${part}/`))

const isAllowed = (from: string, to: string): boolean => {
  const [source, target] = [partOf(from), partOf(to)]
  if (!source || !target || source === target) return true
  if (target === 'src/kubernetes') return source !== 'src/errors'
  // The simulated cluster stands alone: of kubia's, it shares only the facts of Kubernetes.
  if (target === 'src/text') return source !== 'src/sim' && source !== 'src/kubernetes'
  if (target === 'src/errors') return !['src/sim', 'src/kubernetes', 'src/text'].includes(source)
  return LAYERS[source]?.includes(target) === true
}

/** Libraries stay outside; the import itself is what is looked at. */
const librariesOutside: Plugin = {
  name: 'libraries-outside',
  setup({onResolve}) {
    onResolve({filter: /^[^./]/}, ({path, kind}) => (kind === 'entry-point' ? undefined : {path, external: true}))
  },
}

/**
 * The imports that go astray below a folder with `src` and `commands`, one line each.
 * @param root absolute
 */
export const findStrayImports = async (root: string): Promise<string[]> => {
  const {metafile} = await build({
    absWorkingDir: root,
    entryPoints: ['src/**/*.ts', 'commands/**/*.ts'],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [librariesOutside],
    metafile: true,
    logLevel: 'error',
  })
  const stray: string[] = []
  for (const [file, {imports}] of Object.entries(metafile.inputs)) {
    for (const {path, external} of imports) {
      const library = Object.keys(HOMES).find(name => path === name || path.startsWith(`${name}/`))
      if (external && library && !HOMES[library]?.includes(partOf(file) ?? ''))
        stray.push(`${file} imports ${library}, whose home is ${HOMES[library]?.join(' and ')}`)
      if (!external && !isAllowed(file, path)) stray.push(`${file} imports ${path}`)
    }
  }
  return stray.sort()
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const stray = await findStrayImports(root)
  for (const line of stray) console.error(`${relative(process.cwd(), root) || '.'}/${line}`)
  console.log(stray.length === 0 ? 'layers: every import goes its way' : `layers: ${stray.length} imports go astray`)
  process.exitCode = stray.length === 0 ? 0 : 1
}
