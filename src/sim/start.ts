/**
 * Starts a simulated cluster in the background: `start.js --folder DIR --name NAME …`, with the options of main.ts, which
 * it runs as a process of its own session. It ends when the cluster says that it is ready, and prints the line that
 * the cluster said it with: `{"pid": …}` and the first line of DIR/state.jsonl, which describes the cluster:
 * `{name, id, createdAt, kubernetesVersion, server, nodes: [{name, role, address}], publish, caData,
 * clientCertificateData, clientKeyData, …}` (data in base64, as a kubeconfig has it). The certificates are then in DIR
 * too, as the files ca.crt, client.crt and client.key that kubectl can read.
 * A cluster whose folder exists goes on where it was, at the same address; then the options beside --folder may be left
 * out, and --existing has none made where none is. While it runs, DIR/process.json says which process it is: `{pid, startTime, server}`, `startTime` being field 22
 * of /proc/PID/stat on Linux and `@` with milliseconds since 1970 elsewhere. SIGTERM ends it.
 * Where it did not start: the cluster's own code and failure (see main.ts), and the end of DIR/log on standard error.
 */
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, openSync, readFileSync, writeFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {extname, isAbsolute, join} from 'node:path'
import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'
import {parseArgs} from 'node:util'
import {readStartFailure, type StartFailure} from './description/start-failure.ts'

/** How long a cluster may take until it is ready, in ms: a large state is read, and the machine may be busy. */
const READY_MS = 60_000
const SHOWN_LOG_LINES = 10
/** Few megabytes for young objects and small steps of growth: with V8's own choice 10,000 pods leave a third more behind. */
const MEMORY = ['--max-semi-space-size=4', '--heap-growing-percent=40']

/** Where kubia keeps compiled code, as bin/start.js has it; a fifth of the start is compiling otherwise. */
const compiled = (): NodeJS.ProcessEnv => {
  const {XDG_CACHE_HOME: named = ''} = process.env
  const folder = join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'kubectl-kubia')
  return existsSync(folder) ? {NODE_COMPILE_CACHE: folder} : {}
}

const {values} = parseArgs({strict: false, options: {folder: {type: 'string'}}})
const folder = String(values['folder'])
const log = join(folder, 'log')
mkdirSync(folder, {recursive: true, mode: 0o700})

const child = spawn(
  process.execPath,
  [...MEMORY, join(import.meta.dirname, `main${extname(import.meta.filename)}`), ...process.argv.slice(2)],
  {detached: true, env: {...compiled(), ...process.env}, stdio: ['ignore', 'pipe', openSync(log, 'w', 0o600)]},
)

const fail = (failure: StartFailure, code = 1): void => {
  child.kill('SIGKILL')
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-SHOWN_LOG_LINES).filter(Boolean)
  const why = lines.at(-1) === failure.message ? [] : [failure.message]
  process.stderr.write(`${[...lines, ...why].join('\n')}\n`)
  process.stdout.write(`${JSON.stringify({failure})}\n`, () => process.exit(code))
}

// Until it is ready it belongs to whoever starts it, and ends with it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => fail({message: `interrupted by ${signal}`}))
const limit = setTimeout(() => fail({message: `it was not ready within ${READY_MS / 1000}s`}), READY_MS)
child.once('error', error => fail({message: error.message}))
let failed: StartFailure | undefined
// Its output is read to the end by then.
child.once('close', code => fail(failed ?? {message: `it ended with ${code} before it was ready`}, code || 1))
createInterface({input: child.stdout as Readable}).once('line', line => {
  failed = readStartFailure(line)
  if (failed) return
  clearTimeout(limit)
  const {caData, clientCertificateData, clientKeyData} = JSON.parse(line) as Record<string, string>
  for (const [file, data] of [
    ['ca.crt', caData],
    ['client.crt', clientCertificateData],
    ['client.key', clientKeyData],
  ] as const)
    writeFileSync(join(folder, file), Buffer.from(String(data), 'base64'), {mode: 0o600})
  process.stdout.write(`${line}\n`, () => process.exit(0))
})
