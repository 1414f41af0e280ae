'use strict'
const {existsSync, mkdirSync} = require('node:fs')
const {enableCompileCache} = require('node:module')
const {homedir} = require('node:os')
const {isAbsolute, join} = require('node:path')

// Compiled code is kept between runs: about a quarter of the start-up. A folder that cannot be written is no failure.
const ownCache = () => {
  try {
    return join(homedir(), '.cache')
  } catch {
    // No home folder: src/cli/main.ts says so, where one is needed. Libraries that ask for one as they load must not throw.
    process.env.HOME = ''
    return ''
  }
}
const fallback = ownCache()
const cache = isAbsolute(process.env.XDG_CACHE_HOME ?? '') ? process.env.XDG_CACHE_HOME : fallback
const folder = join(cache, 'kubectl-kubia')
// Made step by step: Node's own recursive mkdir never ends where a folder cannot be made in an existing one, as in /proc.
for (const step of isAbsolute(cache) && !existsSync(folder) ? [cache, folder] : []) {
  try {
    mkdirSync(step, {mode: 0o700})
  } catch {}
}
if (isAbsolute(cache) && existsSync(folder)) enableCompileCache(folder)

const root = join(__dirname, '..')
const fail = error => {
  if (error.code === 'EMFILE' || error.code === 'ENFILE') {
    process.stderr.write(`error: ${error.message}  [LIMIT_REACHED]\n  Fix:\n    ulimit -n 1024\n`)
    process.exit(3)
  }
  if (error.code !== 'MODULE_NOT_FOUND') throw error
  process.stderr.write(`error: ${join(root, 'dist')} is not built; run: npm run build\n`)
  process.exitCode = 1
}
const start = async () => require('../dist/main.cjs').main(process.argv.slice(2), root)
// main loads more as it needs it.
start().catch(fail)
