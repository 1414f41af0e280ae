import {createHash} from 'node:crypto'
import {readdirSync, rmSync} from 'node:fs'
import {hostname} from 'node:os'
import {basename, join} from 'node:path'
import {KubiaError} from '../../errors/kubia-error.ts'
import {isRecord} from '../../process/answer.ts'
import type {Exec} from '../../process/exec.ts'
import {makeFolders} from '../../process/folders.ts'
import {readKept, unwritableRecords, writeKept} from '../../process/kept-record.ts'
import {stateDirectory} from '../../process/paths.ts'
import {identifySelf, isSameAlive, type ProcessIdentity} from '../../process/processes.ts'

/** A service that a tunnel gave an address. */
export interface TunneledService {
  namespace: string
  name: string
  address: string
}

/** What is remembered of a tunnel, so that what it leaves behind when it is killed can be taken back. */
export interface TunnelRecord extends ProcessIdentity {
  /** The API server that it asks: there is one tunnel for each. */
  server: string
  context: string
  kubeconfig?: string | undefined
  /** The namespace that it serves; absent for all. */
  namespace?: string | undefined
  /** The folder of its socket. */
  folder: string
  services: TunneledService[]
}

const folder = (): string => join(stateDirectory(), 'tunnels')
const keyOf = (server: string): string => createHash('sha256').update(server).digest('hex').slice(0, 16)
const file = (server: string, kind: 'json' | 'lock' | 'journal'): string => join(folder(), `${keyOf(server)}.${kind}`)

export const tunnelLockFile = (server: string): string => file(server, 'lock')
export const tunnelJournalFile = (server: string): string => file(server, 'journal')

/** A tunnel as its annotation names it. */
export const tunnelId = ({pid, startTime}: ProcessIdentity): string => `${hostname()}/${pid}/${startTime}`

/** This process as a tunnel. */
export const ownTunnel = (): ProcessIdentity & {id: string} => {
  const own = identifySelf()
  return {...own, id: tunnelId(own)}
}

/** Whether a tunnel that an annotation names is known to be gone: it ran on this machine, and its process does not live. */
export const isGone = async (id: string, exec: Exec): Promise<boolean> => {
  const [host, pid = '', startTime = ''] = id.split('/')
  return host === hostname() && !(await isSameAlive({pid: Number(pid), startTime}, exec))
}

const unwritable = (error: unknown): KubiaError =>
  error instanceof KubiaError ? error : unwritableRecords(folder(), (error as Error).message, error)

/** Makes the folder of all tunnels' records. @throws KubiaError STATE_UNWRITABLE */
export const makeTunnelFolder = (): void => {
  try {
    makeFolders(folder())
  } catch (error) {
    throw unwritable(error)
  }
}

/** Writes a record durably, whole or not at all, mode 0600. @throws KubiaError STATE_UNWRITABLE */
export const writeTunnel = (record: TunnelRecord): void => {
  try {
    writeKept(file(record.server, 'json'), record)
  } catch (error) {
    throw unwritable(error)
  }
}

/** Removes the folder of a tunnel's socket. */
export const removeSocket = ({folder: socket}: Pick<TunnelRecord, 'folder'>): void => {
  // Only what a tunnel makes is removed, whatever the record says.
  if (/^kubia-\w{6,12}$/.test(basename(socket))) rmSync(socket, {recursive: true, force: true})
}

/** Forgets a tunnel that has ended, with all its files. */
export const removeTunnel = (record: Pick<TunnelRecord, 'server' | 'folder'>): void => {
  for (const kind of ['json', 'journal'] as const) rmSync(file(record.server, kind), {force: true})
  removeSocket(record)
}

const isTunnelRecord = (value: unknown): value is TunnelRecord =>
  isRecord(value) && typeof value['server'] === 'string' && Array.isArray(value['services'])

const readRecord = (path: string): TunnelRecord | undefined => {
  try {
    const record: unknown = readKept(path)
    return isTunnelRecord(record) ? record : undefined
  } catch (error) {
    throw unwritable(error)
  }
}

/** A record among others, where one that a newer kubia wrote stops nobody. */
const readableRecord = (path: string): TunnelRecord | undefined => {
  try {
    return readRecord(path)
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'STATE_NEWER') return undefined
    throw error
  }
}

/** The tunnel of an API server, dead or alive. @throws KubiaError STATE_NEWER where a newer kubia began it */
export const readTunnel = (server: string): TunnelRecord | undefined => readRecord(file(server, 'json'))

/** The records of all tunnels that can be read, dead ones too. */
export const allTunnels = (): TunnelRecord[] => {
  let names: string[]
  try {
    names = readdirSync(folder())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unwritable(error)
  }
  return names.filter(name => name.endsWith('.json')).flatMap(name => readableRecord(join(folder(), name)) ?? [])
}

/** The tunnel that runs for a context now; undefined where none does. */
export const runningTunnel = async (exec: Exec, context: string): Promise<TunnelRecord | undefined> => {
  for (const record of allTunnels()) if (record.context === context && (await isSameAlive(record, exec))) return record
  return undefined
}
