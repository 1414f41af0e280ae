import {expect, test} from 'vitest'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {readPhase} from '../../../../src/cluster/providers/kind/create-nodes.ts'
import {kindProvider} from '../../../../src/cluster/providers/kind/provider.ts'
import {recordedExec} from '../../../support/exec.ts'
import {skipWaits} from '../../../support/time.ts'

const spec: ClusterSpec = {...DEFAULT_SPEC, name: 'shop', provider: 'kind'}

const engine = {program: 'docker', version: '20.10.24'}

test.each([
  [' • Preparing nodes 📦 📦 📦   ...', 'preparing nodes'],
  [' • Starting control-plane 🕹️  ...', 'starting control-plane'],
  [' • Installing CNI 🔌  ...', 'installing CNI'],
  [' ✓ Preparing nodes 📦', undefined],
  ['Set kubectl context to "kind-kubia"', undefined],
  ['', undefined],
])('%j tells the phase %s', (line, phase) => {
  expect(readPhase(line)).toBe(phase)
})

test('Creating tells kind’s phases, and a failure in its meaning', async () => {
  const phases: string[] = []
  const ok = recordedExec({'kind create': {stderr: ' • Preparing nodes 📦  ...\n ✓ Preparing nodes 📦\n'}})
  await kindProvider(ok.exec, engine, '0.33.0').create(
    spec,
    undefined,
    phase => phases.push(phase),
    () => {},
  )
  expect(phases).toEqual(['preparing nodes'])
  const failing = recordedExec({'kind create': {exitCode: 1, stderr: 'ERROR: no\n'}, 'docker ps': {}})
  await expect(
    kindProvider(failing.exec, engine, '0.33.0').create(
      spec,
      undefined,
      () => {},
      () => {},
    ),
  ).rejects.toMatchObject({
    code: 'CREATE_FAILED',
    message: 'no',
  })
})

test('It is told when all nodes exist, which is when kind goes on to the next phase', async () => {
  const said: string[] = []
  const stderr = ' • Ensuring node image (x) 🖼  ...\n • Preparing nodes 📦  ...\n • Writing configuration 📜  ...\n'
  const {exec} = recordedExec({'kind create': {stderr}})
  const provider = kindProvider(exec, engine, '0.33.0')
  await provider.create(
    spec,
    undefined,
    phase => said.push(phase),
    () => said.push('nodes exist'),
  )
  expect(said).toEqual(['ensuring node image (x)', 'preparing nodes', 'writing configuration', 'nodes exist'])
})

test('It is told when the nodes take images: behind the phase in which kind restarts containerd', async () => {
  const said: string[] = []
  const phases = ['Preparing nodes 📦', 'Configuring the external load balancer ⚖️', 'Writing configuration 📜']
  const stderr = [...phases, 'Starting control-plane 🕹️'].map(phase => ` • ${phase}  ...\n`).join('')
  const {exec} = recordedExec({'kind create': {stderr}})
  await kindProvider(exec, engine, '0.33.0').create(
    spec,
    undefined,
    phase => said.push(phase),
    () => {},
    () => said.push('takes images'),
  )
  expect(said.slice(-3)).toEqual(['writing configuration', 'starting control-plane', 'takes images'])
})

const missed =
  'ERROR: failed to create cluster: could not find a log line that matches "Reached target .*Multi-User System.*"'

test('A node that was slow to boot has its cluster tried once more, from nothing', async () => {
  skipWaits()
  const {exec, asked} = recordedExec({
    'kind create': [{exitCode: 1, stderr: missed}, {}],
    'docker ps': [{stdout: 'a1 shop-control-plane\n'}, {stdout: 'a1 shop-control-plane\n'}, {stdout: ''}],
    'docker logs': {stdout: 'INFO: starting init\n'},
    'docker exec': {exitCode: 1},
    'docker rm': {},
  })
  const phases: string[] = []
  await kindProvider(exec, engine, '0.33.0').create(
    spec,
    undefined,
    phase => phases.push(phase),
    () => {},
  )
  expect(phases).toEqual(['a node was slow to boot: once more'])
  expect(asked.filter(line => /^(kind create|docker rm)/.test(line))).toEqual([
    'kind create cluster --name shop --config - --retain',
    'docker rm -f -v a1',
    'kind create cluster --name shop --config - --retain',
  ])
})

test('A node that is slow to boot a second time is told', async () => {
  skipWaits()
  const {exec, asked} = recordedExec({'kind create': {exitCode: 1, stderr: missed}, 'docker ps': {stdout: ''}})
  await expect(
    kindProvider(exec, engine, '0.33.0').create(
      spec,
      undefined,
      () => {},
      () => {},
    ),
  ).rejects.toMatchObject({
    code: 'NODE_BOOT_TIMEOUT',
    exit: 5,
  })
  expect(asked.filter(line => line.startsWith('kind create'))).toHaveLength(2)
})

test('A port that the engine refuses as the cluster is made is told with the field of the config', async () => {
  const {exec} = recordedExec({
    'kind create': {exitCode: 1, stderr: 'ERROR: listen tcp4 0.0.0.0:8080: bind: address already in use\n'},
    'docker ps': {},
  })
  const field = (name: string) => ({name, place: 'kind.yaml:7'})
  const port = {address: '0.0.0.0', hostPort: 8080, nodePort: 30_080, protocol: 'TCP'} as const
  const ports = [{...port, fields: {port: field('hostPort'), address: field('listenAddress')}}]
  const making = kindProvider(exec, engine, '0.33.0').create(
    {...spec, ports},
    undefined,
    () => {},
    () => {},
  )
  await expect(making).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: 'kind.yaml:7: hostPort: 0.0.0.0:8080 is in use by another program or container',
    details: {fix: ['kind.yaml:7: write hostPort: 0, and a free one is chosen']},
  })
})
