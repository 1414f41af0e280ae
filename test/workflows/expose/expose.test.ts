import {describe, expect, test} from 'vitest'
import {deployment as deploymentKind} from '../../../src/kubernetes/kinds/deployment.ts'
import type {Service} from '../../../src/kubernetes/types.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {expose} from '../../../src/workflows/expose/expose.ts'
import {type ExposeOptions, makeService} from '../../../src/workflows/expose/make-service.ts'
import {waitForExternalIp} from '../../../src/workflows/expose/reach-service.ts'
import {deployment} from '../../api-server/objects.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {clusterWith} from '../clusters.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const GET_APP = `${PLACE} get deployment.apps/kubia`
const GET = `${PLACE} get service/kubia`
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const DRY = `${APPLY} --dry-run=server`
const DRY_FORCED = `${APPLY} --force-conflicts --dry-run=server`
const ALL_SERVICES = 'kubectl --context prod get services'
const options = (more: Partial<ExposeOptions> = {}): ExposeOptions => ({
  place,
  target: {kind: deploymentKind, name: 'kubia'},
  spec: {type: 'NodePort'},
  withFlag: (flag, value) => ({command: `kubectl kubia again ${flag} ${value}`}),
  requireExternalIp: false,
  forceConflicts: false,
  takeOver: {command: 'kubectl kubia again --force-conflicts'},
  wait: false,
  dryRun: false,
  ...more,
})
const service = (more: object = {}, resourceVersion = '1'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'kubia', namespace: 'shop', uid: 's', resourceVersion, labels: {app: 'kubia'}},
  spec: {
    type: 'NodePort',
    selector: {app: 'kubia'},
    ports: [{port: 8080, protocol: 'TCP', targetPort: 8080, nodePort: 30080}],
    ...more,
  },
})
const answer = (object: object) => ({stdout: JSON.stringify(object)})

describe('expose', () => {
  test('makes a Service for the app: looks, compares, applies', async () => {
    const {shown, result} = runRecorded(flow => expose(flow, options()), {
      [GET_APP]: readAnswer([deployment()]),
      [GET]: readAnswer([]),
      [DRY]: answer(service()),
      [APPLY]: answer(service()),
    })
    expect(await result).toMatchObject({verdict: 'created', object: {kind: 'Service'}})
    expect(shown).toEqual([
      'start Look at service',
      'progress Look at service: in namespace shop',
      'ok Look at service: kubia for deployment kubia: not there yet',
      'start Compare service',
      'progress Compare service: what would change',
      'say   + Service kubia is new',
      'ok Compare service: new',
      'start Apply service',
      'ok Apply service: created: NodePort, 8080:30080 → 8080',
      'skip Wait for endpoints: not waited for (--wait=false)',
    ])
  })

  test('applies nothing where nothing would change', async () => {
    const {asked, shown, result} = runRecorded(flow => expose(flow, options()), {
      [GET_APP]: readAnswer([deployment()]),
      [GET]: readAnswer([service()]),
      [DRY_FORCED]: answer(service()),
    })
    expect(await result).toMatchObject({verdict: 'unchanged', object: {metadata: {uid: 's'}}})
    expect(shown).toContain('skip Apply service: unchanged')
    expect(asked.filter(line => line.startsWith(APPLY) && !line.startsWith(DRY_FORCED))).toEqual([])
  })

  test('keeps nothing of a dry run on the server, and waits for nothing', async () => {
    const {shown, result} = runRecorded(flow => expose(flow, options({dryRun: true, wait: true})), {
      [GET_APP]: readAnswer([deployment()]),
      [GET]: readAnswer([]),
      [DRY]: answer(service()),
    })
    expect(await result).toMatchObject({verdict: 'created'})
    expect(shown.at(-1)).toBe('skip Apply service: server dry run: nothing is kept')
  })

  test('takes a published node port that is free', async () => {
    const ports = [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP' as const}]
    const {shown, result} = runRecorded(flow => makeService(flow, options({cluster: clusterWith('absent', {ports})})), {
      [GET_APP]: readAnswer([deployment()]),
      [GET]: readAnswer([]),
      [ALL_SERVICES]: readAnswer([]),
      [DRY]: answer(service()),
      [APPLY]: answer(service()),
    })
    await result
    expect(shown).toContain(
      'ok Look at service: kubia for deployment kubia: not there yet, node port 30080 is published',
    )
  })
})

const manifest = (nodePort: string) => `${APPLY} -f - <<'EOF'
apiVersion: v1
kind: Service
metadata:
  labels:
    app: kubia
  name: kubia
spec:
  ports:
  - ${nodePort}port: 8080
    protocol: TCP
    targetPort: 8080
  selector:
    app: kubia
  type: NodePort
EOF`

describe('The plan of expose', () => {
  test('applies the Service that the run would make', async () => {
    const {plan, shown} = planRecorded(flow => expose(flow, options({wait: true})), {
      [GET_APP]: readAnswer([deployment()]),
      [GET]: readAnswer([]),
    })
    expect(await plan).toMatchObject({script: manifest(''), result: {verdict: 'created', object: {kind: 'Service'}}})
    expect(shown).toEqual([])
  })

  test('on a cluster that is yet to come takes the node port that it will publish, and asks nobody', async () => {
    const ports = [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP' as const}]
    const cluster = clusterWith('absent', {ports})
    const {plan, asked} = planRecorded(
      flow => expose(flow.onEmptyCluster(), options({cluster, object: deployment()})),
      {},
    )
    expect((await plan).script).toBe(manifest('nodePort: 30080\n    '))
    expect(asked).toEqual([])
  })
})

describe('Waiting for an EXTERNAL-IP', () => {
  const run = (found: object[]) => {
    const {exec} = recordedExec({[GET]: readAnswer(found)})
    return {exec, cancellation: new Cancellation()}
  }
  const wait = (found: object[]) => waitForExternalIp(run(found), place, service()).run(() => {})

  test('ends with the address', async () => {
    const balanced = {...service({type: 'LoadBalancer'}), status: {loadBalancer: {ingress: [{ip: '172.18.0.9'}]}}}
    expect((await wait([balanced])).detail).toBe('172.18.0.9')
  })

  test('has none to wait for where the type has none', async () => {
    expect((await wait([service()])).detail).toBe('none: the type is NodePort')
  })

  test('fails where the service is deleted meanwhile', async () => {
    await expect(wait([])).rejects.toMatchObject({code: 'NOT_FOUND'})
  })
})
