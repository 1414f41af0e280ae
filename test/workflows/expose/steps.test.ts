import {describe, expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {deployment as deploymentKind} from '../../../src/kubernetes/kinds/deployment.ts'
import type {KubeObject, Service} from '../../../src/kubernetes/types.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {formatScript} from '../../../src/process/command.ts'
import {Run} from '../../../src/process/run.ts'
import {
  applyService,
  compareService,
  type ExposeOptions,
  getService,
  lookAtService,
  type MadeService,
} from '../../../src/workflows/expose/make-service.ts'
import {
  choosePublishedPort,
  chooseService,
  freeUrl,
  showPublished,
  suggestFreePort,
} from '../../../src/workflows/expose/published.ts'
import {awaitTunnel, nodesOf} from '../../../src/workflows/expose/reach.ts'
import {probe, probeWhenReady, reachService, waitForPods} from '../../../src/workflows/expose/reach-service.ts'
import {deployment} from '../../api-server/objects.ts'
import {nodeContainers} from '../../support/docker.ts'
import {type Answer, recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {runRecorded} from '../../support/workflow.ts'
import {clusterWith} from '../clusters.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const ALL_SERVICES = 'kubectl --context prod get services -A'
const conflicts = {forceConflicts: false, takeOver: {command: 'kubectl kubia again --force-conflicts'}}
const options: ExposeOptions = {
  place,
  target: {kind: deploymentKind, name: 'kubia'},
  spec: {type: 'NodePort'},
  withFlag: (flag, value) => ({command: `kubectl kubia again ${flag} ${value}`}),
  requireExternalIp: false,
  wait: true,
  dryRun: false,
  ...conflicts,
}
const service = (more: object = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'kubia', namespace: 'shop', uid: 's', resourceVersion: '1', labels: {app: 'kubia'}},
  spec: {
    type: 'NodePort',
    selector: {app: 'kubia'},
    ports: [{port: 8080, protocol: 'TCP', targetPort: 8080, nodePort: 30080}],
    ...more,
  },
})
const nobody = async () => undefined
const look = <T>(ask: () => Promise<T>): Promise<T> => ask()
/** A cluster whose node publishes the node port 30090 at port 8080 of this machine. */
const publishing = clusterWith('absent', {
  ports: [{address: '127.0.0.1', hostPort: 8080, nodePort: 30090, protocol: 'TCP'}],
})

describe('The look at a service', () => {
  test('says what it is for and whether it is there', async () => {
    const {exec} = recordedExec({
      [`${PLACE} get deployment.apps/kubia`]: readAnswer([deployment()]),
      [`${PLACE} get service/kubia`]: readAnswer([service()]),
    })
    const {detail, value} = await lookAtService({run: {exec}, look}, options, nobody, () => {})
    expect(detail).toBe('kubia for deployment kubia: exists')
    expect(value.service.spec.ports).toMatchObject([{port: 8080, targetPort: 8080}])
    expect((await getService(exec, place, 'kubia'))?.metadata.name).toBe('kubia')
  })

  test.each<[string | undefined, Service[]]>([
    [undefined, []],
    ['ClusterIP', [service()]],
    [undefined, [service({type: 'ClusterIP'})]],
  ])('refuses a node port for a type that has none: --type %s, live %j', async (type, live) => {
    const {exec} = recordedExec({[`${PLACE} get service/kubia`]: readAnswer(live)})
    const exposed = {...options, object: deployment(), spec: {type, nodePort: 30100}}
    await expect(lookAtService({run: {exec}, look}, exposed, nobody, () => {})).rejects.toMatchObject({
      code: 'USAGE',
      message: '--node-port needs a type with node ports, and kubia is to be of type ClusterIP',
      details: {fix: [{command: 'kubectl kubia again --type NodePort'}]},
    })
  })

  test('takes a published node port that is free', async () => {
    const {exec} = recordedExec({[`${PLACE} get service/kubia`]: readAnswer([]), [ALL_SERVICES]: readAnswer([])})
    const exposed = {...options, object: deployment()}
    const {detail} = await lookAtService(
      {run: {exec}, look},
      exposed,
      async () => publishing,
      () => {},
    )
    expect(detail).toBe('kubia for deployment kubia: not there yet, node port 30090 is published')
  })
})

