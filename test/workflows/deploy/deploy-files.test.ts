import {expect, test} from 'vitest'
import {manifestOf} from '../../../src/api-server/apply.ts'
import {type DeployFilesOptions, deployFiles} from '../../../src/workflows/deploy/deploy-files.ts'
import {deployment} from '../../api-server/objects.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

const PLACE = 'kubectl --context prod --namespace shop'
const GET = `${PLACE} get -f`
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const DRY = `${APPLY} --force-conflicts --dry-run=server`
const config = (resourceVersion: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'settings', namespace: 'shop', uid: 'u', resourceVersion},
})
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

test('A namespace that the same manifests make is no reason to stop, but for a dry run on the server', async () => {
  const missing = {stderr: 'Error from server (NotFound): namespaces "new" not found', exitCode: 1}
  const answers = {[GET]: readAnswer([]), [DRY]: missing, [APPLY]: readAnswer([config('1')])}
  const {shown, result} = runRecorded(flow => deployFiles(flow, options()), answers)
  expect(await result).toMatchObject([{verdict: 'created'}])
  expect(shown.find(line => line.startsWith('ok Compare'))).toMatch(/^ok Compare: not possible before it is applied: /)
  const refused = runRecorded(flow => deployFiles(flow, options({dryRun: true})), answers)
  await expect(refused.result).rejects.toMatchObject({step: {title: 'Compare'}})
})

test('A dry run on the server ends with what would become of each object', async () => {
  const {shown, asked, result} = runRecorded(flow => deployFiles(flow, options({dryRun: true})), {
    [GET]: readAnswer([]),
    [DRY]: readAnswer([config('1')]),
  })
  expect(await result).toMatchObject([{verdict: 'created'}])
  expect(shown.at(-1)).toBe('ok Apply: 1 created')
  expect(asked).toHaveLength(2)
})

test('The plan applies the files, and waits for what becomes ready in them', async () => {
  const app = {...deployment(), metadata: {...deployment().metadata, namespace: 'other'}}
  const {plan} = planRecorded(
    flow => deployFiles(flow, options()),
    {[GET]: readAnswer([]), [DRY]: readAnswer([app])},
    90_000,
  )
  expect((await plan).script).toBe(
    [
      `${APPLY} -f k8s/`,
      'kubectl --context prod --namespace other rollout status deployment.apps/kubia --timeout=90s',
    ].join('\n'),
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
