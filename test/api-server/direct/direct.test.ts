import {chmodSync, copyFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import {apply, manifestOf} from '../../../src/api-server/apply.ts'
import {lookDirectly} from '../../../src/api-server/direct/index.ts'
import {readLines} from '../../../src/api-server/kubectl.ts'
import {ListReader} from '../../../src/api-server/list-reader.ts'
import {getList, getObjects} from '../../../src/api-server/objects.ts'
import {serverVersion} from '../../../src/api-server/server-version.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {Run} from '../../../src/process/run.ts'
import {newClusterPki} from '../../../src/sim/pki/cluster-pki.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'
import {directApi} from './direct-api.ts'

/** A kubectl that says only that it was run, and a run with `-v`. */
const start = (): {run: Run; notes: string[]} => {
  const folder = temporaryFolder()
  const kubectl = join(folder, 'kubectl')
  writeFileSync(kubectl, '#!/bin/sh\necho "error: kubectl was run" >&2\nexit 1\n')
  chmodSync(kubectl, 0o755)
  setEnv({PATH: `${folder}:${process.env['PATH']}`, HTTPS_PROXY: undefined, https_proxy: undefined})
  const notes: string[] = []
  const note = (line: string | {verbatim: string}): void =>
    void notes.push((typeof line === 'string' ? line : line.verbatim).replace(/\d+\.\d\ds$/, 'TIME'))
  return {run: new Run({verbosity: 1, timeoutMs: 0, note}), notes}
}

const endpoints = (name: string): object => ({metadata: {name, namespace: 'default', managedFields: [{manager: 'x'}]}})
const endpointsList = (names: readonly string[], more = ''): object => ({
  kind: 'EndpointsList',
  apiVersion: 'v1',
  metadata: {resourceVersion: '1', ...(more === '' ? {} : {continue: more})},
  items: names.map(endpoints),
})
const absent = (name: string): object => ({kind: 'Status', reason: 'NotFound', details: {name, kind: 'endpoints'}})

test('A list comes in pages over one connection, and -v shows the command that shows the same', async () => {
  const {kubeconfig, asked, connections} = await directApi(path => ({
    body: path.includes('continue=next') ? endpointsList(['b']) : endpointsList(['a'], 'next'),
  }))
  const {run, notes} = start()
  const found = await getList(run.exec, {kubeconfig}, ['endpoints', '-l', 'app=kubia'])
  expect(found.map(({kind, metadata}) => `${kind}/${metadata.name}`)).toEqual(['Endpoints/a', 'Endpoints/b'])
  expect(asked).toEqual([
    '/api/v1/namespaces/default/endpoints?labelSelector=app%3Dkubia&limit=500',
    '/api/v1/namespaces/default/endpoints?labelSelector=app%3Dkubia&limit=500&continue=next',
  ])
  expect(connections()).toBe(1)
  expect(notes).toEqual([
    `$ kubectl --kubeconfig ${kubeconfig} get endpoints -l app=kubia -o json`,
    '# answered in the place of kubectl after TIME',
  ])
})

test('Of a list that is longer than all that may be held, a page is held at a time', async () => {
  const page = (more: string): object => ({...endpointsList(['a'], more), padding: 'x'.repeat(30 * 1024 * 1024)})
  const {kubeconfig, asked} = await directApi(path => {
    const at = Number(/continue=(\d)/.exec(path)?.[1] ?? 0)
    return {body: page(at < 6 ? String(at + 1) : '')}
  })
  const {run} = start()
  expect(await getList(run.exec, {kubeconfig}, ['endpoints'])).toHaveLength(7)
  expect(asked).toHaveLength(7)
})

test('Whole objects have their keys as kubectl prints them, and no record of managers', async () => {
  const {kubeconfig} = await directApi(() => ({
    body: {...endpointsList([]), items: [{spec: {b: 1, a: [{d: 1, c: 2}]}, ...endpoints('a'), status: {}}]},
  }))
  const reader = new ListReader('kubectl get', true)
  const {run} = start()
  expect(await lookDirectly(run.exec, {kubeconfig}, ['get', 'endpoints', '-o', 'json'], {reader})).toMatchObject({
    exitCode: 0,
    stdout: '',
  })
  expect([...reader.end().texts]).toEqual([
    '{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"a","namespace":"default"},"spec":{"a":[{"c":2,"d":1}],"b":1},"status":{}}',
  ])
})

test('Objects that are not there are left out where that was asked for', async () => {
  const {kubeconfig} = await directApi(path =>
    path.endsWith('/a')
      ? {body: {apiVersion: 'v1', kind: 'Endpoints', ...endpoints('a')}}
      : {status: 404, body: absent('b')},
  )
  const {run, notes} = start()
  const found = await getObjects(run.exec, {kubeconfig}, ['endpoints/a', 'endpoints/b'])
  expect(found.map(({metadata}) => metadata)).toEqual([
    {name: 'a', namespace: 'default', managedFields: [{manager: 'x'}]},
  ])
  expect(await getObjects(run.exec, {kubeconfig}, ['endpoints/b'])).toEqual([])
  expect(notes.filter(line => line.startsWith('#'))).toEqual(
    Array(2).fill('# answered in the place of kubectl after TIME'),
  )
})

test('The version of the server is asked for without kubectl', async () => {
  const {kubeconfig} = await directApi(() => ({body: {major: '1', minor: '36', gitVersion: 'v1.36.4'}}))
  const {run} = start()
  expect(await serverVersion(run.exec, {kubeconfig})).toEqual({major: 1, minor: 36, gitVersion: 'v1.36.4'})
})

test('Of a server that has a kind only in an earlier version, that version is asked for', async () => {
  const object = {metadata: {name: 'nightly', namespace: 'default'}, spec: {schedule: '@daily'}}
  const {kubeconfig, asked} = await directApi(path => {
    if (path.startsWith('/apis/batch/v1/')) return {status: 404, body: '404 page not found'}
    const type = {apiVersion: 'batch/v1beta1', kind: 'CronJob'}
    if (path.endsWith('/nightly')) return {body: {...type, ...object}}
    return {body: {...type, kind: 'CronJobList', metadata: {}, items: [object]}}
  })
  const {run, notes} = start()
  for (const words of ['get cronjobs.batch -o json', 'get cronjob/nightly -o json']) {
    const {stdout = ''} = (await lookDirectly(run.exec, {kubeconfig}, words.split(' '))) ?? {}
    expect(stdout).toContain('"apiVersion":"batch/v1beta1","kind":"CronJob","metadata":{"name":"nightly"')
  }
  expect(asked).toEqual([
    '/apis/batch/v1/namespaces/default/cronjobs?limit=500',
    '/apis/batch/v1beta1/namespaces/default/cronjobs?limit=500',
    '/apis/batch/v1/namespaces/default/cronjobs/nightly',
    '/apis/batch/v1beta1/namespaces/default/cronjobs/nightly',
  ])
  expect(notes.filter(note => note.startsWith('# kubectl'))).toEqual([])
})

test.each([
  ['a refusal', {status: 403, body: {kind: 'Status', reason: 'Forbidden'}}],
  ['a resource that it does not serve', {status: 404, body: '404 page not found'}],
  ['no JSON', {body: '<html>'}],
  ['a list of something else', {body: {...endpointsList([]), kind: 'SecretList'}}],
  ['items that are no objects', {body: {...endpointsList([]), items: [1]}}],
  ['an object of wrong types', {body: {...endpointsList([]), items: [{metadata: {name: 5}}]}}],
  ['a redirection', {status: 302, body: ''}],
])('Where the server answers with %s, kubectl is asked, and its words count', async (_, given) => {
  const {kubeconfig, asked} = await directApi(() => given)
  const {run, notes} = start()
  await expect(getList(run.exec, {kubeconfig}, ['endpoints'])).rejects.toThrow('kubectl was run')
  expect(asked).toHaveLength(1)
  expect(notes).toEqual([
    `$ kubectl --kubeconfig ${kubeconfig} get endpoints -o json`,
    '# kubectl exited with 1 after TIME',
  ])
})

test('A compressed answer is read', async () => {
  const body = gzipSync(JSON.stringify(endpointsList(['a'])))
  const {kubeconfig} = await directApi(() => ({headers: {'content-encoding': 'gzip'}, body}))
  const {run} = start()
  expect(await getList(run.exec, {kubeconfig}, ['endpoints'])).toHaveLength(1)
})

test('A connection that was kept open and has ended is made anew, and a new one that ends is not', async () => {
  let requests = 0
  const {kubeconfig, connections} = await directApi(() => {
    requests++
    return {body: requests === 1 || requests === 3 ? endpointsList(['a']) : undefined}
  })
  const {run} = start()
  const look = () => getList(run.exec, {kubeconfig}, ['endpoints'])
  expect([await look(), await look()].flat()).toHaveLength(2)
  expect([requests, connections()]).toEqual([3, 2])
  await expect(look()).rejects.toThrow('kubectl was run')
  expect([requests, connections()]).toEqual([5, 3])
})

test('A second page that fails leaves nothing of the first', async () => {
  const {kubeconfig} = await directApi(path =>
    path.includes('continue') ? {status: 410, body: {}} : {body: endpointsList(['a'], 'next')},
  )
  const reader = new ListReader()
  const {run} = start()
  expect(await lookDirectly(run.exec, {kubeconfig}, ['get', 'endpoints', '-o', 'json'], {reader})).toBeUndefined()
  const {items, texts} = reader.end()
  expect([items, [...texts]]).toEqual([[], []])
})

test('A server whose certificate another authority signed is not believed, and left to kubectl', async () => {
  const other = newClusterPki(new Date()).authority.certificate
  const {kubeconfig, asked} = await directApi(() => ({body: endpointsList(['a'])}), other)
  const {run, notes} = start()
  await expect(getList(run.exec, {kubeconfig}, ['endpoints'])).rejects.toThrow('kubectl was run')
  await expect(getList(run.exec, {kubeconfig}, ['endpoints'])).rejects.toThrow('kubectl was run')
  expect(asked).toEqual([])
  expect(notes.join('\n')).not.toMatch(/BEGIN|Bearer/)
})

test('An interruption ends what is asked', async () => {
  const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
  const {run} = start()
  const {kubeconfig} = await directApi(() => {
    run.cancellation.abort(interrupted)
    return undefined
  })
  await expect(getList(run.exec, {kubeconfig}, ['endpoints'])).rejects.toBe(interrupted)
})

test('Another kubeconfig in the place of the first leads to its own server', async () => {
  const [first, second] = [
    await directApi(() => ({body: endpointsList(['a'])})),
    await directApi(() => ({body: endpointsList(['b'])})),
  ]
  const {run} = start()
  const kubeconfig = join(temporaryFolder(), 'config')
  const names = []
  for (const api of [first, second]) {
    copyFileSync(api.kubeconfig, kubeconfig)
    names.push((await getList(run.exec, {kubeconfig}, ['endpoints'])).map(({metadata}) => metadata.name))
  }
  expect(names).toEqual([['a'], ['b']])
})

const WORKLOAD = {spec: {selector: {}, template: {spec: {containers: []}}}}
const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'default'}}
const applyDry = (run: Run, kubeconfig: string) =>
  apply(run.exec, {kubeconfig}, manifestOf(JSON.stringify(DEPLOYMENT)), {forceConflicts: true, dryRun: true})

