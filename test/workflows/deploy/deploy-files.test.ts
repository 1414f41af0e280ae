import {expect, test} from 'vitest'
import {manifestOf} from '../../../src/api-server/apply.ts'
import type {DeployFilesOptions} from '../../../src/workflows/deploy/compare-files.ts'
import {deployFiles} from '../../../src/workflows/deploy/deploy-files.ts'
import {deployment} from '../../api-server/objects.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {written} from '../../support/written.ts'

const PLACE = 'kubectl --context prod --namespace shop'
const GET = `${PLACE} get -f -`
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const DRY = `${APPLY} --force-conflicts --dry-run=server`
const config = (resourceVersion: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'settings', namespace: 'shop', uid: 'u', resourceVersion},
})
const SETTINGS = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}}
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const KEPT = `${JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {annotations: {}, name: 'settings', namespace: 'shop'},
})}\n`
const options = (more: Partial<DeployFilesOptions> = {}): DeployFilesOptions => ({
  place: {context: 'prod', namespace: 'shop'},
  onlyNamespace: true,
  manifests: {files: ['k8s/']},
  forceConflicts: false,
  takeOver: {command: 'kubectl kubia again --force-conflicts'},
  wait: true,
  dryRun: false,
  ...more,
})

test('Manifests are looked at, compared and applied, and nothing is waited for that becomes ready by nothing', async () => {
  const {shown, result} = runRecorded(flow => deployFiles(flow, options()), {
    ...written([SETTINGS]),
    [GET]: readAnswer([config('1')]),
    [DRY]: readAnswer([config('1')]),
    [APPLY]: readAnswer([config('2')]),
  })
  expect((await result).map(({object, verdict}) => [object.metadata.name, verdict])).toEqual([
    ['settings', 'configured'],
  ])
  expect(shown).toEqual([
    'start Look at manifests',
    'progress Look at manifests: k8s/',
    'ok Look at manifests: 1 of the objects exist',
    'start Compare',
    'progress Compare: what would change',
    'ok Compare: configmap settings: nothing to change',
    'start Apply',
    'ok Apply: 1 configured',
    'skip Wait: nothing in it becomes ready',
  ])
})

test('A set of 1,000 objects is made, and unchanged by the second time', async () => {
  const names = Array.from({length: 1000}, (_, index) => `c${index}`)
  const live = readAnswer(
    names.map(name => ({...config('1'), metadata: {...config('1').metadata, name, uid: `u-${name}`}})),
  )
  const verdicts = async (before: {stdout: string}): Promise<string[]> => {
    const set = written(names.map(name => ({...SETTINGS, metadata: {name}})))
    const {result} = runRecorded(flow => deployFiles(flow, options()), {
      ...set,
      [GET]: before,
      [DRY]: live,
      [APPLY]: live,
    })
    return (await result).map(({object, verdict}) => `${object.metadata.name} ${verdict}`)
  }
  expect(await verdicts(readAnswer([]))).toEqual(names.map(name => `${name} created`))
  expect(await verdicts(live)).toEqual(names.map(name => `${name} unchanged`))
})

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}}

test('What needs a namespace of the same manifests is new, and the API server is asked about it only when it applies', async () => {
  const made = {...NAMESPACE, metadata: {name: 'shop', uid: 'n'}}
  const answers = {
    ...written([SETTINGS, NAMESPACE]),
    [GET]: readAnswer([]),
    [DRY]: readAnswer([made]),
    [APPLY]: readAnswer([made, config('1')]),
  }
  const {shown, result} = runRecorded(flow => deployFiles(flow, options()), answers)
  expect((await result).map(({object, verdict}) => `${object.kind} ${verdict}`)).toEqual([
    'Namespace created',
    'ConfigMap created',
  ])
  expect(shown.filter(line => line.startsWith('say'))).toEqual([
    'say   + Namespace shop is new',
    'say   + ConfigMap settings is new',
  ])
  const dry = runRecorded(flow => deployFiles(flow, options({dryRun: true})), answers)
  expect((await dry.result).map(({verdict}) => verdict)).toEqual(['created', 'created'])
})

