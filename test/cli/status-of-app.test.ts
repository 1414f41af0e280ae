import {expect, test} from 'vitest'
import {loadStatus, type StatusRequest} from '../../src/cli/load-status.ts'
import {renderStatus} from '../../src/cli/status-view.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {recordedExec} from '../support/exec.ts'

const createdAt = '2026-01-01T00:00:00Z'
const style = {now: Date.parse(createdAt) + 60_000, ascii: false}
const version = {major: 1, minor: 36, gitVersion: 'v1.36.4'}
const ready = {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}], containerStatuses: []}

const object = (kind: string, name: string, more: object = {}, owner?: string) => ({
  apiVersion: kind === 'Pod' || kind === 'Service' ? 'v1' : 'apps/v1',
  kind,
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    creationTimestamp: createdAt,
    generation: 1,
    labels: {app: name.split('-')[0]},
    ...(owner ? {ownerReferences: [{kind: 'ReplicaSet', name: owner, uid: owner, controller: true}]} : {}),
  },
  ...more,
})
const app = (name: string) => {
  const spec = {
    replicas: 1,
    selector: {matchLabels: {app: name}},
    template: {metadata: {labels: {app: name}}, spec: {containers: []}},
  }
  const counts = {replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1}
  return [
    object('Deployment', name, {spec, status: counts}),
    object('ReplicaSet', `${name}-1`, {spec, status: counts}, name),
    object('Pod', `${name}-1-a`, {spec: {containers: [], nodeName: 'n'}, status: ready}, `${name}-1`),
    object('Service', `${name}-http`, {
      spec: {type: 'ClusterIP', clusterIP: '10.0.0.1', selector: {app: name}, ports: []},
    }),
  ]
}
const items = [...app('web'), ...app('api')]

const status = async (target: string[], more: Partial<StatusRequest> = {}) => {
  const word = target[0] ?? ''
  const {exec} = recordedExec({
    [`kubectl --context c get ${word} `]: {
      exitCode: 1,
      stderr: `error: the server doesn't have a resource type "${word}"\n`,
    },
    kubectl: {stdout: JSON.stringify({kind: 'List', items})},
  })
  const request: StatusRequest = {
    context: {name: 'c', namespace: 'shop', server: 'https://127.0.0.1:1', cluster: 'c'} as StatusRequest['context'],
    access: {context: 'c'},
    scope: {allNamespaces: false},
    target,
    wide: false,
    tree: false,
    withHealth: false,
    askNodes: async () => undefined,
    ...more,
  }
  const data = await loadStatus(exec, request)
  return {data, text: renderStatus(data, request, version, style)}
}

test('A bare name shows how the app does, and what belongs to it', async () => {
  expect((await status(['web'])).text).toBe(
    `APP                   HEALTH
deployment.apps/web   1/1 ready

NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/web   1/1     1            1           60s

NAME          READY   STATUS    RESTARTS   AGE
pod/web-1-a   0/0     Running   0          60s

NAME               TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/web-http   ClusterIP   10.0.0.1     <none>        <none>    60s
`,
  )
})

test('The name of a service shows the apps that it leads to', async () => {
  const {data} = await status(['api-http'])
  expect(data.items.map(({kind, metadata}) => `${kind} ${metadata.name}`)).toEqual([
    'Deployment api',
    'ReplicaSet api-1',
    'Pod api-1-a',
    'Service api-http',
  ])
  expect(data.apps.map(({app: name}) => name)).toEqual(['deployment.apps/api'])
})

test('A bare name has a tree of its own, and whole objects of its own', async () => {
  expect((await status(['web'], {tree: true})).text).toBe(`service/web-http  ClusterIP
└─ deployment.apps/web  1/1 ready
   └─ replicaset.apps/web-1  1/1 ready
      └─ pod/web-1-a  Running  on node/n
`)
  const {data} = await status(['web'], {withHealth: true, scope: {allNamespaces: false, whole: true}})
  const names = [...data.texts].map(text => (JSON.parse(text) as KubeObject).metadata.name)
  expect(names).toEqual(['web', 'web-1', 'web-1-a', 'web-http'])
})

test.each([
  ['wbe', 'web'],
  ['deploymnt', 'deployment'],
])('The app or kind that was most likely meant by %s is %s', async (word, meant) => {
  await expect(status([word])).rejects.toMatchObject({
    message: `"${word}" is neither a kind of this server nor an app or service in namespace shop; did you mean "${meant}"?`,
  })
})

test('A word that is neither a kind nor an app is said to be neither', async () => {
  await expect(status(['spork'])).rejects.toMatchObject({
    code: 'NOT_FOUND',
    exit: 2,
    message: '"spork" is neither a kind of this server nor an app or service in namespace shop',
  })
})
