/**
 * The simulated cluster as a program of its own:
 *
 *   main.js --folder DIR --name NAME [--control-planes N] [--workers N] [--kubernetes-version V] [--publish PORT]…
 *           [--speed FACTOR] [--registrations JSON]
 *   main.js --folder DIR --existing
 *
 * It makes the cluster in DIR, or goes on with the one that is there: at the same address, with the same objects, keys
 * and certificates; then only --folder is looked at. With --existing none is made where none is. PORT is
 * `[ADDRESS:]HOSTPORT:NODEPORT[/PROTOCOL][@NODE]`, NODE being the index of the node that has it.
 * JSON is a list of `{labels, taints}`, both optional, one for each node, control planes first: what it is registered with.
 * When it is ready it prints one line of JSON on standard output: `pid`, and the cluster's description, which is also
 * the first line of DIR/state.jsonl: `{name, id, createdAt, kubernetesVersion, server, nodes: [{name, role, address,
 * labels, taints}], publish: [{address, hostPort, nodePort, protocol}], caData, clientCertificateData, clientKeyData}` (the data in
 * base64, as a kubeconfig has it). It then serves until SIGTERM or SIGINT, and exits 0 with everything on disk.
 * Where it cannot start it prints `{"failure": {message, reason, port}}` there instead (`reason` and `port` only where
 * they are known: state-newer, state-damaged, port-taken), and the message on standard error. It exits 3 where a newer
 * program wrote the state, 4 where the state is damaged, and 1 for all else: a second process for the same folder, too.
 * A damaged or newer state stays as it is.
 * In DIR, all 0600: state.jsonl, the whole state; process.json, `{pid, startTime, server}` of the process that serves;
 * ca.crt, client.crt and client.key, for a kubeconfig.
 */
import {existsSync, readFileSync, watch} from 'node:fs'
import {flushCompileCache} from 'node:module'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {parsePublishedPort} from './cluster/published-port.ts'
import {isRegistration, type NodeRegistration} from './description/description.ts'
import {FASTEST, readSpeed, SLOWEST} from './description/speed.ts'
import {startFailure} from './description/start-failure.ts'
import {openInstance} from './instance.ts'

/** The Kubernetes release whose API is spoken. */
const DEFAULT_VERSION = '1.36.0'

const OPTIONS = {
  folder: {type: 'string'},
  name: {type: 'string', default: 'kubia'},
  'control-planes': {type: 'string', default: '1'},
  workers: {type: 'string', default: '2'},
  'kubernetes-version': {type: 'string', default: DEFAULT_VERSION},
  publish: {type: 'string', multiple: true},
  speed: {type: 'string', default: '1'},
  registrations: {type: 'string', default: '[]'},
  existing: {type: 'boolean', default: false},
} as const

const EXIT: Readonly<Record<string, number>> = {'state-newer': 3, 'state-damaged': 4}

/** The release of kubia that this program is of. The package's file is as far from the built program as from its source. */
const release = (): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {version: string}).version

/** @throws Error */
const count = (option: string, text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new Error(`--${option}: "${text}" is not a number of nodes`)
  return Number(text)
}

/** @throws Error */
const version = (text: string): string => {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  if (!match) throw new Error(`--kubernetes-version: "${text}" is not a version`)
  return `${match[1]}.${match[2]}.${match[3] ?? 0}`
}

/** @throws Error */
const speed = (text: string): number => {
  const value = readSpeed(text)
  if (value === undefined) throw new Error(`--speed: "${text}" is not a number from ${SLOWEST} to ${FASTEST}`)
  return value
}

/** @throws Error */
const registrations = (text: string): NodeRegistration[] => {
  const value: unknown = JSON.parse(text)
  if (Array.isArray(value) && value.every(isRegistration)) return value
  throw new Error(`--registrations: "${text}" is not a list of labels and taints`)
}

/**
 * Without its folder a cluster is nobody's: who removes it has no other way left to find the process. Where the system
 * cannot watch, it goes on until it is ended.
 */
const endWithFolder = (folder: string): void => {
  try {
    const watcher = watch(folder, {persistent: false}, () => {
      if (!existsSync(join(folder, 'state.jsonl'))) process.exit(0)
    })
    watcher.on('error', () => watcher.close())
  } catch (error) {
    process.stderr.write(`the folder is not watched: ${(error as Error).message}\n`)
  }
}

const run = async (): Promise<void> => {
  const {values} = parseArgs({options: OPTIONS})
  if (!values.folder) throw new Error('--folder is missing')
  const shape = {
    name: values.name,
    controlPlanes: count('control-planes', values['control-planes']),
    workers: count('workers', values.workers),
    kubernetesVersion: version(values['kubernetes-version']),
    publish: (values.publish ?? []).map(parsePublishedPort),
    speed: speed(values.speed),
    registrations: registrations(values.registrations),
  }
  const instance = await openInstance(values.folder, shape, {mustExist: values.existing, writtenBy: release()})
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      instance.close().then(
        () => process.exit(0),
        error => fail(error),
      )
    })
  endWithFolder(values.folder)
  process.stdout.write(`${JSON.stringify({pid: process.pid, ...instance.description})}\n`)
  // It is written at the end otherwise, which a cluster may never see.
  setImmediate(flushCompileCache)
}

const fail = (error: unknown): void => {
  const failure = startFailure(error)
  process.stdout.write(`${JSON.stringify({failure})}\n`)
  process.stderr.write(`${failure.message}\n`)
  process.exit(EXIT[failure.reason ?? ''] ?? 1)
}

run().catch(fail)
