import {expect, onTestFinished, test, vi} from 'vitest'
import {createNextLook} from '../../src/api-server/next-look.ts'
import {watchedList} from '../../src/api-server/watched-lists.ts'
import {Run} from '../../src/process/run.ts'
import {setEnv} from '../support/temporary.ts'
import {directApi} from './direct/direct-api.ts'

const HOUR_MS = 3_600_000
const VERSION = {body: {major: '1', minor: '36', gitVersion: 'v1.36.0'}}
const PODS = watchedList('pods', 'shop', {labelSelector: 'app=web'})
const LIST = {kind: 'PodList', apiVersion: 'v1', metadata: {resourceVersion: '7'}, items: []}
const WATCH =
  '/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb&watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=240'

const changed = (resourceVersion: string): string => {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'web', namespace: 'shop', resourceVersion},
    spec: {containers: []},
  }
  return `${JSON.stringify({type: 'MODIFIED', object})}\n`
}

/** A server, and a wait on it that looks again after an hour where no event tells it to. @param watch what a watch gets */
const waiting = async (watch: {isOpen?: boolean; status?: number}) => {
  setEnv({HTTPS_PROXY: undefined, https_proxy: undefined})
  const api = await directApi(path => {
    if (path === '/version') return VERSION
    return path.includes('watch=true') ? {body: '', ...watch} : {body: LIST}
  })
  const run = new Run({verbosity: 0, timeoutMs: 0, note: () => {}})
  const stop = new AbortController()
  const options = {mostMs: HOUR_MS, watchedMs: HOUR_MS, signal: stop.signal}
  const next = createNextLook(run.exec, {kubeconfig: api.kubeconfig}, options)
  onTestFinished(() => next.end())
  return {...api, stop, wait: () => next.wait(0, () => (PODS ? [PODS] : []))}
}

test('An event of what is watched ends a wait', async () => {
  const {asked, emit, wait} = await waiting({isOpen: true})
  await wait()
  await vi.waitFor(() => expect(asked).toContain(WATCH))
  // The list that a watch begins with is a change too, which may end one of these.
  for (const version of ['8', '9']) {
    const waited = wait()
    emit(changed(version))
    await waited
  }
  expect(asked).toEqual(['/version', '/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb', WATCH])
})

test('A wait goes on by itself where nothing may be watched, and ends with its signal', async () => {
  const {asked, stop, wait} = await waiting({status: 403})
  await wait()
  await vi.waitFor(() => expect(asked).toContain(WATCH))
  await wait()
  await wait()
  stop.abort(new Error('enough'))
  await expect(wait()).rejects.toThrow()
})

test('Nothing is asked where nothing is watched', async () => {
  const {exec} = new Run({verbosity: 0, timeoutMs: 0, note: () => {}})
  const next = createNextLook(exec, {kubeconfig: '/dev/null'}, {mostMs: 1, signal: new AbortController().signal})
  await next.wait(0, () => [])
  await next.end()
  const started = createNextLook(exec, {kubeconfig: '/dev/null'}, {mostMs: 1, signal: new AbortController().signal})
  await started.wait(0, () => (PODS ? [PODS] : []))
  await started.end()
})
