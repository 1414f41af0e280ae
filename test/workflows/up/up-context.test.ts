import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {contextIsRight, describeContext, setContext, writeContextAgain} from '../../../src/workflows/up/up-context.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'
import {runRecorded} from '../../support/workflow.ts'

test('A context is named with its file where KUBECONFIG names several', async () => {
  const folder = temporaryFolder()
  const [first, second] = [join(folder, 'a'), join(folder, 'b')]
  setEnv({KUBECONFIG: `${first}:${second}`})
  writeFileSync(second, '')
  expect(await describeContext('kind-kubia', undefined)).toBe(`kind-kubia in ${second}`)
  expect(await describeContext('kind-kubia', first)).toBe('kind-kubia')
  setEnv({KUBECONFIG: first})
  expect(await describeContext('kind-kubia', undefined)).toBe('kind-kubia')
})

const view = (current: string, ...names: string[]) => ({
  current,
  contexts: names.map(name => ({name, cluster: name, server: 'https://127.0.0.1:1', namespace: 'default'})),
})
const wanted = (more: object = {}) => ({
  cluster: clusterOf('shop'),
  kubeconfig: undefined,
  switches: true,
  created: false,
  ...more,
})

test.each([
  ['of a new cluster, which the provider has made current', view(''), {created: true}, true],
  ['of a new cluster, where the current one is to stay', view('base', 'base'), {created: true, switches: false}, false],
  ['that is current', view('kind-shop', 'kind-shop'), {}, true],
  ['that is not current', view('base', 'base', 'kind-shop'), {}, false],
  ['that is not current and need not be', view('base', 'base', 'kind-shop'), {switches: false}, true],
  ['that is not there', view('base', 'base'), {switches: false}, false],
])('Whether the context is right is known of one %s', (_, seen, more, right) => {
  expect(contextIsRight(seen, wanted(more))).toBe(right)
})

const set = (seen: ReturnType<typeof view>, more: object = {}) => {
  const {provider, changes} = recordedProvider([clusterOf('shop')])
  const {result, shown} = runRecorded(
    flow => flow.step('Context', setContext(flow.run, provider, seen, wanted(more))),
    {kubectl: {stdout: ''}},
  )
  return {ended: result.then(() => shown.at(-1)), changes}
}

test('The context of a cluster that is there becomes the current one, and the one before is named', async () => {
  const kubeconfig = ownFolders()
  writeContexts(kubeconfig, ['base', 'kind-shop'])
  expect(await set(view('base', 'base', 'kind-shop')).ended).toBe('ok Context: kind-shop (was: base)')
  expect(readFileSync(kubeconfig, 'utf8')).toContain('"current-context":"kind-shop"')
})

test('A context that is gone is written again', async () => {
  writeContexts(ownFolders(), ['base'])
  const {ended, changes} = set(view('base', 'base'))
  expect(await ended).toBe('ok Context: kind-shop, written again')
  expect(changes).toEqual(['write the context of shop'])
})

test('The context that was current before a new cluster comes back where that is asked for', async () => {
  const kubeconfig = ownFolders()
  writeContexts(kubeconfig, ['kind-shop', 'base'])
  const {ended} = set(view('base', 'base'), {created: true, switches: false})
  expect(await ended).toBe('ok Context: base, as before')
  expect(readFileSync(kubeconfig, 'utf8')).toContain('"current-context":"base"')
})

test('A context that got lost meanwhile is written again at the end', async () => {
  writeContexts(ownFolders(), ['base'])
  const {provider, changes} = recordedProvider([clusterOf('shop')])
  const {result, shown} = runRecorded(
    flow => flow.step('Verify context', writeContextAgain(flow.run, provider, wanted())),
    {kubectl: {stdout: ''}},
  )
  await result
  expect(shown.at(-1)).toBe('ok Verify context: kind-shop was gone, written again')
  expect(changes).toEqual(['write the context of shop'])
})
