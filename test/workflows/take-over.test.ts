import {describe, expect, test} from 'vitest'
import {readObjects} from '../../src/api-server/objects.ts'
import {takenFields} from '../../src/api-server/taken-fields.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {deploy} from '../../src/workflows/deploy/deploy.ts'
import {deployFiles} from '../../src/workflows/deploy/deploy-files.ts'
import {planForced} from '../../src/workflows/take-over.ts'
import {deployment} from '../api-server/objects.ts'
import {readAnswer} from '../support/json.ts'
import {planRecorded, runRecorded} from '../support/workflow.ts'
import {manifest, written} from '../support/written.ts'
import {clusterWith} from './clusters.ts'

interface Owner {
  manager: string
  subresource?: string
  time?: string
}

const REPLICAS = {'f:spec': {'f:replicas': {}}}
const IMAGE = {
  'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"kubia"}': {'.': {}, 'f:image': {}}}}}},
}
const RIVAL = {command: ['kubectl', 'kubia', 'deploy', 'kubia', '--force-conflicts']}

/** A Deployment of an image and a number of replicas, and who set which of its fields. */
const managed = (image: string, replicas: number, fields: readonly [Owner, object][]): KubeObject => {
  const status = {replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas}
  const made = deployment({replicas}, status, [{name: 'kubia', image}])
  const managedFields = fields.map(([owner, fieldsV1]) => ({
    operation: owner.manager === 'kubia' ? 'Apply' : 'Update',
    apiVersion: 'apps/v1',
    ...owner,
    fieldsV1,
  }))
  return {...made, metadata: {...made.metadata, managedFields} as KubeObject['metadata']}
}

const PLACE = 'kubectl --context prod --namespace shop'
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const options = {
  place: {context: 'prod', namespace: 'shop'},
  spec: {name: 'kubia', image: 'kubia:v2', replicas: 4, env: [], args: [], command: false},
  forceConflicts: false,
  takeOver: RIVAL,
  wait: false,
  dryRun: false,
}

/** What kubectl answers where the fields were others' and are kubia's in the answer to the dry run. */
const answersFor = (...owners: readonly Owner[]) => {
  const [image, replicas = image] = owners as [Owner, Owner?]
  const live = managed('kubia:v1', 3, [
    [image, IMAGE],
    [replicas as Owner, REPLICAS],
  ])
  const applied = managed('kubia:v2', 4, [
    [{manager: 'kubia'}, {'f:spec': {...IMAGE['f:spec'], ...REPLICAS['f:spec']}}],
  ])
  const planned = {...applied, metadata: {...applied.metadata, generation: 2, resourceVersion: '8'}}
  return {
    [`${PLACE} get`]: readAnswer([live]),
    [`${APPLY} --force-conflicts --dry-run=server`]: {stdout: JSON.stringify(planned)},
    [`${APPLY} --force-conflicts`]: {stdout: JSON.stringify(planned)},
  }
}

const SET = {manager: 'kubectl-set'}
const SCALE = {manager: 'kubectl', subresource: 'scale'}

test('A field is taken that its manager has before and kubia after, with both values; what stays, is ours or is given up is not', () => {
  const both = {'f:spec': {...IMAGE['f:spec'], ...REPLICAS['f:spec']}}
  const live = managed('kubia:v1', 3, [
    [{manager: 'flux', time: '2026-01-01T00:00:00Z'}, both],
    [{manager: 'kubia'}, REPLICAS],
    [{manager: 'kube-controller-manager'}, {'f:status': {'f:replicas': {}, 'f:unavailableReplicas': {}}}],
  ])
  // The controller has given up a field of the status meanwhile, which has nothing to do with the apply.
  const planned = managed('kubia:v2', 3, [
    [{manager: 'flux'}, REPLICAS],
    [{manager: 'kubia'}, both],
    [{manager: 'kube-controller-manager'}, {'f:status': {'f:replicas': {}}}],
  ])
  expect(takenFields(live, planned)).toEqual([
    {
      path: 'spec.template.spec.containers[kubia].image',
      before: 'kubia:v1',
      after: 'kubia:v2',
      owner: {manager: 'flux', operation: 'Update', apiVersion: 'apps/v1', time: '2026-01-01T00:00:00Z'},
    },
  ])
})