test('A dry run on the server sends the manifest as kubectl does', async () => {
  const {kubeconfig, asked, sent} = await directApi(() => ({status: 201, body: {...DEPLOYMENT, ...WORKLOAD}}))
  const {run, notes} = start()
  expect((await applyDry(run, kubeconfig)).map(({metadata}) => metadata.name)).toEqual(['web'])
  expect(asked).toEqual([
    '/apis/apps/v1/namespaces/default/deployments/web?dryRun=All&fieldManager=kubia&fieldValidation=Strict&force=true',
  ])
  expect(sent).toEqual([`PATCH application/apply-patch+yaml ${JSON.stringify(DEPLOYMENT)}`])
  expect(notes[0]).toMatch(/^\$ kubectl .* apply --server-side .* --dry-run=server -f - -o json --show-managed-fields$/)
})

const ofClient = {managedFields: [{manager: 'kubectl-client-side-apply'}]}
test.each([
  ['conflicts', {status: 409, body: {kind: 'Status'}}],
  ['warns', {headers: {warning: '299 - "old"'}, body: {...DEPLOYMENT, ...WORKLOAD}}],
  ['is of the client', {body: {...DEPLOYMENT, ...WORKLOAD, metadata: {...DEPLOYMENT.metadata, ...ofClient}}}],
])('A dry run that %s is for kubectl', async (_, given) => {
  const {kubeconfig} = await directApi(() => given)
  const {run} = start()
  await expect(applyDry(run, kubeconfig)).rejects.toThrow('kubectl was run')
})

