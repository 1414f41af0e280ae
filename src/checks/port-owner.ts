import {readdirSync, readFileSync, readlinkSync} from 'node:fs'
import type {PublishedPort} from '../cluster/published-port.ts'
import type {Exec} from '../process/exec.ts'

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
const findHolder = (inodes: readonly string[]): string | undefined => {
  const targets = new Set(inodes.map(inode => `socket:[${inode}]`))
  for (const pid of orNothing(() => readdirSync('/proc'), []).filter(name => /^\d+$/.test(name))) {
    const files = orNothing(() => readdirSync(`/proc/${pid}/fd`), [])
    if (!files.some(file => targets.has(orNothing(() => readlinkSync(`/proc/${pid}/fd/${file}`), '')))) continue
    const name = orNothing(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), '')
    return `${name || 'a program'} (pid ${pid})`
  }
  return undefined
}

const fromProc = ({hostPort, protocol}: PublishedPort): string | undefined => {
  const tables = [protocol.toLowerCase(), `${protocol.toLowerCase()}6`]
  const inodes = tables.flatMap(table =>
    listeningInodes(
      orNothing(() => readFileSync(`/proc/net/${table}`, 'utf8'), ''),
      hostPort,
    ),
  )
  return inodes.length === 0 ? undefined : findHolder(inodes)
}

/** The first process in the output of `lsof -Fpc`: a line `p4242`, then `cnode`. */
export const readLsof = (output: string): string | undefined => {
  const [, pid, name] = /^p(\d+)\nc(.+)$/m.exec(output) ?? []
  return pid === undefined ? undefined : `${name} (pid ${pid})`
}

const fromLsof = async (exec: Exec, {hostPort, protocol}: PublishedPort): Promise<string | undefined> => {
  const state = protocol === 'TCP' ? ['-sTCP:LISTEN'] : []
  const {stdout} = await exec({program: 'lsof', args: ['-nP', `-i${protocol}:${hostPort}`, ...state, '-Fpc']})
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

/**
 * Who has a port: a container, else a process as `node (pid 4242)`; undefined where that cannot be seen. Another user's
 * process can be seen by root alone.
 * @param engine the container engine's program, where there is one
 */
export const portOwner = async (
  exec: Exec,
  engine: string | undefined,
  port: PublishedPort,
): Promise<string | undefined> => {
  // What cannot be found out only makes the message poorer.
  const container = await fromEngine(exec, engine, port).catch(() => undefined)
  if (container !== undefined) return container
  return process.platform === 'linux' ? fromProc(port) : fromLsof(exec, port).catch(() => undefined)
}
