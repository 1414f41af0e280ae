import {expect, test} from 'vitest'
import {describeDenied, getNode, isShown, listAll, listObjects, providerOf} from '../../src/api-server/status.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {recordedExec} from '../support/exec.ts'

const object = (kind: string, name: string, more: object = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: {name},
    ...(kind === 'Pod' && {spec: {containers: []}}),
    ...more,
  }) as unknown as KubeObject
const list = (...items: KubeObject[]) => JSON.stringify({kind: 'List', items})
const forbidden = (resource: string) =>
  `Error from server (Forbidden): ${resource} is forbidden: User "joe" cannot list resource "${resource}" in API group "" in the namespace "default"\n`
const access = {context: 'c'}
const here = {allNamespaces: false}

test.each([
  [here, 'get pods -o json'],
  [{namespace: 'shop', allNamespaces: false}, 'get pods --namespace shop -o json'],
  [{namespace: 'shop', allNamespaces: true}, 'get pods --all-namespaces -o json'],
])('The scope %j asks kubectl to %s', async (scope, args) => {
  const {exec, asked} = recordedExec({kubectl: {stdout: list()}})
  await listObjects(exec, access, ['pods'], scope)
  expect(asked).toEqual([`kubectl --context c ${args}`])
})

test('A named object comes alone', async () => {
  const {exec} = recordedExec({kubectl: {stdout: JSON.stringify(object('Node', 'a'))}})
  expect((await listObjects(exec, access, ['node', 'a'], here)).items).toEqual([object('Node', 'a')])
})

test('What may not be listed is told in one line; the rest is there', async () => {
  const answer = {exitCode: 1, stdout: list(object('Pod', 'a')), stderr: forbidden('nodes') + forbidden('services')}
  const {items, refused} = await listObjects(
    recordedExec({kubectl: answer}).exec,
    access,
    ['nodes,pods,services'],
    here,
  )
  expect(items).toHaveLength(1)
  expect(describeDenied(refused)).toBe('not shown, since joe may not list it: nodes, services')
  expect(describeDenied([])).toBe('')
})

test('Where nothing at all may be listed, that is a failure', async () => {
  const answer = {exitCode: 1, stdout: list(), stderr: forbidden('pods')}
  await expect(listObjects(recordedExec({kubectl: answer}).exec, access, ['pods'], here)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'not shown, since joe may not list it: pods',
  })
})

test('A failure beside a refusal is a failure', async () => {
  const stderr = `${forbidden('nodes')}Error from server (NotFound): pods "x" not found\n`
  const answer = {exitCode: 1, stdout: list(object('Pod', 'a')), stderr}
  await expect(listObjects(recordedExec({kubectl: answer}).exec, access, ['nodes,pods'], here)).rejects.toThrow()
})

test('Kinds that this server does not have are left out of the view, but not where they were asked for', async () => {
  const unknown = (kind: string) => ({
    exitCode: 1,
    stderr: `error: the server doesn't have a resource type "${kind}"\n`,
  })
  const {exec, asked} = recordedExec({
    kubectl: [unknown('cronjobs'), unknown('jobs'), {stdout: list(object('Pod', 'a'))}],
  })
  const {items} = await listAll(exec, access, here, ['pods', 'cronjobs.batch', 'jobs.batch'])
  expect(items).toHaveLength(1)
  expect(asked.map(line => line.split(' ')[4])).toEqual(['pods,cronjobs.batch,jobs.batch', 'pods,jobs.batch', 'pods'])
  await expect(
    listObjects(recordedExec({kubectl: unknown('foos')}).exec, access, ['foos'], here),
  ).rejects.toMatchObject({
    code: 'NOT_FOUND',
    exit: 2,
  })
})

test('A replica set of a deployment is part of it; one without an owner is shown', () => {
  const apiVersion = 'apps/v1'
  const owned = object('ReplicaSet', 'a', {apiVersion, metadata: {name: 'a', ownerReferences: [{kind: 'Deployment'}]}})
  expect([owned, object('ReplicaSet', 'b', {apiVersion}), object('Pod', 'c')].map(isShown)).toEqual([false, true, true])
})

test.each([
  ['kind://docker/kubia/kubia-worker', 'kind'],
  ['aws:///eu-west-1a/i-0ab', 'aws'],
  ['', ''],
])('The provider id %j is of %j', (providerID, provider) => {
  expect(providerOf([object('Pod', 'p'), object('Node', 'n', {spec: {providerID}})])).toBe(provider)
})

test('A node comes with its pods, or without where they may not be listed', async () => {
  const answers = {'kubectl --context c get node a': {stdout: JSON.stringify(object('Node', 'a'))}}
  const all = recordedExec({...answers, 'kubectl --context c get pods': {stdout: list(object('Pod', 'p'))}})
  expect(await getNode(all.exec, access, 'a')).toMatchObject({node: {kind: 'Node'}, pods: [{kind: 'Pod'}]})
  expect(all.asked).toContain('kubectl --context c get pods --field-selector=spec.nodeName=a --all-namespaces -o json')
  const refused = recordedExec({
    ...answers,
    'kubectl --context c get pods': {exitCode: 1, stdout: list(), stderr: forbidden('pods')},
  })
  expect((await getNode(refused.exec, access, 'a')).pods).toBeUndefined()
})
