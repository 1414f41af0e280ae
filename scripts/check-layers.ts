// Checks who imports whom: the layers of ARCHITECTURE.md, and the one home of each library. What is imported only as a
// type counts as well. Exit 1 with a line for each import that goes astray. (Circles are found by the linter.)
import {globSync, readFileSync} from 'node:fs'
import {isBuiltin} from 'node:module'
import {join, posix, relative} from 'node:path'

/** What is open to all. */
const OPEN = ['src/text', 'src/errors', 'src/kubernetes']

/** What the workflows stand on. */
const BELOW_WORKFLOWS = [
  ...OPEN,
  'src/process',
  'src/cluster',
  'src/api-server',
  'src/expose',
  'src/checks',
  'src/project',
  'src/printers',
  'src/workflow',
]

/** What everything in the simulated cluster stands on; of kubia's own, it shares only the facts of Kubernetes. */
const SIM_OPEN = [
  'src/kubernetes',
  'src/sim/clock.ts',
  'src/sim/description',
  'src/sim/api/object.ts',
  'src/sim/api/resource.ts',
  'src/sim/kinds/*/resource.ts',
  'src/sim/kinds/*/types.ts',
]
const SIM_STORED = [...SIM_OPEN, 'src/sim/api/status.ts', 'src/sim/store', 'src/sim/api']
const SIM_CONTROLLED = [...SIM_STORED, 'src/sim/controllers', 'src/sim/kubelet/knobs.ts', 'src/sim/scheduler/taints.ts']
const SIM_TEXT = [...SIM_STORED, 'src/sim/data', 'src/sim/schema', 'src/sim/patch']
const SIM_POD = [...SIM_CONTROLLED, 'src/sim/kubelet', 'src/sim/streams/log-book.ts', 'src/sim/traffic']
const SIM_ALL = [...SIM_TEXT, ...SIM_POD, 'src/sim/pki', 'src/sim/server', 'src/sim/scheduler', 'src/sim/streams']

/** The inside of the simulated cluster. */
const SIM_LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/sim/clock.ts': [],
  // What the program of a simulated cluster and its provider both know: its files, and which images there are.
  'src/sim/description': ['src/text'],
  'src/sim/pki': SIM_OPEN,
  'src/sim/api/object.ts': SIM_OPEN,
  'src/sim/api/resource.ts': SIM_OPEN,
  'src/sim/api/status.ts': SIM_OPEN,
  'src/sim/store': [...SIM_STORED, 'src/sim/pki'],
  'src/sim/api': SIM_STORED,
  'src/sim/data': [],
  'src/sim/schema': SIM_TEXT,
  'src/sim/patch': SIM_TEXT,
  'src/sim/server': [...SIM_TEXT, 'src/sim/pki'],
  'src/sim/kubelet/knobs.ts': SIM_STORED,
  'src/sim/scheduler/taints.ts': SIM_STORED,
  'src/sim/controllers': SIM_CONTROLLED,
  'src/sim/kubelet': SIM_CONTROLLED,
  'src/sim/scheduler': SIM_CONTROLLED,
  'src/sim/traffic': [...SIM_POD, 'src/sim/pki'],
  'src/sim/streams/log-book.ts': [...SIM_CONTROLLED, 'src/sim/kubelet'],
  'src/sim/streams': [...SIM_POD, 'src/sim/server'],
  'src/sim/cluster': SIM_ALL,
  // Of a kind, its resource and the type of its objects are known to all; the rest of it only to whoever lists the kinds.
  'src/sim/kinds/*/resource.ts': SIM_OPEN,
  'src/sim/kinds/*/types.ts': SIM_OPEN,
  'src/sim/kinds': SIM_ALL,
  // The composition root and the programs: they put the parts together, and no part knows of them.
  'src/sim': [...SIM_ALL, 'src/sim/cluster', 'src/sim/kinds'],
}

