import {expect, test} from 'vitest'
import {atExisting, atField, type HostPort} from '../../src/cluster/host-port.ts'
import {ENGINE_FAILURES, recognise} from '../../src/errors/known/index.ts'
import type {KubiaError} from '../../src/errors/kubia-error.ts'

const field = (name: string, line: number) => ({name, place: `kind.yaml:${line}`})
const asked = (hostPort: number, more: Partial<HostPort> = {}): HostPort => ({
  address: '0.0.0.0',
  hostPort,
  nodePort: 30_080,
  protocol: 'TCP',
  fields: {port: field('hostPort', 7), address: field('listenAddress', 8)},
  ...more,
})
const said = (words: string): KubiaError => {
  const failure = recognise(words, ENGINE_FAILURES, {cluster: 'shop', engine: 'docker'})
  if (!failure) throw new Error(`"${words}" is not known`)
  return failure
}
const TAKEN = 'Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use'
const FOREIGN = 'listen tcp4 192.0.2.1:8080: bind: cannot assign requested address'
const PRIVILEGED = 'Error: rootlessport cannot expose privileged port 80, you can add …'
const SYSCTL = {
  command: 'sudo sysctl net.ipv4.ip_unprivileged_port_start=80',
  comment: 'or lets every user listen at it',
}
const API_SERVER = asked(16_443, {
  apiServer: true,
  fields: {port: field('apiServerPort', 3), address: field('apiServerAddress', 4)},
})

test.each<[string, HostPort[], string, unknown[]]>([
  [
    TAKEN,
    [API_SERVER, asked(8080)],
    'kind.yaml:7: hostPort: 0.0.0.0:8080 is in use by another program or container',
    ['kind.yaml:7: write hostPort: 0, and a free one is chosen'],
  ],
  [
    TAKEN.replace('8080', '16443'),
    [API_SERVER, asked(8080)],
    'kind.yaml:3: apiServerPort: 0.0.0.0:16443 is in use by another program or container',
    ['kind.yaml:3: write apiServerPort: 0, and a free one is chosen'],
  ],
  [
    FOREIGN,
    [asked(8080, {address: '192.0.2.1'})],
    'kind.yaml:8: listenAddress: 192.0.2.1:8080 cannot be listened on: no network interface of this machine has that address',
    ['kind.yaml:8: write listenAddress: 127.0.0.1, or leave it out'],
  ],
  [
    PRIVILEGED,
    [asked(80)],
    'kind.yaml:7: hostPort: a rootless engine may not publish port 80: only those from 1024 up',
    ['kind.yaml:7: write hostPort: 0, and a free one is chosen', SYSCTL],
  ],
])('An engine’s refusal of a port is told with the field that asks for it: %s', (words, ports, message, fix) => {
  const failure = said(words)
  const placed = atField(failure, ports)
  expect([placed.code, placed.message, placed.details.fix]).toEqual([failure.code, message, fix])
})

test.each([
  [
    'of a port that -p asks for',
    TAKEN,
    [{address: '0.0.0.0', hostPort: 8080, nodePort: 30_080, protocol: 'TCP' as const}],
  ],
  ['of a port that nothing asks for', TAKEN, [asked(8081)]],
  ['of something else', 'exec: "podman": executable file not found in $PATH', [asked(8080)]],
])('A failure %s stays as it is', (_, words, ports) => {
  const failure = said(words)
  expect(atField(failure, ports)).toBe(failure)
})

const START = {command: ['kubectl', 'kubia', 'start', 'shop']}
test.each<[string, unknown[]]>([
  [TAKEN, [{command: 'lsof -i TCP:8080 -s TCP:LISTEN', comment: 'names the program, which is to be ended'}, START]],
  [
    TAKEN.replace('tcp4 0.0.0.0:8080', 'udp4 0.0.0.0:53'),
    [{command: 'lsof -i UDP:53', comment: 'names the program, which is to be ended'}, START],
  ],
  [FOREIGN, [START]],
  [PRIVILEGED, [SYSCTL, START]],
])('Nodes that exist keep their ports, and no other one is proposed: %s', (words, fix) => {
  const failure = said(words)
  const told = atExisting(failure, [asked(8080), asked(53, {protocol: 'UDP'})], START)
  expect([told.code, told.message, told.details.fix]).toEqual([failure.code, failure.message, fix])
})
