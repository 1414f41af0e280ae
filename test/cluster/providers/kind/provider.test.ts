import {expect, test} from 'vitest'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {createCommand, deleteCommand, exportCommand} from '../../../../src/cluster/providers/kind/commands.ts'
import {kindInstall, kindVersion} from '../../../../src/cluster/providers/kind/kind-version.ts'
import {kindProvider, readPhase} from '../../../../src/cluster/providers/kind/provider.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {recordedExec} from '../../../support/exec.ts'
import {clusterOf, nodeOf} from '../../../support/provider.ts'
import {skipWaits} from '../../../support/time.ts'
import {container} from '../../fixtures.ts'

const spec: ClusterSpec = {...DEFAULT_SPEC, name: 'shop', provider: 'kind'}

const engine = {program: 'docker', version: '20.10.24'}

test('The commands of kind are those that a person would type', () => {
  const create = createCommand('shop', 'kind: Cluster\n', '/a b')
  expect(formatCommand(create)).toBe("kind create cluster --name shop --config - --retain --kubeconfig '/a b'")
  expect(create.input).toBe('kind: Cluster\n')
  expect(formatCommand(deleteCommand('shop'))).toBe('kind delete cluster --name shop')
  expect(formatCommand(exportCommand('shop', 'k'))).toBe('kind export kubeconfig --name shop --kubeconfig k')
})

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

test.each([
  ['kind v0.33.0 go1.27.2 linux/amd64\n', '0.33.0'],
  ['kind v0.20.0 go1.20.4 linux/amd64\n', '0.20.0'],
  ['kind v0.34.0-alpha+5ff2 go1.27.2 linux/amd64\n', '0.34.0-alpha+5ff2'],
  ['kind v1.0.0 go1.30 linux/amd64\n', '1.0.0'],
  ['hello\n', 'unknown'],
])('%j is version %s', async (stdout, version) => {
  expect(await kindVersion(recordedExec({'kind version': {stdout}}).exec)).toBe(version)
})

test.each([
  ['is not there', {missing: true}, 'kind is not on PATH'],
  ['is too old', {stdout: 'kind v0.17.0 go1.19.2 linux/amd64\n'}, 'kind 0.17 is too old: 0.20 or newer is needed'],
  ['fails', {exitCode: 2, stderr: 'no\n'}, 'kind version failed: no'],
  [
    'panics',
    {exitCode: 2, stderr: 'panic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n'},
    'kind version failed: panic: oh no',
  ],
])('A kind that %s is told with how to get one', async (_, answer, message) => {
  await expect(kindVersion(recordedExec({'kind version': answer}).exec)).rejects.toMatchObject({
    code: 'KIND_MISSING',
    exit: 3,
    message,
    details: {fix: kindInstall()},
  })
})

const PAGE = 'more ways: https://kind.sigs.k8s.io/docs/user/quick-start/#installation'
const GO = 'go install sigs.k8s.io/kind@latest     # where there is Go'

test.each<[NodeJS.Platform, string, string[]]>([
  ['darwin', 'arm64', ['brew install kind', PAGE]],
  ['win32', 'x64', ['winget install Kubernetes.kind', 'choco install kind     # or', PAGE]],
  ['linux', 'riscv64', [GO, PAGE]],
  [
    'linux',
    'arm64',
    [
      'curl -fLo kind https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-arm64 && chmod +x kind && sudo mv kind /usr/local/bin/',
      GO,
      PAGE,
    ],
  ],
])('On %s %s kind is installed by %j', (platform, arch, lines) => {
  expect(kindInstall(platform, arch)).toEqual(lines)
})

test('The headline names a kind that does not tell its version', () => {
  expect(kindProvider(recordedExec({}).exec, engine, 'unknown').versions).toMatch(/^kind of unknown version · docker /)
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

test('A cluster is found by its exact name', async () => {
  const {exec} = recordedExec({
    'docker ps': {stdout: 'a1 shop2-control-plane\n'},
    'docker inspect': {stdout: JSON.stringify([container('shop2', 'control-plane')])},
  })
  const provider = kindProvider(exec, engine, '0.33.0')
  expect(await provider.inspect('shop')).toBeUndefined()
  expect((await provider.inspect('shop2'))?.name).toBe('shop2')
  expect(provider.versions).toBe('kind v0.33.0 · docker 20.10.24')
})

test('Deleting tells which nodes went', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': [{stdout: 'a1 shop-control-plane\nb2 shop-worker\n'}, {stdout: ''}],
    'kind delete': {},
  })
  expect(await kindProvider(exec, engine, '0.33.0').delete('shop', {kubeconfig: '/k'})).toEqual([
    'shop-control-plane',
    'shop-worker',
  ])
  expect(asked).toContain('kind delete cluster --name shop --kubeconfig /k')
})

