import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {leadsTo} from '../../../../src/cluster/contexts.ts'
import type {LocalCluster} from '../../../../src/cluster/local-cluster.ts'
import {clusterConfig, kindConfig} from '../../../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {leadToEngine, leadToEngineLines, serverAt} from '../../../../src/cluster/providers/kind/engine-server.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {createExec} from '../../../../src/process/exec.ts'
import {setEnv, temporaryFolder} from '../../../support/temporary.ts'

const REMOTE = {DOCKER_HOST: 'tcp://docker:2375', KIND_EXPERIMENTAL_PROVIDER: 'docker'}
const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'

/** The config that kind is handed, of a text or of flags alone. */
const configOf = (text?: string): string => {
  const config = text === undefined ? undefined : clusterConfig({text, name: 'kind.yaml'}, parseKindConfig(text))
  const spec: ClusterSpec = {...DEFAULT_SPEC, provider: 'kind', workers: 0, ...(config && {config})}
  return kindConfig(spec)
}

describe('Where DOCKER_HOST leads to another machine', () => {
  test('the API server listens at all addresses, and its certificate names that machine', () => {
    setEnv(REMOTE)
    expect(configOf()).toBe(`${HEAD}name: kubia
nodes:
  - role: control-plane
networking:
  apiServerAddress: 0.0.0.0
kubeadmConfigPatches:
  - |-
    kind: ClusterConfiguration
    apiServer:
      certSANs: [localhost, 127.0.0.1, "docker"]
`)
  })

  test('what a config says beside that stays', () => {
    setEnv(REMOTE)
    const {networking, kubeadmConfigPatches} = parse(
      configOf(`${HEAD}networking: {ipFamily: ipv4}\nkubeadmConfigPatches: ["kind: KubeletConfiguration"]\n`),
    )
    expect(networking).toEqual({ipFamily: 'ipv4', apiServerAddress: '0.0.0.0'})
    expect(kubeadmConfigPatches).toHaveLength(2)
    expect(parse(kubeadmConfigPatches[1])).toEqual({
      kind: 'ClusterConfiguration',
      apiServer: {certSANs: ['localhost', '127.0.0.1', 'docker']},
    })
  })

  test('a config that says where the API server listens is left as it is', () => {
    setEnv(REMOTE)
    const text = `${HEAD}networking: {apiServerAddress: 10.0.0.5}\n`
    expect(configOf(text)).toBe(text)
  })

  test('a config that names hosts of the certificate keeps its own', () => {
    setEnv(REMOTE)
    const patch = 'kind: ClusterConfiguration\napiServer: {certSANs: [build]}'
    const {kubeadmConfigPatches} = parse(configOf(`${HEAD}kubeadmConfigPatches: [${JSON.stringify(patch)}]\n`))
    expect(kubeadmConfigPatches).toEqual([patch])
  })

  test.each(['tcp://127.0.0.1:2375', 'ssh://me@build', 'unix:///var/run/docker.sock', ''])(
    'with %j nothing is added',
    host => {
      setEnv({...REMOTE, DOCKER_HOST: host})
      expect(configOf()).not.toContain('networking')
    },
  )
})

/** A kubeconfig as kind v0.33 writes it for apiServerAddress 0.0.0.0, without its keys. */
const kubeconfigOf = (server: string): string =>
  `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: ${server}\n  name: kind-shop\ncontexts:\n- context:\n    cluster: kind-shop\n    user: kind-shop\n  name: kind-shop\ncurrent-context: kind-shop\nusers:\n- name: kind-shop\n  user: {}\n`

test.each([
  ['docker', 'https://0.0.0.0:41234', 'https://docker:41234'],
  ['2001:db8::5', 'https://0.0.0.0:41234', 'https://[2001:db8::5]:41234'],
  ['docker', 'https://10.0.0.5:6443', undefined],
  ['docker', undefined, undefined],
])('On %s, %s is reached at %s', (host, written, server) => {
  expect(serverAt(host, written)).toBe(server)
})

test('The context leads to that machine, and the command that does the same is shown', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, kubeconfigOf('https://0.0.0.0:41234'))
  const shown: string[] = []
  const exec = createExec({
    signal: () => new AbortController().signal,
    onStart: command => void shown.push(formatCommand(command)),
  })
  await leadToEngine(exec, 'shop', file, 'docker')
  expect(readFileSync(file, 'utf8')).toBe(kubeconfigOf('https://docker:41234'))
  const command = `kubectl --kubeconfig ${file} config set-cluster kind-shop --server=https://docker:41234`
  expect(shown).toEqual([command])
  // Again it is right.
  await leadToEngine(exec, 'shop', file, 'docker')
  expect(shown).toEqual([command])
})

test('A plan does it with the port that kind has chosen', () => {
  expect(leadToEngineLines('shop', undefined, 'docker')).toEqual([
    '# the context leads to the machine of the engine',
    `server=$(kubectl config view -o 'jsonpath={.clusters[?(@.name=="kind-shop")].cluster.server}')`,
    'kubectl config set-cluster kind-shop --server="https://docker:${server##*:}"',
  ])
  expect(leadToEngineLines('shop', undefined, undefined)).toEqual([])
})

test('A context that leads to a port there is the one of the cluster that has it', () => {
  const cluster: LocalCluster = {
    name: 'shop',
    provider: 'kind',
    context: 'kind-shop',
    nodes: [],
    apiPorts: [41_234],
  }
  const entry = {name: 'mine', cluster: 'x', server: 'https://docker:41234'}
  setEnv(REMOTE)
  expect(leadsTo(cluster, entry)).toBe(true)
  expect(leadsTo(cluster, {...entry, server: 'https://other:41234'})).toBe(false)
  setEnv({DOCKER_HOST: undefined})
  expect(leadsTo(cluster, entry)).toBe(false)
})
