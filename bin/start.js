'use strict'
const {existsSync, mkdirSync} = require('node:fs')
const {enableCompileCache} = require('node:module')
const {homedir} = require('node:os')
const {join} = require('node:path')

// Compiled code is kept between runs: about a quarter of the start-up. A folder that can't be written is no failure.
const cache = process.env.XDG_CACHE_HOME?.startsWith('/') ? process.env.XDG_CACHE_HOME : join(homedir(), '.cache')
const folder = join(cache, 'kubectl-kubia')
// Made step by step: Node's own recursive mkdir never ends where a folder can't be made in an existing one, as in /proc.
for (const step of [cache, folder]) {
  try {
    mkdirSync(step, {mode: 0o700})
  } catch {}
}
if (existsSync(folder)) enableCompileCache(folder)

const root = join(__dirname, '..')
import('../dist/main.js').then(
  ({main}) => main(process.argv.slice(2), root),
  error => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    process.stderr.write(`error: ${join(root, 'dist')} is not built; run: npm run build\n`)
    process.exitCode = 1
  },
)