describe('A deployment without ports', () => {
  const silent = deployment({}, {}, [
    {name: 'a', image: 'nginx:1.27'},
    {name: 'b', image: 'nginx:1.27'},
  ])
  const fixOf = async (exposed: number[] | undefined, live: Service[] = [], object = silent) => {
    const {exec} = recordedExec({[`${PLACE} get service/kubia`]: readAnswer(live), [ALL_SERVICES]: readAnswer([])})
    const findCluster = async () => (exposed ? clusterWith('on all nodes', {exposed}) : undefined)
    return lookAtService({run: {exec}, look}, {...options, object}, findCluster, () => {}).then(
      ({value}) => value.service.spec.ports?.map(({port}) => port),
      (error: KubiaError) => [error.code, error.message, error.details.fix],
    )
  }
  const failure = (...fix: {command: string; comment: string}[]) => [
    'USAGE',
    "couldn't find port via --port flag or introspection (the containers declare none)",
    fix,
  ]

  test('is to be given the port that its image exposes, and each of several', async () => {
    const line = (port: number) => ({
      command: `kubectl kubia again --port ${port}`,
      comment: `the image nginx:1.27 exposes ${port}`,
    })
    expect(await fixOf([80])).toEqual(failure(line(80)))
    expect(await fixOf([80, 443, 8080, 8443])).toEqual(failure(line(80), line(443), line(8080)))
  })

  test('is to be given 8080 where nothing is known of its image, or of the cluster', async () => {
    const guess = {command: 'kubectl kubia again --port 8080', comment: 'where its program listens at 8080'}
    expect(await fixOf([])).toEqual(failure(guess))
    expect(await fixOf(undefined)).toEqual(failure(guess))
  })

  test('keeps the ports that its service has', async () => {
    expect(await fixOf([80], [service({selector: {app: 'kubia'}})])).toEqual([8080])
  })
})

test('The comparison of a service says what changes, and whether nothing does', async () => {
  const compare = (after: Service) =>
    runRecorded(
      flow => compareService(flow, {place, live: service(), service: service(), ...conflicts}, nobody, () => {}),
      {
        [APPLY]: {stdout: JSON.stringify(after)},
      },
    ).result
  expect(await compare(service())).toMatchObject({detail: 'nothing to change', value: {isSame: true}})
  expect(await compare(service({type: 'ClusterIP'}))).toMatchObject({
    detail: '1 field to change',
    value: {isSame: false, forceConflicts: false},
  })
})

test('The apply of a service says what became of it and which ports it has', async () => {
  const {exec} = recordedExec({[APPLY]: {stdout: JSON.stringify(service())}})
  const run = Object.assign(new Run({verbosity: 0, timeoutMs: 0, note: () => {}}), {exec})
  const action = applyService(
    run,
    {place, live: undefined, service: service(), forceConflicts: false},
    async () => true,
  )
  expect((await action.run(() => {})).detail).toBe('created: NodePort, 8080:30080 → 8080')
  const [line] = await action.script()
  expect(typeof line === 'string' ? line : line && formatScript(line)).toMatch(
    new RegExp(`^${APPLY} --force-conflicts -f - <<'EOF'\n`),
  )
  run.close()
})

describe('A published node port', () => {
  const looks = (services: readonly Service[]) => ({run: recordedExec({[ALL_SERVICES]: readAnswer(services)}), look})
  const held = service({ports: [{port: 80, protocol: 'TCP', nodePort: 30090}]})

  test('is chosen where a type has node ports and one is free', async () => {
    const choose = (type: string, services: readonly Service[], target: typeof publishing | undefined = publishing) =>
      choosePublishedPort(looks(services), place, target, {type, protocol: 'TCP'})
    expect(await choose('NodePort', [])).toBe(30090)
    expect(await choose('LoadBalancer', [])).toBe(30090)
    expect(await choose('NodePort', [held])).toBeUndefined()
    expect(await choose('ClusterIP', [])).toBeUndefined()
    expect(await choosePublishedPort(looks([]), place, undefined, {type: 'NodePort', protocol: 'TCP'})).toBeUndefined()
  })

  test('is a URL of this machine', async () => {
    expect(await freeUrl(looks([]), place, publishing)).toBe('http://localhost:8080')
    expect(await freeUrl(looks([held]), place, publishing)).toBeUndefined()
  })

  test('is left alone where the service has one', async () => {
    const chosen = await chooseService(
      looks([]),
      place,
      async () => publishing,
      deployment(),
      {name: 'kubia', type: 'NodePort'},
      service(),
    )
    expect(chosen.chosen).toBeUndefined()
    expect(chosen.service.spec.ports?.[0]?.nodePort).toBe(30080)
  })
})

