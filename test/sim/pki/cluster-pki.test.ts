import {X509Certificate} from 'node:crypto'
import {once} from 'node:events'
import {connect, createServer, type TLSSocket} from 'node:tls'
import {describe, expect, test} from 'vitest'
import {newClusterPki} from '../../../src/sim/pki/cluster-pki.ts'

const pki = newClusterPki(new Date())

describe('the certificates of a cluster', () => {
  test('are signed by its authority and name who they are for', () => {
    const authority = new X509Certificate(pki.authority.certificate)
    const server = new X509Certificate(pki.server.certificate)
    const client = new X509Certificate(pki.client.certificate)
    expect([authority.ca, server.ca, client.ca]).toEqual([true, false, false])
    for (const certificate of [authority, server, client]) expect(certificate.verify(authority.publicKey)).toBe(true)
    expect(client.subject).toBe('O=system:masters\nCN=kubernetes-admin')
    expect(server.subjectAltName).toBe(
      'DNS:localhost, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, IP Address:127.0.0.1, IP Address:10.96.0.1',
    )
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
  })

  test('last ten years', () => {
    const {authority} = newClusterPki(new Date('2045-06-01T00:00:00Z'))
    const {validFromDate, validToDate} = new X509Certificate(authority.certificate)
    expect([validFromDate, validToDate]).toEqual([new Date('2045-05-31T23:00:00Z'), new Date('2055-06-01T00:00:00Z')])
  })

  test('let both sides of a connection know each other', async () => {
    const server = createServer({
      key: pki.server.key,
      cert: pki.server.certificate,
      ca: pki.authority.certificate,
      requestCert: true,
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const {port} = server.address() as {port: number}
    const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: pki.authority.certificate,
      key: pki.client.key,
      cert: pki.client.certificate,
    })
    await once(socket, 'secureConnect')
    const [peer] = await accepted
    expect([socket.authorized, peer.authorized]).toEqual([true, true])
    expect(peer.getPeerCertificate().subject.CN).toBe('kubernetes-admin')
    socket.destroy()
    server.close()
  })
})
