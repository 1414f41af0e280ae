// The built files of a release. The GitHub Action is what its repository has at a tag, so a tag has them and no branch does.
// Run by itself, it builds anew and fails where that is not what is committed: npm run release:check.
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

const ask = (cwd: string, ...args: string[]): string => execFileSync('git', args, {cwd, encoding: 'utf8'}).trim()

/**
 * Commits dist/ on top of HEAD, on no branch: neither HEAD nor the working tree changes. @returns the commit
 */
export const commitBuilt = (root: string, message: string): string => {
  ask(root, 'add', '--force', 'dist')
  try {
    return ask(root, 'commit-tree', ask(root, 'write-tree'), '-p', 'HEAD', '-m', message)
  } finally {
    ask(root, 'reset', '--quiet')
  }
}

/** What of dist/ is not as it is committed, as `git status` has it: changed, missing, or not there. */
export const strayFiles = (root: string): string[] =>
  ask(root, 'status', '--porcelain', '--ignored', '--untracked-files=all', '--', 'dist').split('\n').filter(Boolean)

/** The moment that a release is built as of, in seconds since the epoch: its day in the changelog. @throws Error for none */
export const epochOf = (changelog: string, version: string): number => {
  const day = new RegExp(`^## ${version.replaceAll('.', '\\.')} - (\\d{4}-\\d\\d-\\d\\d)$`, 'm').exec(changelog)?.[1]
  if (day === undefined) throw new Error(`CHANGELOG.md has no release ${version}`)
  return Date.parse(`${day}T00:00:00Z`) / 1000
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '../..')
  const read = (name: string): string => readFileSync(join(root, name), 'utf8')
  const {version} = JSON.parse(read('package.json')) as {version: string}
  const env = {...process.env, SOURCE_DATE_EPOCH: String(epochOf(read('CHANGELOG.md'), version))}
  execFileSync(process.execPath, ['scripts/build.ts'], {cwd: root, env, stdio: 'inherit'})
  const stray = strayFiles(root)
  for (const line of stray) console.error(line)
  console.log(
    stray.length === 0 ? 'dist/ is what was committed' : `${stray.length} files of dist/ are not as committed`,
  )
  process.exitCode = stray.length === 0 ? 0 : 1
}