test('An object of a definition of the same manifests is applied once the server serves it', async () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: 'widgets.example.com'},
    spec: {group: 'example.com', scope: 'Namespaced', names: {kind: 'Widget', plural: 'widgets'}},
  }
  const widget = {apiVersion: 'example.com/v1', kind: 'Widget', metadata: {name: 'w'}}
  const answers = {...written([widget, definition]), [GET]: readAnswer([])}
  const {plan} = planRecorded(flow => deployFiles(flow, options()), {...answers, [DRY]: readAnswer([definition])})
  const commands = (await plan).script.split('\n').filter(line => line.startsWith('kubectl'))
  const established = `${PLACE} wait --for=condition=Established --timeout=60s customresourcedefinition.apiextensions.k8s.io/widgets.example.com`
  expect(commands.slice(0, 3)).toEqual([`${APPLY} -f - <<'EOF'`, established, `${APPLY} -f - <<'EOF'`])
  const {asked, result} = runRecorded(flow => deployFiles(flow, options({wait: false})), {
    ...answers,
    [DRY]: readAnswer([definition]),
    [APPLY]: [readAnswer([definition]), readAnswer([{...widget, metadata: {name: 'w', namespace: 'shop'}}])],
    [`${PLACE} wait`]: {},
  })
  expect((await result).map(({object}) => object.kind)).toEqual(['CustomResourceDefinition', 'Widget'])
  expect(asked.slice(-3)).toEqual([
    `${APPLY} -f - -o json --show-managed-fields`,
    established,
    `${APPLY} -f - -o json --show-managed-fields`,
  ])
})

test('An apply that fails halfway says what was applied and what was not', async () => {
  const sent = {...config('1'), metadata: {...config('1').metadata, annotations: {[LAST_APPLIED]: KEPT}}}
  const {result} = runRecorded(flow => deployFiles(flow, options()), {
    ...written([SETTINGS, {...SETTINGS, metadata: {name: 'other'}}]),
    [GET]: [readAnswer([]), readAnswer([sent])],
    [DRY]: readAnswer([sent]),
    [APPLY]: {exitCode: 1, stderr: 'Error from server (InternalError): etcdserver: request timed out\n'},
  })
  await expect(result).rejects.toMatchObject({
    error: {details: {left: 'applied: configmap/settings; not applied: configmap/other'}},
  })
})

test('Objects that kubectl has made are said to be the same, and kubia manages them from then on', async () => {
  const managed = (manager: string, operation: string) => ({
    ...config('1'),
    metadata: {...config('1').metadata, managedFields: [{manager, operation, fieldsV1: {'f:data': {'f:a': {}}}}]},
  })
  const {shown, result} = runRecorded(flow => deployFiles(flow, options()), {
    ...written([SETTINGS]),
    [GET]: readAnswer([managed('kubectl-client-side-apply', 'Update')]),
    [DRY]: readAnswer([managed('kubia', 'Apply')]),
    [APPLY]: readAnswer([managed('kubia', 'Apply')]),
  })
  expect(await result).toMatchObject([{verdict: 'configured'}])
  expect(shown).toContain('ok Compare: configmap settings: the same fields, which kubia manages from now on')
})

test('A dry run on the server ends with what would become of each object', async () => {
  const {shown, asked, result} = runRecorded(flow => deployFiles(flow, options({dryRun: true})), {
    ...written([SETTINGS]),
    [GET]: readAnswer([]),
    [DRY]: readAnswer([config('1')]),
  })
  expect(await result).toMatchObject([{verdict: 'created'}])
  expect(shown.at(-1)).toBe('ok Apply: 1 created')
  expect(asked).toHaveLength(4)
})

test('The plan applies the files, and waits for what becomes ready in them', async () => {
  const app = {...deployment(), metadata: {...deployment().metadata, namespace: 'other'}}
  const {plan} = planRecorded(
    flow => deployFiles(flow, options()),
    {...written([app]), [GET]: readAnswer([]), [DRY]: readAnswer([app])},
    90_000,
  )
  const {script} = await plan
  expect(script.split('\n')[0]).toBe(`${APPLY} -f - <<'EOF'`)
  expect(script.split('\n').slice(-2).join('\n')).toBe(
    ['EOF', 'kubectl --context prod --namespace other rollout status deployment.apps/kubia --timeout=90s'].join('\n'),
  )
})

test('The plan of standard input has its text, also where no cluster answers', async () => {
  const {plan, asked} = planRecorded(
    flow => deployFiles(flow.onEmptyCluster(), options({manifests: manifestOf('kind: ConfigMap\n')})),
    {},
  )
  expect((await plan).script).toBe(`${APPLY} -f - <<'EOF'\nkind: ConfigMap\nEOF`)
  expect(asked).toEqual([])
})
