import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest'
import {LOGGED, PRINTED, recognise} from '../../src/errors/known/index.ts'
import {findProgram} from '../../src/process/find-program.ts'
import {must} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')
takeTurn()
const APP_IMAGE = 'museopkim/kubia:latest'

interface Provoked {
  args: readonly [string, ...string[]]
  input?: string
  env?: Record<string, string>
}

describe.skipIf(skip || !shared)('What the programs of this machine say is known by its row:', () => {
  if (!shared) return
  const {place, cluster} = shared
  const node = `${cluster}-control-plane`
  const folder = mkdtempSync(join(tmpdir(), 'kubia-known-'))
  const kubeconfig = join(folder, 'config')
  const server = createServer()
  let image = ''
  /** The kubeadm configuration's apiVersion of this node image. */
  let kubeadm = ''

  beforeAll(async () => {
    const defaults = await must(place, 'docker', 'exec', node, 'kubeadm', 'config', 'print', 'init-defaults')
    kubeadm = /kubeadm\.k8s\.io\/\w+/.exec(defaults)?.[0] ?? ''
    image = (await must(place, 'docker', 'inspect', '--format', '{{.Config.Image}}', node)).trim()
    writeFileSync(`${kubeconfig}.lock`, '')
    const kind = findProgram('kind')
    if (kind) symlinkSync(kind, join(folder, 'kind'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => {
    server.close()
    rmSync(folder, {recursive: true})
  })

  const inNode = (...args: string[]): readonly [string, ...string[]] => ['docker', 'exec', '-i', node, ...args]
  const configured = (lines: string, apiVersion = kubeadm): Provoked => ({
    args: inNode('kubeadm', 'config', 'images', 'list', '--config', '/dev/stdin'),
    input: `apiVersion: ${apiVersion}\nkind: ClusterConfiguration\n${lines}\n`,
  })
  const kubelet = (lines: string): Provoked => ({
    args: inNode('kubelet', '--config', '/dev/stdin'),
    input: `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n${lines}\n`,
  })
  const create = (name: string, config: string): Provoked => ({
    args: ['kind', 'create', 'cluster', '--name', name, '--config', '-', '--kubeconfig', join(folder, 'other')],
    input: `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${config}\n`,
  })
  const engine = (env: Record<string, string>): Provoked => ({args: ['docker', 'ps'], env})
  const publish = (address: string): Provoked => ({
    args: ['docker', 'run', '--rm', '-p', `${address}:80`, APP_IMAGE],
  })

  const ROWS: Readonly<Record<string, () => Provoked>> = {
    'engine-down': () => engine({DOCKER_HOST: 'unix:///nowhere.sock'}),
    'engine-host-unknown': () => engine({DOCKER_HOST: 'tcp://nosuch.invalid:2375'}),
    'engine-context-missing': () => engine({DOCKER_CONTEXT: 'nosuch'}),
    'engine-missing': () => ({
      args: ['kind', 'get', 'clusters'],
      env: {KIND_EXPERIMENTAL_PROVIDER: 'podman', PATH: folder},
    }),
    'port-taken': () => publish(`127.0.0.1:${(server.address() as {port: number}).port}`),
    'address-foreign': () => publish('192.0.2.1:18080'),
    'nodes-exist': () => create(cluster, ''),
    'config-refused': () => create('kubia-known', 'nope: 1'),
    // Known only once there is a node; kind itself removes it.
    'patch-unreadable': () =>
      create('kubia-known', `kubeadmConfigPatches: ["{{x"]\nnodes: [{role: control-plane, image: "${image}"}]`),
    'cluster-gone': () => ({args: ['kind', 'export', 'kubeconfig', '--name', 'nosuch']}),
    'kubeconfig-locked': () => ({
      args: ['kind', 'export', 'kubeconfig', '--name', cluster, '--kubeconfig', kubeconfig],
    }),
    'kubeadm-old-image': () => configured('', 'kubeadm.k8s.io/v9'),
    'kubeadm-version-skew': () => configured('kubernetesVersion: v1.10.0'),
    'kubeadm-version-unreadable': () => configured('kubernetesVersion: v0.x'),
    'kubeadm-feature-gate': () => configured('featureGates: {Nope: true}'),
    'kubeadm-field': () => configured('apiServer: [x]'),
    'component-flag': () => ({args: inNode('kubelet', '--no-such-flag')}),
    'feature-gate': () => ({args: inNode('kubelet', '--feature-gates', 'NoSuchGate=true')}),
    'kubelet-config': () => kubelet('maxPods: many'),
    'kubelet-invalid': () => kubelet('maxPods: -1'),
  }

  const saidBy = async ({args: [program, ...args], input, env}: Provoked): Promise<string> => {
    const child = spawn(program, args, {env: {...process.env, ...place.env, ...env}, stdio: ['pipe', 'pipe', 'pipe']})
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    return stdout + stderr
  }

  const check = async (id: string, provoked: Provoked): Promise<void> => {
    const said = await saidBy(provoked)
    const rows = PRINTED.some(row => row.id === id) ? PRINTED : LOGGED
    const row = rows.find(known => known.id === id)
    expect(said).toMatch(row?.pattern ?? id)
    expect(recognise(said, rows, {cluster, engine: 'docker'})?.code).toBe(row?.code)
  }

  test.each(Object.entries(ROWS))('%s', (id, provoke) => check(id, provoke()))

  test.runIf(process.getuid?.() === 0)('engine-permission, of a user who may not use the engine', () =>
    check('engine-permission', {
      args: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'docker', 'ps'],
    }),
  )
})
