// Makes a release of the version that is its argument, all but the push: version, changelog, the addresses in documents, build, archives with their
// sums and manifests, commit and tag. The tag has the built files, the branch has not. A failure leaves nothing committed.
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {commitBuilt, epochOf} from './built.ts'
import {isNext, releaseChangelog} from './changelog.ts'
import {DOCUMENTS, releaseDocument} from './documents.ts'

const root = join(import.meta.dirname, '../..')
const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, {cwd: root, stdio: 'inherit'})
}
const ask = (program: string, ...args: string[]): string =>
  execFileSync(program, args, {cwd: root, encoding: 'utf8'}).trim()
const refuse = (message: string): never => {
  console.error(`error: ${message}`)
  process.exit(2)
}

/** Where the repository is read, from the address that it is pushed to. */
const homepageOf = (remote: string): string =>
  remote
    .replace(/^git@([^:]+):/, 'https://$1/')
    .replace(/^ssh:\/\/git@/, 'https://')
    .replace(/\.git$/, '')

const [version = '', ...rest] = process.argv.slice(2)
const packageFile = join(root, 'package.json')
const {version: before} = JSON.parse(readFileSync(packageFile, 'utf8')) as {version: string}
if (!isNext(version, before) || rest.length > 0)
  refuse(`a version after ${before} is wanted: npm run release -- MAJOR.MINOR.PATCH`)
if (ask('git', 'status', '--porcelain') !== '') refuse('there are changes that are not committed')
if (ask('git', 'tag', '--list', `v${version}`) !== '') refuse(`v${version} is tagged already`)
const head = ask('git', 'rev-parse', 'HEAD')
const homepage = homepageOf(ask('git', 'remote', 'get-url', 'origin'))

try {
  // npm publishes with provenance only where the package names the repository that it is built from.
  run('npm', 'pkg', 'set', 'repository.type=git', `repository.url=git+${homepage}.git`, `homepage=${homepage}#readme`)
  run('npm', 'version', version, '--no-git-tag-version')
  // npm writes it in a form of its own.
  run(join(root, 'node_modules/.bin/biome'), 'format', '--write', 'package.json')
  for (const name of DOCUMENTS) {
    const document = join(root, name)
    writeFileSync(document, releaseDocument(readFileSync(document, 'utf8'), homepage, version))
  }
  const changelog = join(root, 'CHANGELOG.md')
  const today = new Date().toISOString().slice(0, 10)
  const text = releaseChangelog(readFileSync(changelog, 'utf8'), version, today)
  writeFileSync(changelog, text)
  process.env['SOURCE_DATE_EPOCH'] = String(epochOf(text, version))
  const url = `${homepage}/releases/download/v${version}`
  run('npm', 'run', 'release:archives', '--', '--url', url, '--homepage', homepage)
  run('git', 'commit', '--all', '--message', `Release ${version}`)
  const built = commitBuilt(root, `Built files of ${version}`)
  run('git', 'tag', '--annotate', `v${version}`, '--message', `kubectl-kubia ${version}`, built)
} catch (error) {
  run('git', 'reset', '--hard', '--quiet', head)
  throw error
}
console.log(`v${version} is committed and tagged. To publish it:\n  git push --atomic origin HEAD v${version}`)
