import {existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {makeFolders} from '../process/folders.ts'
import {stateDirectory, tildePath} from '../process/paths.ts'
import type {LocalCluster, ProviderName} from './provider.ts'

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
  /** The kubeconfig that the context was written to, where one was named. */
  kubeconfig?: string | undefined
  /** When the run that made it began, RFC 3339. */
  startedAt: string
}

/** More than a record and a lock take, in bytes. */
const PROBE_BYTES = 16 * 1024

const folder = (): string => join(stateDirectory(), 'clusters')
const file = (name: string): string => join(folder(), `${name}.json`)

/** The record of a cluster, or undefined where there is none or it can't be understood. */
export const readRecord = (name: string): ClusterRecord | undefined => {
  try {
    const record = JSON.parse(readFileSync(file(name), 'utf8')) as ClusterRecord | null
    return record?.name === name && Array.isArray(record.nodes) ? record : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw unwritable(error)
  }
}

/** The providers that kubia made clusters with which it still knows of. */
export const recordedProviders = (): ProviderName[] => {
  const names = existsSync(folder())
    ? readdirSync(folder()).flatMap(entry => /^(.+)\.json$/.exec(entry)?.[1] ?? [])
    : []
  return [...new Set(names.flatMap(name => readRecord(name)?.provider ?? []))]
}

/** Writes a record whole or not at all; the file is 0600, its folder 0700. @throws KubiaError STATE_UNWRITABLE */
export const writeRecord = (record: ClusterRecord): void => {
  const target = file(record.name)
  const temporary = `${target}.${process.pid}`
  try {
    makeFolders(folder())
    writeFileSync(temporary, `${JSON.stringify(record, undefined, 2)}\n`, {mode: 0o600})
    renameSync(temporary, target)
  } catch (error) {
    try {
      rmSync(temporary, {force: true})
    } catch {
      // The first failure tells more: what can't be removed was never there.
    }
    throw unwritable(error)
  }
}

/** Makes sure that records can be kept. @returns the folder, as a person writes it. @throws KubiaError STATE_UNWRITABLE */
export const probeStateFolder = (): string => {
  try {
    makeFolders(folder())
    // Written for real: a full disk and a read-only one pass a look at the permissions.
    const probe = join(folder(), `.probe.${process.pid}`)
    writeFileSync(probe, ' '.repeat(PROBE_BYTES), {mode: 0o600})
    rmSync(probe)
    return tildePath(folder())
  } catch (error) {
    throw unwritable(error)
  }
}

/** The file that one run at a time holds while it is at work on a cluster. */
export const lockFile = (name: string): string => join(folder(), `${name}.lock`)

/** Forgets a cluster; no record is fine. @throws KubiaError STATE_UNWRITABLE */
export const removeRecord = (name: string): void => {
  try {
    rmSync(file(name), {force: true})
  } catch (error) {
    throw unwritable(error)
  }
}

const unwritable = (error: unknown): KubiaError =>
  new KubiaError('STATE_UNWRITABLE', `${tildePath(folder())} can't be used: ${(error as Error).message}`, {
    fix: ['export XDG_STATE_HOME=/a/folder/that/you/may/write'],
    cause: error,
  })

/**
 * Whether kubia made this very cluster: the recorded control plane is the live one. A record without an id is of a run
 * that was killed while kind worked; all containers must then be younger than that run.
 */
export const isOurs = (cluster: LocalCluster, record: ClusterRecord | undefined): boolean => {
  if (!record) return false
  if (record.controlPlaneId !== '') return cluster.nodes.some(node => node.id === record.controlPlaneId)
  return cluster.nodes.every(node => Date.parse(node.createdAt) >= Date.parse(record.startedAt))
}
