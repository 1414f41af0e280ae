import {closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {stateDirectory} from '../../../process/paths.ts'
import type {ProcessIdentity} from '../../../process/processes.ts'
import type {NodeRole} from '../../provider.ts'
import type {PublishedPort} from '../../published-port.ts'

/** What a simulated cluster says of itself, in the first line of its state file. Data as a kubeconfig has it: base64. */
export interface SimDescription {
  name: string
  /** A new cluster of the same name has another one. */
  id: string
  /** RFC 3339. */
  createdAt: string
  /** `1.36.0`: reported, and nothing more. */
  kubernetesVersion: string
  /** The API server's URL. */
  server: string
  nodes: {name: string; role: NodeRole; address: string}[]
  publish: PublishedPort[]
  caData: string
  clientCertificateData: string
  clientKeyData: string
}

/** More than a description has, in bytes. */
const MAX_DESCRIPTION = 64 * 1024

const parent = (): string => join(stateDirectory(), 'sim')

/** Where everything of a simulated cluster is kept. */
export const simFolder = (name: string): string => join(parent(), name)

/** The names of all simulated clusters that have a folder. */
export const simNames = (): string[] => (existsSync(parent()) ? readdirSync(parent()).sort() : [])

const readFirstLine = (file: string): string => {
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(MAX_DESCRIPTION)
    const text = buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, MAX_DESCRIPTION, 0))
    return text.slice(0, text.indexOf('\n'))
  } finally {
    closeSync(descriptor)
  }
}

/** What is told of a file that may be missing or, after a start that was killed, not whole. */
const orNothing = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A cluster's description; undefined where there is none or it was never finished. */
export const readDescription = (name: string): SimDescription | undefined =>
  orNothing(() => JSON.parse(readFirstLine(join(simFolder(name), 'state.jsonl'))) as SimDescription)

/** The process that a cluster runs in, or last ran in. */
export const readProcess = (name: string): ProcessIdentity | undefined =>
  orNothing(() => JSON.parse(readFileSync(join(simFolder(name), 'process.json'), 'utf8')) as ProcessIdentity)

/** When a folder was made, RFC 3339: all that is known of a cluster that was never finished. */
export const folderMadeAt = (name: string): string => statSync(simFolder(name)).birthtime.toISOString()
