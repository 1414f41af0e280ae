// Makes the archives of a release in release/: for each platform Node's own binary, the built program, launchers, man
// pages, completions and licences, and SHA256SUMS. Names of platforms as arguments make those alone. dist/ is built
// before; the same dist/ makes the same bytes. With --url URL, where the release will be, install.sh is made too, and with
// all platforms krew's manifest and Homebrew's formula.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {homebrewFormula, krewManifest} from './manifests.ts'
import {archiveName, PLATFORMS, type Platform, PROGRAM} from './platforms.ts'

const root = join(import.meta.dirname, '../..')
const target = join(root, 'release')
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string}
const LAUNCHERS = ['kubectl-kubia', 'kubectl_complete-kubia']
/** Brings an npm package with a Node.js. @returns the folder that it is unpacked in */
const bringNode = ({node, version: release}: Platform, folder: string): string => {
  const options = {cwd: folder, encoding: 'utf8' as const}
  const [{filename}] = JSON.parse(execFileSync('npm', ['pack', '--json', `${node}@${release}`], options)) as [
    {filename: string},
  ]
  execFileSync('tar', ['-xzf', filename], options)
  return join(folder, 'package')
}

/** Lays out what an archive has. */
const fill = (folder: string, node: string): void => {
  const program = join(folder, 'program')
  for (const path of PROGRAM) cpSync(join(root, path), join(program, path), {recursive: true})
  mkdirSync(join(folder, 'bin'))
  for (const name of LAUNCHERS) {
    cpSync(join(root, 'scripts/release/launcher.sh'), join(folder, 'bin', name))
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  mkdirSync(join(folder, 'node/bin'), {recursive: true})
  cpSync(join(node, 'bin/node'), join(folder, 'node/bin/node'))
  chmodSync(join(folder, 'node/bin/node'), 0o755)
  cpSync(join(node, 'LICENSE'), join(folder, 'node/LICENSE'))
  cpSync(join(root, 'dist/man'), join(folder, 'share/man/man1'), {recursive: true})
  for (const name of ['LICENSE', 'README.md', 'CHANGELOG.md']) cpSync(join(root, name), join(folder, name))
  cpSync(join(root, 'dist/THIRD-PARTY-NOTICES'), join(folder, 'THIRD-PARTY-NOTICES'))
}

/** Makes the archive of a platform. @returns its name */
const makeArchive = (platform: Platform): string => {
  const work = mkdtempSync(join(tmpdir(), 'kubia-release-'))
  try {
    const name = archiveName(version, platform.name)
    const folder = join(work, name)
    mkdirSync(folder)
    fill(folder, bringNode(platform, work))
    // Whose files they are and when they were made is no part of a release.
    const plain = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=go-w']
    execFileSync('tar', [...plain, '-cf', `${name}.tar`, name], {cwd: work})
    execFileSync('gzip', ['-9n', `${name}.tar`], {cwd: work})
    cpSync(join(work, `${name}.tar.gz`), join(target, `${name}.tar.gz`))
    return `${name}.tar.gz`
  } finally {
    rmSync(work, {recursive: true, force: true})
  }
}

const {values, positionals: wanted} = parseArgs({
  allowPositionals: true,
  options: {url: {type: 'string'}, homepage: {type: 'string'}},
})
const unknown = wanted.filter(name => !PLATFORMS.some(platform => platform.name === name))
if (unknown.length > 0) {
  console.error(
    `error: no such platform: ${unknown.join(', ')}; there are ${PLATFORMS.map(({name}) => name).join(', ')}`,
  )
  process.exit(2)
}
rmSync(target, {recursive: true, force: true})
mkdirSync(target)
const sums: Record<string, string> = {}
for (const platform of PLATFORMS.filter(({name}) => wanted.length === 0 || wanted.includes(name))) {
  const name = makeArchive(platform)
  const content = readFileSync(join(target, name))
  console.log(`${name}  ${(content.length / 1e6).toFixed(1)} MB`)
  const sum = createHash('sha256').update(content).digest('hex')
  sums[platform.name] = sum
  appendFileSync(join(target, 'SHA256SUMS'), `${sum}  ${name}\n`)
}
if (values.url !== undefined) {
  const url = values.url.replace(/\/$/, '')
  const script = readFileSync(join(root, 'scripts/release/install.sh'), 'utf8')
  const filled = script.replace('@VERSION@', version).replace('@RELEASE@', url)
  writeFileSync(join(target, 'install.sh'), filled, {mode: 0o755})
  if (wanted.length === 0) {
    const release = {version, url, homepage: values.homepage ?? url, sums}
    writeFileSync(join(target, 'kubia.yaml'), krewManifest(release))
    writeFileSync(join(target, 'kubectl-kubia.rb'), homebrewFormula(release))
  }
}
