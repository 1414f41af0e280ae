import {expect, test} from 'vitest'
import type {ReplicaWorkload} from '../../../src/kubernetes/types.ts'
import {buildManifest, manifestToPrint, send, verdictOfDryRun} from '../../../src/workflows/deploy/send.ts'
import {deployment} from '../../api-server/objects.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {skipWaits} from '../../support/time.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const spec = {name: 'kubia', image: 'museopkim/kubia', env: [], args: [], command: false}
const live = (more: Partial<ReplicaWorkload['metadata']> = {}): ReplicaWorkload => {
  const made = deployment({}, {})
  return {...made, metadata: {...made.metadata, generation: 1, resourceVersion: '1', ...more}}
}

test('The manifest of a live Deployment has only what kubia owns and what was asked for', () => {
  const {image: _, ...without} = spec
  expect(buildManifest(live(), {...without, replicas: 4})).toMatchObject({
    kind: 'Deployment',
    metadata: {name: 'kubia'},
    spec: {replicas: 4},
  })
})

test('A Deployment that changes while it is sent is read again, and sent once more', async () => {
  skipWaits()
  const conflict =
    'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "kubia": the object has been modified; please apply your changes to the latest version and try again\n'
  const {exec, asked} = recordedExec({
    [`${PLACE} apply`]: [{exitCode: 1, stderr: conflict}, {stdout: JSON.stringify(live({resourceVersion: '3'}))}],
    [`${PLACE} get deployment.apps/kubia`]: readAnswer([live({resourceVersion: '2'})]),
  })
  const sending = {place, spec, live: live(), forceConflicts: false}
  const sent = await send({exec, signal: new AbortController().signal}, sending, false)
  expect([sent.live, sent.object].map(object => object?.metadata.resourceVersion)).toEqual(['2', '3'])
  expect(asked.map(line => line.slice(PLACE.length + 1).split(' ')[0])).toEqual(['apply', 'get', 'apply'])
})

test('The manifest of a script is bound to no state of the live Deployment', () => {
  const owned = {manager: 'kubia', operation: 'Apply' as const, fieldsV1: {'f:spec': {'f:replicas': {}}}}
  const metadata = {...live().metadata, managedFields: [owned]}
  const known: ReplicaWorkload = {...live(), metadata}
  expect(buildManifest(known, spec).metadata.resourceVersion).toBe('1')
  const printed = manifestToPrint({place, spec, live: known, forceConflicts: false})
  expect(printed.metadata).not.toHaveProperty('resourceVersion')
})

test.each([
  ['created', undefined, {}],
  ['unchanged', live(), {resourceVersion: '1'}],
  ['unchanged', live(), {resourceVersion: '2'}],
  ['configured', live(), {generation: 2}],
])('A dry run whose answer shows it is told as %s', (verdict, before, after) => {
  expect(verdictOfDryRun(before, live(after))).toBe(verdict)
})