test('What kind leaves is removed by the engine, and kind is asked again for the context', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': [{stdout: 'a1 shop-control-plane\n'}, {stdout: 'a1 shop-control-plane\n'}, {stdout: ''}],
    'kind delete': [{exitCode: 1, stderr: 'ERROR: failed to delete cluster'}, {}],
    'docker rm': {},
  })
  expect(await kindProvider(exec, engine, '0.33.0').delete('shop', {})).toEqual(['shop-control-plane'])
  expect(asked.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'docker ps',
    'kind delete',
    'docker ps',
    'docker rm',
    'docker ps',
    'kind delete',
  ])
})

test('A second failure of kind is told', async () => {
  skipWaits()
  const {exec} = recordedExec({
    'docker ps': {stdout: ''},
    'kind delete': {exitCode: 1, stderr: 'ERROR: failed to lock config file: open /k.lock: file exists'},
  })
  await expect(kindProvider(exec, engine, '0.33.0').delete('shop', {})).rejects.toMatchObject({
    code: 'KUBECONFIG_LOCKED',
  })
})

test('A context that cannot be written again is told', async () => {
  const {exec} = recordedExec({'kind export': {exitCode: 1, stderr: 'ERROR: no nodes\n'}})
  await expect(kindProvider(exec, engine, '0.33.0').exportKubeconfig('shop', undefined)).rejects.toMatchObject({
    message: 'no nodes',
  })
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

const nodes = (...roles: ['control-plane' | 'worker' | 'external-load-balancer', string][]) =>
  roles.map(([role, name]) => nodeOf(name, {role}))

test('Nodes are stopped in groups: workers, the load balancer, control planes, each group at once', async () => {
  const {exec, asked} = recordedExec({'docker stop': {}})
  const cluster = clusterOf(
    'shop',
    nodes(
      ['control-plane', 'shop-control-plane'],
      ['control-plane', 'shop-control-plane2'],
      ['external-load-balancer', 'shop-external-load-balancer'],
      ['worker', 'shop-worker'],
      ['worker', 'shop-worker2'],
    ),
  )
  const names = cluster.nodes.map(({name}) => name)
  const provider = kindProvider(exec, engine, '0.33.0')
  await provider.stop(cluster, names)
  const lines = [
    'docker stop -t 30 shop-worker shop-worker2',
    'docker stop -t 30 shop-external-load-balancer',
    'docker stop -t 30 shop-control-plane shop-control-plane2',
  ]
  expect(asked).toEqual(lines)
  expect(provider.script.stop(cluster, names)).toEqual(lines)
  expect(provider.script.stop(cluster, ['shop-worker2'])).toEqual(['docker stop -t 30 shop-worker2'])
})

test('A node that the engine cannot stop is told with its words', async () => {
  const {exec} = recordedExec({'docker stop': {exitCode: 1, stderr: 'permission denied\n'}})
  await expect(
    kindProvider(exec, engine, '0.33.0').stop(clusterOf('shop'), ['shop-control-plane']),
  ).rejects.toMatchObject({
    code: 'STOP_FAILED',
    exit: 5,
    message: 'docker could not stop shop-control-plane',
    details: {evidence: ['permission denied'], fix: ['docker stop -t 30 shop-control-plane     # says what is wrong']},
  })
})

const TAKEN = 'listen tcp4 0.0.0.0:8080: bind: address already in use'

test('A port that the engine refuses as the cluster is made is told with the field of the config', async () => {
  const {exec} = recordedExec({'kind create': {exitCode: 1, stderr: `ERROR: ${TAKEN}\n`}, 'docker ps': {}})
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

test('A port that another program has by the time that nodes are started is to be given back by it', async () => {
  const {exec} = recordedExec({'docker start': {exitCode: 1, stderr: `Error response from daemon: ${TAKEN}\n`}})
  const cluster = clusterOf('shop', [nodeOf('shop-control-plane', {running: false})])
  await expect(kindProvider(exec, engine, '0.33.0').start(cluster, ['shop-control-plane'])).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    exit: 4,
    message: '0.0.0.0:8080 is in use by another program or container',
    details: {
      fix: [
        'lsof -i TCP:8080 -s TCP:LISTEN     # names the program, which is to be ended',
        'kubectl kubia start shop     # then starts the nodes',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  })
})
