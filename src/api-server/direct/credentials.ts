import {isIP} from 'node:net'
import type {SecureContextOptions} from 'node:tls'
import type {Merged} from '../../process/kubeconfig/changes.ts'
import type {EntryFields} from '../../process/kubeconfig/document.ts'
import {isLoopback, proxyOf} from '../../process/proxies.ts'
import {readFileBounded} from '../../process/read-file.ts'

/** How an API server is reached without kubectl. What is secret in it is never shown. */
export interface DirectAccess {
  /** The server's address, without a slash at its end: `https://127.0.0.1:6443`. */
  server: string
  /** Whether long answers are asked for compressed: on this machine that costs more than it saves. */
  compresses: boolean
  /** The namespace that the context means. */
  namespace: string
  tls: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> & {servername?: string; rejectUnauthorized: boolean}
  /** What `authorization` says, where there is a token. */
  authorization: string | undefined
}

/** The fields of a cluster and of a user with which credentials are static. `extensions` are other programs' notes. */
const CLUSTER_FIELDS: readonly string[] = [
  'server',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'certificate-authority',
  'certificate-authority-data',
  'disable-compression',
  'extensions',
]
const USER_FIELDS: readonly string[] = [
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
  'tokenFile',
  'extensions',
]

const hasOnly = (fields: EntryFields, known: readonly string[]): boolean =>
  Object.keys(fields).every(field => known.includes(field))

/** A text field; undefined where it is not there. */
const textIn = (fields: EntryFields, name: string): string | undefined => fields[name] as string | undefined

/** What a field has in the kubeconfig, or in the file that it names; both at once are an error of kubectl's. */
const pemIn = (fields: EntryFields, name: string): Buffer | undefined | 'both' => {
  const [data, file] = [textIn(fields, `${name}-data`), textIn(fields, name)]
  if (data !== undefined && file !== undefined) return 'both'
  if (data !== undefined) return Buffer.from(data, 'base64')
  return file === undefined ? undefined : readFileBounded(file)
}

/** The address, where it is one that nothing stands before. */
const addressOf = (server: string | undefined): URL | undefined => {
  if (server === undefined || !URL.canParse(server)) return undefined
  const url = new URL(server)
  const isBare = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return url.protocol === 'https:' && isBare && !proxyOf(server, process.env) ? url : undefined
}

/** How the server is known: by the kubeconfig's own authority alone, or not at all where that was asked for. */
const trustOf = (cluster: EntryFields): Pick<DirectAccess['tls'], 'ca' | 'rejectUnauthorized'> | undefined => {
  const ca = pemIn(cluster, 'certificate-authority')
  const isInsecure = cluster['insecure-skip-tls-verify'] === true
  // Both at once are an error of kubectl's; without either, it trusts the authorities of the system.
  if (ca === 'both' || isInsecure === (ca !== undefined)) return undefined
  return ca === undefined ? {rejectUnauthorized: false} : {ca, rejectUnauthorized: true}
}

/** Who is asking: by a certificate, a token, or both. */
const identityOf = (
  user: EntryFields,
): (Pick<DirectAccess['tls'], 'cert' | 'key'> & Pick<DirectAccess, 'authorization'>) | undefined => {
  const [cert, key] = [pemIn(user, 'client-certificate'), pemIn(user, 'client-key')]
  const [token, file] = [textIn(user, 'token'), textIn(user, 'tokenFile')]
  if (cert === 'both' || key === 'both' || (cert === undefined) !== (key === undefined)) return undefined
  if (token !== undefined && file !== undefined) return undefined
  const bearer = token ?? (file === undefined ? undefined : readFileBounded(file).toString().trim())
  if (bearer === '' || (bearer === undefined && cert === undefined)) return undefined
  // A token that no header can have is for kubectl to refuse.
  if (bearer !== undefined && !/^[\x21-\x7e]+$/.test(bearer)) return undefined
  return {...(cert && key ? {cert, key} : {}), authorization: bearer === undefined ? undefined : `Bearer ${bearer}`}
}

/**
 * How the API server of a context is reached where its credentials are static and no proxy stands between; undefined for
 * all else, which only kubectl can reach: programs that log in, impersonation, passwords, fields that are not known here.
 * @param kubeconfig with the fields that are not known @param context undefined for the current one
 * @throws where a file that it names cannot be read
 */
export const directAccess = (kubeconfig: Merged, context: string | undefined): DirectAccess | undefined => {
  const {contexts, clusters, users} = kubeconfig.entries
  const fields = contexts.get(context ?? kubeconfig.current) ?? {}
  const cluster = clusters.get(textIn(fields, 'cluster') ?? '')
  const user = users.get(textIn(fields, 'user') ?? '')
  if (!cluster || !user || !hasOnly(cluster, CLUSTER_FIELDS) || !hasOnly(user, USER_FIELDS)) return undefined
  const [address, trust, identity] = [addressOf(textIn(cluster, 'server')), trustOf(cluster), identityOf(user)]
  const servername = textIn(cluster, 'tls-server-name')
  if (!address || !trust || !identity || (servername !== undefined && isIP(servername) !== 0)) return undefined
  const {authorization, ...certificate} = identity
  return {
    server: address.href.replace(/\/+$/, ''),
    compresses: !isLoopback(address.hostname) && cluster['disable-compression'] !== true,
    namespace: textIn(fields, 'namespace') ?? 'default',
    tls: {...trust, ...certificate, ...(servername === undefined ? {} : {servername})},
    authorization,
  }
}