const LOG = ['logs', 'web-1', '-c', 'app', '--follow']
const linesOf = (run: Run, kubeconfig: string, lines: string[]): Promise<void> =>
  readLines(run.exec, {kubeconfig}, LOG, {onOutput: line => void lines.push(line.toString())})

test('The lines of a log come as they are', async () => {
  const {kubeconfig, asked} = await directApi(() => ({body: 'one\ntwo\r\n\nlast'}))
  const {run, notes} = start()
  const lines: string[] = []
  await linesOf(run, kubeconfig, lines)
  expect(lines).toEqual(['one', 'two\r', '', 'last'])
  expect(asked).toEqual(['/api/v1/namespaces/default/pods/web-1/log?container=app&follow=true'])
  expect(notes).toEqual([
    `$ kubectl --kubeconfig ${kubeconfig} logs web-1 -c app --follow`,
    '# answered in the place of kubectl after TIME',
  ])
})

test('Logs that are read one after the other share a connection', async () => {
  const {kubeconfig, asked, connections} = await directApi(path => ({
    body: path === '/version' ? {gitVersion: 'v1.36.1'} : 'one\n',
  }))
  const {run} = start()
  const lines: string[] = []
  for (let pods = 0; pods < 5; pods++) await linesOf(run, kubeconfig, lines)
  expect(lines).toHaveLength(5)
  expect(asked).toHaveLength(5)
  expect(connections()).toBe(1)
})

test('A log that is cut off fails as kubectl does, and is not begun again', async () => {
  const {kubeconfig} = await directApi(() => ({body: 'one\n', isCut: true}))
  const {run} = start()
  const lines: string[] = []
  await expect(linesOf(run, kubeconfig, lines)).rejects.toThrow('exited with 1: error: aborted')
  expect(lines).toEqual(['one'])
})

test('A log that is refused is asked of kubectl', async () => {
  const {kubeconfig} = await directApi(() => ({status: 400, body: {kind: 'Status'}}))
  const {run} = start()
  await expect(linesOf(run, kubeconfig, [])).rejects.toThrow('kubectl was run')
})

test('An interruption ends the lines of a log', async () => {
  const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
  const {run} = start()
  const {kubeconfig} = await directApi(() => ({body: 'one\n'.repeat(100_000)}))
  const onOutput = (): void => run.cancellation.abort(interrupted)
  await expect(readLines(run.exec, {kubeconfig}, LOG, {onOutput})).rejects.toBe(interrupted)
})
