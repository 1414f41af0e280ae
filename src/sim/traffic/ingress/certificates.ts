import {createSecureContext, type SecureContext} from 'node:tls'
import type {KubeObject} from '../../api/object.ts'
import {type ControlPlane, find} from '../../controllers/control-plane.ts'
import {secretResource} from '../../kinds/secret/resource.ts'
import {type KeyPair, selfSigned} from '../../pki/certificates.ts'
import type {HostTls} from './routing-table.ts'

/** What ingress-nginx shows where it has no certificate for a host. */
export const fakeCertificate = (now: Date): KeyPair =>
  selfSigned(
    {
      subject: {commonName: 'Kubernetes Ingress Controller Fake Certificate', organization: 'Acme Co'},
      names: ['ingress.local'],
      purpose: 'server',
    },
    now,
  )

const read = (secret: KubeObject): SecureContext | undefined => {
  const {'tls.crt': cert = '', 'tls.key': key = ''} = (secret['data'] ?? {}) as Record<string, string>
  try {
    return createSecureContext({cert: Buffer.from(cert, 'base64'), key: Buffer.from(key, 'base64')})
  } catch {
    // What is no certificate, or not with that key, is as good as none: nginx shows its own then.
    return undefined
  }
}

/** The certificates of secrets, each read once. */
export class Certificates {
  readonly #plane: ControlPlane
  readonly #read = new WeakMap<KubeObject, {context: SecureContext | undefined}>()

  constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  /** @returns undefined where the secret is missing, or has none */
  of({ingress, secretName = ''}: HostTls): SecureContext | undefined {
    const secret = find<KubeObject>(this.#plane, secretResource, ingress.metadata.namespace ?? '', secretName)
    if (!secret) return undefined
    const known = this.#read.get(secret) ?? {context: read(secret)}
    this.#read.set(secret, known)
    return known.context
  }
}
