// The cluster's public key infrastructure, as kubeadm makes one: an authority of its own, a certificate of the API
// server and one of the administrator. X.509 version 3 as in RFC 5280, with P-256 keys.
import {createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto'
import {isIPv4} from 'node:net'
import * as der from './der.ts'

/** A certificate and its private key, both as PEM. */
export interface KeyPair {
  certificate: string
  key: string
}

export interface CertificateSubject {
  commonName: string
  /** The groups of a user, for Kubernetes. */
  organization?: string
}

export interface Request {
  subject: CertificateSubject
  /** Host names and IPv4 addresses that a server answers to; a client has none. */
  names?: readonly string[]
  purpose: 'authority' | 'client' | 'server'
}

const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const

const YEARS = 10
/** Clocks that are a little behind see a certificate that is valid already. */
const BACKDATED = 60 * 60 * 1000

const nameOf = ({commonName, organization}: CertificateSubject): Buffer => {
  const attribute = (oid: string, text: string) =>
    der.set(der.sequence(der.objectIdentifier(oid), der.utf8String(text)))
  const parts = [attribute(OID.commonName, commonName)]
  if (organization) parts.unshift(attribute(OID.organization, organization))
  return der.sequence(...parts)
}

const extension = (oid: string, critical: boolean, content: Buffer): Buffer =>
  der.sequence(der.objectIdentifier(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(content))

const alternativeName = (name: string): Buffer =>
  isIPv4(name) ? der.implicit(7, Buffer.from(name.split('.').map(Number))) : der.implicit(2, Buffer.from(name))

const extensionsFor = ({purpose, names = []}: Request): Buffer[] => {
  if (purpose === 'authority')
    return [
      extension(OID.basicConstraints, true, der.sequence(der.boolean(true))),
      // keyCertSign and cRLSign: bits 5 and 6 of 8, one of which is unused.
      extension(OID.keyUsage, true, der.bitString(Buffer.from([0x06]), 1)),
    ]
  const usage = purpose === 'server' ? OID.serverAuth : OID.clientAuth
  return [
    extension(OID.basicConstraints, true, der.sequence()),
    // digitalSignature alone: bit 0, seven unused.
    extension(OID.keyUsage, true, der.bitString(Buffer.from([0x80]), 7)),
    extension(OID.extendedKeyUsage, false, der.sequence(der.objectIdentifier(usage))),
    ...(names.length > 0 ? [extension(OID.subjectAltName, false, der.sequence(...names.map(alternativeName)))] : []),
  ]
}

const pem = (content: Buffer): string => {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const build = (
  request: Request,
  publicKey: KeyObject,
  issuer: CertificateSubject,
  signer: KeyObject,
  now: Date,
): string => {
  const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256))
  const end = new Date(now)
  end.setUTCFullYear(end.getUTCFullYear() + YEARS)
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))),
    der.integer(randomBytes(16)),
    algorithm,
    nameOf(issuer),
    der.sequence(der.time(new Date(now.getTime() - BACKDATED)), der.time(end)),
    nameOf(request.subject),
    publicKey.export({type: 'spki', format: 'der'}),
    der.tagged(3, der.sequence(...extensionsFor(request))),
  )
  return pem(der.sequence(body, algorithm, der.bitString(sign('sha256', body, signer))))
}

const newKey = (): {privateKey: KeyObject; publicKey: KeyObject; text: string} => {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'prime256v1'})
  const text = privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
  return {privateKey, publicKey: createPublicKey(privateKey), text}
}

/** An authority that signs itself. */
export const newAuthority = (commonName: string, now: Date): KeyPair => {
  const subject = {commonName}
  const {privateKey, publicKey, text} = newKey()
  return {certificate: build({subject, purpose: 'authority'}, publicKey, subject, privateKey, now), key: text}
}

/** A certificate that the authority signs. @param authorityName the common name it was made with */
export const issue = (authority: KeyPair, authorityName: string, request: Request, now: Date): KeyPair => {
  const {publicKey, text} = newKey()
  const signer = createPrivateKey(authority.key)
  return {certificate: build(request, publicKey, {commonName: authorityName}, signer, now), key: text}
}

/** A certificate of a server that no authority has signed. */
export const selfSigned = (request: Request, now: Date): KeyPair => {
  const {privateKey, publicKey, text} = newKey()
  return {certificate: build(request, publicKey, request.subject, privateKey, now), key: text}
}