describe('What was set with kubectl', () => {
  test.each([
    ['kubectl-create', 'kubectl create'],
    ['kubectl-client-side-apply', 'kubectl apply'],
    ['kubectl-edit', 'kubectl edit'],
    ['kubectl-set', 'kubectl set'],
    ['kubectl-expose', 'kubectl expose'],
    ['kubectl-rollout', 'kubectl rollout'],
    ['kubectl-patch', 'kubectl patch'],
    ['kubectl', 'kubectl'],
  ])('by %s is taken over from %s, in one line', async (manager, words) => {
    const cluster = clusterWith('on all nodes')
    const {shown, asked, result} = runRecorded(flow => deploy(flow, {...options, cluster}), answersFor({manager}))
    expect(await result).toMatchObject({verdict: 'configured'})
    expect(shown.filter(line => line.includes('taken over'))).toEqual([
      `say   taken over from ${words}: spec.template.spec.containers[kubia].image, spec.replicas`,
    ])
    expect(asked.at(-1)).toBe(`${APPLY} --force-conflicts -f - -o json --show-managed-fields`)
  })

  test('on a cluster that is not local is warned of, with the values that were', async () => {
    const {shown, result} = runRecorded(flow => deploy(flow, options), answersFor(SET, SCALE))
    expect(await result).toMatchObject({verdict: 'configured'})
    expect(shown.filter(line => line.includes('taken over'))).toEqual([
      'note warning: taken over on prod from kubectl set: spec.template.spec.containers[kubia].image (was kubia:v1); kubectl scale: spec.replicas (was 3)',
    ])
  })

  test('is taken over by the command of a plan', async () => {
    const {plan} = planRecorded(flow => deploy(flow, options), answersFor(SET, SCALE))
    expect((await plan).script.split('\n')[0]).toBe(`${APPLY} --force-conflicts -f - <<'EOF'`)
  })

  test('is taken over by manifests', async () => {
    const {spec: _, ...files} = options
    const {asked, result} = runRecorded(
      flow => deployFiles(flow, {...files, onlyNamespace: true, manifests: {files: ['k8s/']}}),
      {...written([manifest(managed('kubia:v2', 2, []))]), ...answersFor(SET, SCALE)},
    )
    expect(await result).toMatchObject([{verdict: 'configured'}])
    expect(asked.at(-1)).toBe(`${APPLY} --force-conflicts -f - -o json --show-managed-fields`)
  })
})

describe('What a controller, a tool or another person has set', () => {
  const since = new Date(Date.now() - 5 * 60 * 60 * 1000).toISOString()
  const flux = {manager: 'kustomize-controller', time: since}

  test('stays a conflict, which names the fields, whose they are and since when, and the line that takes them over', async () => {
    const {asked, result} = runRecorded(flow => deploy(flow, options), answersFor(SET, flux))
    await expect(result).rejects.toMatchObject({
      error: {
        code: 'FIELD_CONFLICT',
        message:
          'deployment kubia has fields that others set:\n  spec.replicas is 3, set by kustomize-controller 5h ago',
        details: {
          fix: [
            {...RIVAL, comment: 'sets them all the same, but a controller may set them back'},
            {
              command: [...`${PLACE} get deployment.apps/kubia --show-managed-fields -o yaml`.split(' ')],
              comment: 'who manages which field',
            },
          ],
          left: 'nothing was changed',
        },
      },
    })
    expect(asked.filter(line => line.startsWith(APPLY))).toHaveLength(1)
  })

  test('in several namespaces is looked at by one line each', async () => {
    const at = (namespace: string, answer: {stdout: string}) => {
      const object = JSON.parse(answer.stdout) as {metadata: object}
      return {...object, metadata: {...object.metadata, namespace}}
    }
    const {[`${APPLY} --force-conflicts --dry-run=server`]: planned} = answersFor(flux)
    const [live] = readObjects((answersFor(flux)[`${PLACE} get`] as {stdout: string}).stdout)
    const both = (object: {stdout: string}) => readAnswer(['one', 'two'].map(name => at(name, object)) as never)
    const {spec: _, ...files} = options
    const {result} = runRecorded(
      flow => deployFiles(flow, {...files, onlyNamespace: false, manifests: {files: ['k8s/']}}),
      {
        ...written(['one', 'two'].map(namespace => manifest({...live, metadata: {name: 'kubia', namespace}} as never))),
        'kubectl --context prod get': both({stdout: JSON.stringify(live)}),
        'kubectl --context prod apply': both(planned as {stdout: string}),
      },
    )
    const look = (namespace: string) => ({
      command: [
        ...['kubectl', '--context', 'prod', '--namespace', namespace, 'get', 'deployment.apps/kubia'],
        ...['--show-managed-fields', '-o', 'yaml'],
      ],
      comment: 'who manages which field',
    })
    await expect(result).rejects.toMatchObject({
      error: {code: 'FIELD_CONFLICT', details: {fix: [expect.anything(), look('one'), look('two')]}},
    })
  })

  test('is taken over where that is asked for', async () => {
    const {result} = runRecorded(flow => deploy(flow, {...options, forceConflicts: true}), answersFor(SET, flux))
    expect(await result).toMatchObject({verdict: 'configured'})
  })

  test.each(['kubectl-kubia', 'kubectl-set-by-me', 'Kubectl', 'my-kubectl'])(
    'is not taken for kubectl’s: %s',
    async manager => {
      const {result} = runRecorded(flow => deploy(flow, options), answersFor({manager}))
      await expect(result).rejects.toMatchObject({error: {code: 'FIELD_CONFLICT'}})
    },
  )
})

test('A plan asks whether an apply is forced only where there is a live object', async () => {
  const asked: string[] = []
  const compare = async () => {
    asked.push('compared')
    return {detail: '', value: {forceConflicts: true}}
  }
  const look = <T>(ask: () => Promise<T>): Promise<T> => ask()
  const live = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'web'}}
  expect(await planForced({look}, undefined, compare, {forceConflicts: false})).toBe(false)
  expect(asked).toEqual([])
  expect(await planForced({look}, live, compare, {forceConflicts: false})).toBe(true)
})
