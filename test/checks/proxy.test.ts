import {expect, test} from 'vitest'
import {checkNoProxy} from '../../src/checks/proxy.ts'
import {checkNodesProxy} from '../../src/cluster/providers/kind/checks/proxy.ts'
import {addressRanges} from '../../src/cluster/providers/kind/config/address-ranges.ts'
import {proxyOf} from '../../src/process/proxies.ts'

const PROXY = 'http://proxy.corp:3128'
const RANGES = addressRanges({}, 'docker')

test('Without a proxy there is nothing to say', () => {
  expect(checkNoProxy({NO_PROXY: 'x'})).toEqual({skipped: 'none is set'})
  expect(checkNodesProxy({})).toEqual({skipped: 'none at 127.0.0.1'})
})

test.each([
  {HTTPS_PROXY: PROXY, NO_PROXY: 'localhost,127.0.0.1,127.0.0.0/8'},
  {https_proxy: PROXY, no_proxy: ' 127.0.0.0/8 , localhost'},
  {HTTP_PROXY: PROXY, NO_PROXY: '*'},
  {HTTP_PROXY: PROXY, NO_PROXY: 'localhost,127.0.0.0/8'},
  {ALL_PROXY: PROXY, NO_PROXY: 'localhost,127.0.0.1,127.0.0.0/7,x/8,127.0.0.0/99'},
])('A proxy that is not asked for this machine is fine: %j', env => {
  expect(checkNoProxy(env)).toBe(PROXY)
})

test('A proxy that is asked for this machine too is told with the line that excepts it', () => {
  expect(checkNoProxy({HTTP_PROXY: PROXY, NO_PROXY: 'localhost,10.96.0.0/16'}, RANGES)).toMatchObject({
    found: PROXY,
    warning: {
      code: 'PROXY_SETTINGS',
      message:
        'HTTP_PROXY is set and NO_PROXY lacks 127.0.0.1 and 127.0.0.0/8: curl would ask the proxy for the apps of a local cluster',
      details: {
        fix: [
          'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}127.0.0.1,127.0.0.0/8,10.244.0.0/16,172.16.0.0/12,.svc,.cluster.local"',
        ],
      },
    },
  })
})

test('ALL_PROXY is a proxy too, but none of the nodes’; ranges that are excepted are not named again', () => {
  expect(checkNoProxy({all_proxy: PROXY, NO_PROXY: '10.0.0.0/8,128.0.0.0/8'}, RANGES)).toMatchObject({
    warning: {
      message:
        'ALL_PROXY is set and NO_PROXY lacks localhost and 127.0.0.1 and 127.0.0.0/8: curl would ask the proxy for the apps of a local cluster',
      details: {
        fix: [
          'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1,127.0.0.0/8,172.16.0.0/12,.svc,.cluster.local"',
        ],
      },
    },
  })
  expect(checkNodesProxy({ALL_PROXY: 'http://127.0.0.1:1'})).toEqual({skipped: 'none at 127.0.0.1'})
})

test('127.0.0.1 alone is not all of this machine: services may have other addresses of it', () => {
  expect(
    checkNoProxy({HTTP_PROXY: PROXY, NO_PROXY: 'localhost,127.0.0.1'}, ['10.1.0.0/16', 'fd00::/112']),
  ).toMatchObject({
    warning: {
      details: {
        fix: ['export NO_PROXY="${NO_PROXY:+$NO_PROXY,}127.0.0.0/8,10.1.0.0/16,fd00::/112,.svc,.cluster.local"'],
      },
    },
  })
})

test.each([
  [{}, 'docker', ['10.96.0.0/16', '10.244.0.0/16', '172.16.0.0/12']],
  [{}, 'podman', ['10.96.0.0/16', '10.244.0.0/16', '10.88.0.0/15']],
  [{serviceSubnet: '10.1.0.0/16'}, 'nerdctl', ['10.1.0.0/16', '10.244.0.0/16', '10.4.0.0/16']],
  [{ipFamily: 'ipv6'}, 'docker', ['fd00:10:96::/112', 'fd00:10:244::/56', '172.16.0.0/12', 'fc00:f853:ccd:e793::/64']],
  [
    {ipFamily: 'dual', podSubnet: '10.2.0.0/16,fd01::/56'},
    'docker',
    ['10.96.0.0/16', 'fd00:10:96::/112', '10.2.0.0/16', 'fd01::/56', '172.16.0.0/12', 'fc00:f853:ccd:e793::/64'],
  ],
] as const)(
  'The services, pods and nodes of networking %j on %s have the addresses that kind gives them',
  (networking, engine, ranges) => {
    expect(addressRanges({networking}, engine)).toEqual(ranges)
  },
)

test.each([
  ['https://10.0.0.7:6443', {HTTPS_PROXY: PROXY}, 'HTTPS_PROXY'],
  ['https://api.example.com', {https_proxy: PROXY, NO_PROXY: 'example.org'}, 'HTTPS_PROXY'],
  ['http://api.example.com', {HTTP_PROXY: PROXY}, 'HTTP_PROXY'],
  ['https://api.example.com', {HTTP_PROXY: PROXY}, undefined],
  ['https://api.example.com', {HTTPS_PROXY: PROXY, NO_PROXY: 'a, .example.com'}, undefined],
  ['https://api.example.com', {HTTPS_PROXY: PROXY, NO_PROXY: 'example.com'}, undefined],
  ['https://10.0.0.7:6443', {HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8'}, undefined],
  ['https://10.0.0.7:6443', {HTTPS_PROXY: PROXY, NO_PROXY: '*'}, undefined],
  ['https://127.0.0.1:41234', {HTTPS_PROXY: PROXY}, undefined],
  ['https://[::1]:41234', {HTTPS_PROXY: PROXY}, undefined],
  ['https://localhost', {HTTPS_PROXY: PROXY}, undefined],
  ['', {HTTPS_PROXY: PROXY}, undefined],
])('For %s with %j kubectl asks the proxy %s', (url, env, name) => {
  expect(proxyOf(url, env)?.name).toBe(name)
})

test('A login in a proxy’s address is not shown', () => {
  expect(checkNoProxy({HTTP_PROXY: 'http://me:secret@proxy:1', NO_PROXY: '*'})).toBe('http://proxy:1')
})

test.each(['http://127.0.0.1:3128', 'http://localhost:3128/', 'localhost:3128', 'http://me:secret@[::1]:1'])(
  'A proxy at %s is out of the nodes’ reach',
  value => {
    expect(checkNodesProxy({HTTPS_PROXY: value})).toMatchObject({warning: {code: 'PROXY_SETTINGS'}})
  },
)

test.each([
  ['http://127.0.0.1:3128', 'export HTTPS_PROXY=http://192.0.2.7:3128'],
  ['localhost:3128', 'export HTTPS_PROXY=192.0.2.7:3128'],
  ['http://me:secret@[::1]:1/', 'export HTTPS_PROXY=http://192.0.2.7:1/'],
])('In the place of a proxy at %s this machine’s own address is proposed', (value, line) => {
  const says = 'name the proxy as the nodes can reach it, not 127.0.0.1'
  expect(checkNodesProxy({HTTPS_PROXY: value}, '192.0.2.7')).toMatchObject({
    warning: {details: {fix: [says, `${line}     # where it listens at this machine’s own address too`]}},
  })
})

test.each(['http://proxy:3128', 'http://localhost.corp:1', 'http://10.127.0.1:1'])('A proxy at %s is not', value => {
  expect(checkNodesProxy({HTTPS_PROXY: value})).toEqual({skipped: 'none at 127.0.0.1'})
})
