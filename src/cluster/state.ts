import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {isRecord} from '../process/answer.ts'
import {makeFolders, nearestFolder} from '../process/folders.ts'
import {readKept, unwritableRecords, writeKept} from '../process/kept-record.ts'
import {stateDirectory, tildePath} from '../process/paths.ts'
import {isPidFree} from '../process/processes.ts'
import type {ConfigFields} from './cluster-spec.ts'
import type {ProviderName} from './provider.ts'
import {PROVIDERS} from './providers/index.ts'

/** What kubia remembers of a cluster that it made. */
export interface ClusterRecord {
  name: string
  provider: ProviderName
  /** The id of the first control plane's container; empty while the cluster is being created. */
  controlPlaneId: string
  /** The names of all nodes; empty while the cluster is being created. */
  nodes: string[]
  /** The context that was current before; empty where there was none. */
  previousContext: string
  /** Those that were current before that one, the latest first: it may be gone when it is to be given back. */
  earlierContexts?: string[]
  /** The kubeconfig that the context was written to, where one was named. */
  kubeconfig?: string | undefined
  /** When the run that made it began, RFC 3339. */
  startedAt: string
  /** What the configuration said that it was made with, flags included. */
  config?: ConfigFields
  /** The file of the configuration that it was made with, absolute; absent where there was none. */
  configFile?: string
  /** The ids of all node containers; absent while the cluster is being created. */
  nodeIds?: string[]
  /** The nodes' last known addresses, by name. */
  addresses?: Record<string, string>
  /** True while it is being deleted: what is left of it is no cluster any more. */
  deleting?: boolean
  /** True where its context was the current one when its deletion began. */
  wasCurrent?: boolean
  /** True where it was never finished and is kept because that was asked for. */
  retained?: boolean
}

/** More than a record and a lock take, in bytes. */
const PROBE_BYTES = 16 * 1024

const folder = (): string => join(stateDirectory(), 'clusters')
/** The file of a cluster's record. */
export const recordFile = (name: string): string => join(folder(), `${name}.json`)

const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)

/** Whether JSON has every field that the ownership of a cluster is decided by; a damaged record proves nothing. */
const isClusterRecord = (value: unknown, name: string): value is ClusterRecord =>
  isRecord(value) &&
  value['name'] === name &&
  PROVIDERS.some(provider => provider === value['provider']) &&
  isText(value['controlPlaneId']) &&
  isText(value['startedAt']) &&
  areTexts(value['nodes']) &&
  (value['nodeIds'] === undefined || areTexts(value['nodeIds']))

/**
 * The record of a cluster; undefined where there is none, and where what has its name is damaged, unreadable or no
 * file: then `hasRecord` says that something is there.
 * @throws KubiaError STATE_NEWER where a newer kubia wrote it; STATE_UNWRITABLE where the folder of all records cannot be read
 */
export const readRecord = (name: string): ClusterRecord | undefined => {
  try {
    const record = readKept(recordFile(name))
    return isClusterRecord(record, name) ? record : undefined
  } catch (error) {
    throw unwritable(error)
  }
}

/** Why the record of a cluster is not read, where a newer kubia wrote it. @throws KubiaError STATE_UNWRITABLE */
export const newerRecord = (name: string): KubiaError | undefined => {
  try {
    readRecord(name)
    return undefined
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'STATE_NEWER') return error
    throw error
  }
}

/** The record of a cluster; undefined where a newer kubia wrote it, which proves nothing, so that the others can be read. */
export const readableRecord = (name: string): ClusterRecord | undefined =>
  newerRecord(name) ? undefined : readRecord(name)

/** Whether there is a record of a cluster, also one that is damaged. */
export const hasRecord = (name: string): boolean => existsSync(recordFile(name))

/** The names of all clusters of which there is a record, a lock or a journal. @throws KubiaError STATE_UNWRITABLE */
export const knownNames = (): string[] => {
  try {
    const entries = existsSync(folder()) ? readdirSync(folder()) : []
    // Not the lock of the whole machine, which is written in capitals.
    return [
      ...new Set(entries.flatMap(entry => /^([a-z0-9][a-z0-9.-]*)\.(?:json|lock|journal)$/.exec(entry)?.[1] ?? [])),
    ].sort()
  } catch (error) {
    throw unwritable(error)
  }
}

/** All records that can be read. */
export const allRecords = (): ClusterRecord[] => knownNames().flatMap(name => readableRecord(name) ?? [])

/** The providers that kubia made clusters with which it still knows of. */
export const recordedProviders = (): ProviderName[] => [...new Set(allRecords().map(({provider}) => provider))]

/** Writes a record durably, whole or not at all; the file is 0600, its folder 0700. @throws KubiaError STATE_UNWRITABLE */
export const writeRecord = (record: ClusterRecord): void => {
  try {
    makeFolders(folder())
    writeKept(recordFile(record.name), record)
  } catch (error) {
    throw unwritable(error)
  }
}

/** Writes a file for real: a full disk and a read-only one pass a look at the permissions. */
const probe = (place: string): string => {
  const file = join(place, `.kubia.probe.${process.pid}`)
  writeFileSync(file, ' '.repeat(PROBE_BYTES), {mode: 0o600})
  rmSync(file)
  return tildePath(folder())
}

/** Makes the folder that records are kept in. @returns it, as a person writes it. @throws KubiaError STATE_UNWRITABLE */
export const probeStateFolder = (): string => {
  try {
    makeFolders(folder())
    return probe(folder())
  } catch (error) {
    throw unwritable(error)
  }
}

/** Whether records could be kept, without making their folder. @returns it, as a person writes it. @throws KubiaError STATE_UNWRITABLE */
export const tryStateFolder = (): string => {
  try {
    return probe(nearestFolder(folder()))
  } catch (error) {
    throw unwritable(error)
  }
}

/** The file that one run at a time holds while it is at work on a cluster. */
export const lockFile = (name: string): string => join(folder(), `${name}.lock`)

/** The file that one run at a time holds while it makes nodes. No cluster has a name with a capital letter. */
export const hostLockFile = (): string => join(folder(), 'HOST.lock')

/** Where a run at work on a cluster writes down what it has under way. */
export const journalFile = (name: string): string => join(folder(), `${name}.journal`)

/** Forgets a cluster; no record is fine. @throws KubiaError STATE_UNWRITABLE */
export const removeRecord = (name: string): void => {
  try {
    rmSync(recordFile(name), {force: true, recursive: true})
  } catch (error) {
    throw unwritable(error)
  }
}

/** A failure of the file system at the state folder; a file that only tests the folder is reported as the folder. */
export const unwritable = (error: unknown): KubiaError => {
  if (error instanceof KubiaError) return error
  const why = (error as Error).message.replace(/'(.*)\/\.kubia\.probe\.\d+'/, (_, place: string) => `'${place || '/'}'`)
  return unwritableRecords(folder(), why, error)
}

/** Files that a run makes for a moment, by the pid at the end of their name. */
const MOMENTARY = /\.(?:json|lock|takeover|probe)\.(\d+)$/

/** Removes what killed runs left of the files that they make for a moment. @throws KubiaError STATE_UNWRITABLE */
export const sweepStateFolder = (): void => {
  try {
    for (const name of readdirSync(folder())) {
      const pid = MOMENTARY.exec(name)?.[1]
      if (pid !== undefined && isPidFree(Number(pid))) rmSync(join(folder(), name), {force: true})
    }
  } catch (error) {
    throw unwritable(error)
  }
}