/** A kind cluster `shop` with the context kind-shop, whose node publishes 30090 at port 8080 of this machine. */
const machine = () => {
  ownFolders()
  const containers = nodeContainers(['shop-control-plane'])
  const [node] = JSON.parse(containers['docker inspect'].stdout)
  node.HostConfig = {PortBindings: {'30090/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}}
  node.NetworkSettings = {Ports: {'30090/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}}
  return {...containers, 'docker inspect': {stdout: JSON.stringify([node])}}
}
const local = {context: 'kind-shop', namespace: 'shop'}
const LOCAL_SERVICES = 'kubectl --context kind-shop get services -A'

describe('After a deployment', () => {
  const suggest = async (verdict: 'created' | 'configured') => {
    const {result, shown} = runRecorded(flow => suggestFreePort(flow, local, {object: deployment(), verdict}), {
      ...machine(),
      [LOCAL_SERVICES]: readAnswer([]),
    })
    await result
    return shown
  }

  test('that is new, the service that gives it a URL of this machine is suggested', async () => {
    expect(await suggest('created')).toEqual([expect.stringContaining('expose deployment kubia')])
    expect((await suggest('created'))[0]).toContain('then it answers at http://localhost:8080')
  })

  test('that was there before, nothing is suggested', async () => {
    expect(await suggest('configured')).toEqual([])
  })
})

describe('Services of manifests', () => {
  const show = async (objects: readonly KubeObject[], services: readonly Service[]) => {
    const {result, shown, asked} = runRecorded(flow => showPublished(flow, local, objects), {
      ...machine(),
      [LOCAL_SERVICES]: readAnswer(services),
    })
    await result
    return {shown, asked}
  }

  test('are shown with the URL that they have, or that they could have', async () => {
    const published = service({ports: [{port: 80, protocol: 'TCP', nodePort: 30090}]})
    expect((await show([published], [published])).shown).toEqual(['say service kubia has http://localhost:8080'])
    expect((await show([service()], [])).shown).toEqual([
      'say service kubia has no URL here; with nodePort: 30090 it has http://localhost:8080',
    ])
  })

  test('that have no node ports ask nobody', async () => {
    expect(await show([service({type: 'ClusterIP'}), deployment()], [])).toEqual({shown: [], asked: []})
  })
})

test('The wait for endpoints ends with their addresses, five of them by name', async () => {
  const addresses = Array.from({length: 6}, (_, index) => ({ip: `10.0.0.${index}`}))
  const endpoints = {apiVersion: 'v1', kind: 'Endpoints', metadata: {name: 'kubia'}, subsets: [{addresses}]}
  const {exec} = recordedExec({[`${PLACE} get endpoints/kubia`]: readAnswer([endpoints]), kubectl: readAnswer([])})
  const {detail} = await waitForPods({exec, cancellation: new Cancellation(0)}, place, service()).run(() => {})
  expect(detail).toBe('6: 10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, …')
})

describe('A service that leads to no pod', () => {
  const waitFor = async (apps: Answer) => {
    const {exec} = recordedExec({
      [`${PLACE} get endpoints/kubia`]: readAnswer([]),
      [`${PLACE} get pods -l app=kubia`]: readAnswer([]),
      [`${PLACE} get deployments.apps`]: apps,
    })
    // With the end of the time that there is, it is said why.
    return waitForPods({exec, cancellation: new Cancellation(20)}, place, service())
      .run(() => {})
      .catch((error: KubiaError) => [error.code, error.message, error.details.fix])
  }
  const byLabels = [
    'NO_ENDPOINTS',
    'service kubia leads nowhere: its selector app=kubia matches 0 pods',
    [{command: ['kubectl', 'get', 'pods', '--show-labels'], comment: 'what labels the pods have'}],
  ]

  test('is told by the app that is scaled to 0, and how that is scaled up', async () => {
    const command = ['kubectl', 'kubia', 'scale', 'deployment', 'kubia', '1', '--context', 'prod', '-n', 'shop']
    expect(await waitFor(readAnswer([deployment({replicas: 0})]))).toEqual([
      'NO_ENDPOINTS',
      'service kubia leads nowhere: deployment kubia is scaled to 0',
      [{command, comment: 'starts a pod'}],
    ])
  })

  test('is told by its labels where no app is scaled to 0, or apps may not be listed', async () => {
    expect(await waitFor(readAnswer([deployment()]))).toEqual(byLabels)
    const stderr =
      'Error from server (Forbidden): deployments.apps is forbidden: User "dev" cannot list resource "deployments" in API group "apps" in the namespace "shop"'
    expect(await waitFor({exitCode: 1, stderr})).toEqual(byLabels)
  })
})

test('Where no tunnel runs, a service is taken as it is', async () => {
  ownFolders()
  const {exec, asked} = recordedExec({})
  const pending = service({type: 'LoadBalancer'})
  expect(await awaitTunnel({exec, signal: new AbortController().signal}, place, pending, () => {})).toBe(pending)
  expect(asked).toEqual([])
})

test('Who may not see nodes goes on without their addresses', async () => {
  const forbidden = 'Error from server (Forbidden): nodes is forbidden: User "me" cannot list resource "nodes"\n'
  const {exec} = recordedExec({'kubectl --context prod get nodes': {exitCode: 1, stderr: forbidden}})
  expect(await nodesOf({exec}, place)).toEqual([])
})

const made = (more: object = {}): MadeService => ({
  object: service(more),
  verdict: 'created',
  exposed: deployment(),
})

test('A service that somebody deletes before it is probed is told as gone', async () => {
  const {exec} = recordedExec({[`${PLACE} get service/kubia`]: readAnswer([])})
  const {signal} = new AbortController()
  await expect(probe({exec, signal}, place, made(), nobody).run(() => {})).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'service kubia was deleted meanwhile',
  })
})

test('A service without TCP ports cannot be probed, and is shown as it is now', async () => {
  const udp = {ports: [{port: 53, protocol: 'UDP', targetPort: 53}]}
  const {exec} = recordedExec({[`${PLACE} get service/kubia`]: readAnswer([service(udp)])})
  const {signal} = new AbortController()
  const {value} = await probe({exec, signal}, place, made(), nobody).run(() => {})
  expect(value.service.spec.ports).toEqual(udp.ports)
  expect(value.reach).toEqual({text: 'only TCP ports can be asked', inside: false})
})

test('A probe beside a wait ends with the failure of what it waits for', async () => {
  const nothing = readAnswer([])
  const {exec, asked} = recordedExec({
    [`${PLACE} get endpoints/kubia`]: nothing,
    [`${PLACE} get pods -l app=kubia`]: nothing,
    [`${PLACE} get deployments.apps`]: nothing,
  })
  const cancellation = new Cancellation(0)
  const beside = new AbortController()
  const failure = new KubiaError('CRASH_LOOP', 'it crashes')
  const probing = probeWhenReady({exec, cancellation, signal: cancellation.signal}, {place}, made(), nobody)
  const report = (detail: string): void => {
    if (detail.startsWith('0 endpoints')) beside.abort(failure)
  }
  await expect(probing.run(report, beside.signal)).rejects.toBe(failure)
  expect(asked.filter(line => line.includes('get service/'))).toEqual([])
})

test('Nobody looks where a service answers that is not waited for', async () => {
  const {result, shown, asked} = runRecorded(flow => reachService(flow, {...options, wait: false}, made()), {})
  expect(await result).toEqual({object: service(), verdict: 'created'})
  expect(shown).toEqual(['skip Wait for endpoints: not waited for (--wait=false)'])
  expect(asked).toEqual([])
})