/** What each part may import, beside itself. A file belongs to the longest part that its path begins with; `*` is one folder. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/text': [],
  'src/errors': ['src/text'],
  'src/kubernetes': [],
  'src/process': OPEN,
  'src/printers': OPEN,
  // Completion asks for names of objects.
  'src/shell': [...OPEN, 'src/process', 'src/api-server'],
  'src/cluster': [...OPEN, 'src/process', 'src/sim/description'],
  'src/api-server': [...OPEN, 'src/process'],
  'src/expose': [...OPEN, 'src/process', 'src/api-server', 'src/cluster'],
  'src/checks': [...OPEN, 'src/process', 'src/api-server', 'src/cluster', 'src/expose'],
  'src/project': ['src/sim/description', ...OPEN, 'src/cluster'],
  'src/workflow': BELOW_WORKFLOWS,
  'src/workflows': BELOW_WORKFLOWS,
  'src/cli': [...BELOW_WORKFLOWS, 'src/workflows', 'src/shell'],
  // The GitHub Action runs the commands, as a job would.
  'src/action': BELOW_WORKFLOWS,
  commands: [...BELOW_WORKFLOWS, 'src/workflows', 'src/shell', 'src/cli'],
  ...SIM_LAYERS,
}

/** The parts that may import a library. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@oclif/core': ['src/cli'],
  listr2: ['src/workflow'],
  execa: ['src/process'],
  'cli-table3': ['src/printers'],
  protobufjs: ['src/sim'],
  rfc6902: ['src/sim'],
}

/** Each file below the root, with the files (below the root) and packages that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** `import … from`, `export … from` and `import '…'`, as the formatter writes them: at the beginning of a line. */
const STATEMENT = /^(?:import|export)\s+(?:[\w$*\s{},]+?\s+from\s+)?'([^']+)'/gm
/** `import('…')`, of a value or of a type. */
const EXPRESSION = /\bimport\('([^']+)'/g

/** What a file imports, in its own words. */
export const specifiersOf = (text: string): string[] =>
  [STATEMENT, EXPRESSION].flatMap(pattern => [...text.matchAll(pattern)].map(([, specifier = '']) => specifier))

/** The imports of all sources. @param root absolute */
export const readImports = (root: string): Imports => {
  const files = globSync('{src,commands}/**/*.ts', {cwd: root}).map(file => file.replaceAll('\\', '/'))
  return new Map(
    files.map(file => {
      const specifiers = specifiersOf(readFileSync(join(root, file), 'utf8'))
      const targets = specifiers.map(name => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name))
      return [file, [...new Set(targets)]]
    }),
  )
}

const isIn = (path: readonly string[], name: string): boolean =>
  name.split('/').every((part, index) => part === path[index] || (part === '*' && path[index] !== undefined))

/** The longest of these names of which a path is one, or is below one. */
const longest = (path: string, names: readonly string[]): string | undefined => {
  const parts = path.split('/')
  return names.filter(name => isIn(parts, name)).toSorted((a, b) => b.length - a.length)[0]
}

const partOf = (path: string): string | undefined => longest(path, Object.keys(LAYERS))

/** The imports that go astray, one line each. */
export const findStrayImports = (imports: Imports): string[] => {
  const stray: string[] = []
  for (const [file, targets] of imports) {
    const part = partOf(file) ?? ''
    for (const target of targets.filter(name => !isBuiltin(name))) {
      const home = HOMES[longest(target, Object.keys(HOMES)) ?? '']
      const other = partOf(target)
      if (home && longest(file, home) === undefined)
        stray.push(`${file} imports ${target}, whose home is ${home.join(' and ')}`)
      if (other && other !== part && !LAYERS[part]?.includes(other)) stray.push(`${file} imports ${target}`)
    }
  }
  return stray.sort()
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const stray = findStrayImports(readImports(root))
  for (const line of stray) console.error(`${relative(process.cwd(), root) || '.'}/${line}`)
  console.log(stray.length === 0 ? 'layers: every import goes its way' : `layers: ${stray.length} imports go astray`)
  process.exitCode = stray.length === 0 ? 0 : 1
}
