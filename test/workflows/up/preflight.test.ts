import {expect, test} from 'vitest'
import {createFacts} from '../../../src/checks/facts.ts'
import {DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import {fact} from '../../../src/cluster/fact.ts'
import type {LocalCluster} from '../../../src/cluster/provider.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {checkMachine, lookAtMachine, preflightToFind} from '../../../src/workflows/up/preflight.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'

const {signal} = new AbortController()
const spec = {...DEFAULT_SPEC, name: 'shop', provider: 'sim' as const, workers: 0}
const KUBECTL = {'kubectl version': {stdout: '{"clientVersion":{"gitVersion":"v1.36.1"}}'}}

test('A machine that is in order has a provider, and says which cluster there is and what was checked', async () => {
  writeContexts(ownFolders(), [], 'base')
  const {exec} = recordedExec(KUBECTL)
  const {provider, decision, isKnown, kubeconfig, checks, warnings} = await checkMachine(
    {exec, signal},
    {spec, recreate: false},
  )
  expect({provider: provider.name, decision, isKnown, current: kubeconfig.current, warnings}).toEqual({
    provider: 'sim',
    decision: undefined,
    isKnown: true,
    current: 'base',
    warnings: [],
  })
  expect(checks).toBeGreaterThan(1)
})

test('All that is wrong with a machine is one failure', async () => {
  ownFolders()
  const {exec} = recordedExec({kubectl: {missing: true}})
  await expect(checkMachine({exec, signal}, {spec, recreate: false})).rejects.toMatchObject({
    code: 'KUBECTL_MISSING',
    exit: 3,
  })
})

test('A command that works on clusters which exist gets what was looked for, once the machine is in order', async () => {
  ownFolders()
  const {exec} = recordedExec(KUBECTL)
  expect(await preflightToFind({exec}, 'down', undefined, async () => ['shop'])).toEqual(['shop'])
})

test('A failure of the search is the command’s, and is not hidden by checks', async () => {
  ownFolders()
  const {exec} = recordedExec(KUBECTL)
  const missing = new KubiaError('NOT_FOUND', 'there is no local cluster shop')
  const find = (): Promise<never> => Promise.reject(missing)
  await expect(preflightToFind({exec}, 'load', undefined, find)).rejects.toBe(missing)
})

test('Where a cluster of a provider is meant that this machine lacks, all that it lacks is said', async () => {
  ownFolders()
  const missing = {missing: true}
  const {exec} = recordedExec({
    ...KUBECTL,
    docker: missing,
    podman: missing,
    nerdctl: missing,
    finch: missing,
    kind: missing,
  })
  const find = (): Promise<never> => Promise.reject(new KubiaError('KIND_MISSING', 'kind is not on PATH'))
  const failure: KubiaError = await preflightToFind({exec}, 'down', undefined, find).catch(error => error)
  expect(failure.message).toContain('kind')
  expect(failure.message).toContain('container engine')
})

test('kubectl is asked for its version only where something may be sent to the cluster', async () => {
  ownFolders()
  const {exec, asked} = recordedExec(KUBECTL)
  const node = {name: 'shop-control-plane', role: 'control-plane', id: 'i', image: 'n', addresses: [], ports: []}
  const check = async (running: boolean, hasApp: boolean): Promise<number> => {
    asked.length = 0
    const request = {provider: spec.provider, kubeconfig: undefined, spec, signal}
    const cluster = {name: 'shop', provider: 'sim', context: 'sim-shop', nodes: [{...node, running}]}
    const existing = fact('cluster', async () => cluster as unknown as LocalCluster)
    const known = {...createFacts(exec, request), existing}
    const {decision} = await checkMachine({exec, signal}, {spec, recreate: false, hasApp}, known)
    expect(decision).toEqual({use: cluster})
    return asked.filter(line => line === 'kubectl version --client -o json').length
  }
  expect(await check(true, false)).toBe(0)
  expect(await check(true, true)).toBe(1)
  expect(await check(false, false)).toBe(1)
})

test('A plan knows of the machine what it can ask for, and takes the rest for not there', async () => {
  ownFolders()
  const wanted = {spec: {...spec, provider: 'kind' as const}, recreate: false}
  const asks = <T>(ask: () => Promise<T>, unknown: T): Promise<T> => ask().catch(() => unknown)
  const there = await lookAtMachine(recordedExec(nodeContainers(['shop-control-plane'])).exec, asks, wanted)
  expect(there).toMatchObject({isKnown: true, decision: {use: {name: 'shop'}}})
  const missing = {missing: true}
  const {exec} = recordedExec({
    docker: missing,
    podman: missing,
    nerdctl: missing,
    finch: missing,
    kind: missing,
    kubectl: missing,
  })
  expect(await lookAtMachine(exec, asks, wanted)).toMatchObject({
    isKnown: false,
    decision: undefined,
    kubeconfig: {current: '', contexts: []},
    provider: {name: 'kind'},
  })
})
