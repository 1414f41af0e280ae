import {readdirSync, readFileSync, readlinkSync} from 'node:fs'
import type {PublishedPort} from '../cluster/published-port.ts'
import type {Exec} from '../process/exec.ts'
import {visibleLine} from '../text/visible.ts'

/** Lines of /proc/net/tcp in which a socket listens; one of UDP has no such state (include/net/tcp_states.h). */
const LISTENING = '0A'
const UNCONNECTED = '07'

const orNothing = <T>(read: () => T, nothing: T): T => {
  try {
    return read()
  } catch {
    return nothing
  }
}

/**
 * The inodes of the sockets that listen on a port.
 * @param table the text of /proc/net/tcp or one of its like: `sl local_address rem_address st … inode` (proc_net_tcp(5))
 */
export const listeningInodes = (table: string, port: number): string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap(line => {
    const fields = line.trim().split(/\s+/)
    const [, local = '', , state = ''] = fields
    const inode = fields[9] ?? ''
    return local.endsWith(suffix) && [LISTENING, UNCONNECTED].includes(state) && inode !== '0' ? [inode] : []
  })
}

/** The process that holds one of these sockets, among those that this user may look into. */
const findHolder = (inodes: readonly string[]): number | undefined => {
  const targets = new Set(inodes.map(inode => `socket:[${inode}]`))
  const pids = orNothing(() => readdirSync('/proc'), []).filter(name => /^\d+$/.test(name))
  const holder = pids.find(pid =>
    orNothing(() => readdirSync(`/proc/${pid}/fd`), []).some(file =>
      targets.has(orNothing(() => readlinkSync(`/proc/${pid}/fd/${file}`), '')),
    ),
  )
  return holder === undefined ? undefined : Number(holder)
}

/** More of a command line tells nothing more of whose it is. */
const MAX_COMMAND = 60

/** A command line in a few words, without its program's folder: `node server.js`. */
const shortCommand = (line: string): string => {
  const short = visibleLine(line.trim().replace(/^\S*\//, ''))
  return short.length > MAX_COMMAND ? `${short.slice(0, MAX_COMMAND - 1)}…` : short
}

/** The command line of a process; the name of its first thread, as `comm` has it, says too little: Node's is `MainThread`. */
const commandOf = async (exec: Exec, pid: number): Promise<string> => {
  if (process.platform === 'linux')
    return orNothing(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '), '')
  const {stdout} = await exec({program: 'ps', args: ['-o', 'command=', '-p', String(pid)]})
  return stdout
}

const fromProc = ({hostPort, protocol}: PublishedPort): number | undefined => {
  const tables = [protocol.toLowerCase(), `${protocol.toLowerCase()}6`]
  const inodes = tables.flatMap(table =>
    listeningInodes(
      orNothing(() => readFileSync(`/proc/net/${table}`, 'utf8'), ''),
      hostPort,
    ),
  )
  return inodes.length === 0 ? undefined : findHolder(inodes)
}

/** The first process in the output of `lsof -Fp`: a line `p4242`. */
export const readLsof = (output: string): number | undefined => {
  const pid = /^p(\d+)$/m.exec(output)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

const fromLsof = async (exec: Exec, {hostPort, protocol}: PublishedPort): Promise<number | undefined> => {
  const state = protocol === 'TCP' ? ['-sTCP:LISTEN'] : []
  const {stdout} = await exec({program: 'lsof', args: ['-nP', `-i${protocol}:${hostPort}`, ...state, '-Fp']})
  return readLsof(stdout)
}

const fromEngine = async (
  exec: Exec,
  program: string | undefined,
  {hostPort, protocol}: PublishedPort,
): Promise<string | undefined> => {
  if (program === undefined) return undefined
  const filter = `publish=${hostPort}/${protocol.toLowerCase()}`
  const {stdout} = await exec(
    {program, args: ['ps', '--filter', filter, '--format', '{{.Names}}']},
    {waitsFor: program},
  )
  const [name] = stdout.trim().split('\n')
  return name ? `the container ${name}` : undefined
}

/** Where the owner of a port is looked for. */
export interface OwnerPlaces {
  /** The container engine's program, where there is one. */
  engine: string | undefined
  /** The local cluster that runs in a process of its own, by that process. */
  clusterOfProcess: (pid: number) => string | undefined
}

/**
 * Who has a port: a container, a cluster, else a process as `node server.js (pid 4242)`; undefined where that cannot be
 * seen. Another user's process can be seen by root alone.
 */
export const portOwner = async (
  exec: Exec,
  {engine, clusterOfProcess}: OwnerPlaces,
  port: PublishedPort,
): Promise<string | undefined> => {
  // What cannot be found out only makes the message poorer.
  const container = await fromEngine(exec, engine, port).catch(() => undefined)
  if (container !== undefined) return container
  const pid = process.platform === 'linux' ? fromProc(port) : await fromLsof(exec, port).catch(() => undefined)
  if (pid === undefined) return undefined
  const cluster = clusterOfProcess(pid)
  if (cluster !== undefined) return `the cluster ${cluster} (pid ${pid})`
  return `${shortCommand(await commandOf(exec, pid).catch(() => '')) || 'a program'} (pid ${pid})`
}
