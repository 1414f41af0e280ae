// Walks through what programs do with @kubernetes/client-node, and prints a line for each step.
import {Readable, Writable} from 'node:stream'
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  PortForward,
} from '@kubernetes/client-node'

const namespace = 'default'
const name = 'node'
const config = new KubeConfig()
config.loadFromDefault()
const core = config.makeApiClient(CoreV1Api)
const apps = config.makeApiClient(AppsV1Api)
const objects = KubernetesObjectApi.makeApiClient(config)

/** Resolves with all that a stream is given once a test of it holds. */
const textOf = (begin, isEnough) =>
  new Promise((resolve, reject) => {
    let text = ''
    const output = new Writable({
      write(chunk, _, next) {
        text += String(chunk)
        if (isEnough(text)) resolve(text)
        next()
      },
    })
    begin(output).catch(reject)
  })

const labels = {app: name}
const container = {name: 'web', image: 'museopkim/kubia', ports: [{containerPort: 8080}]}
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name, namespace},
  spec: {replicas: 1, selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {containers: [container]}}},
}

const seen = []
const informer = makeInformer(
  config,
  `/api/v1/namespaces/${namespace}/pods`,
  () => core.listNamespacedPod({namespace, labelSelector: `app=${name}`}),
  `app=${name}`,
)
const ready = new Promise((resolve, reject) => {
  informer.on('add', () => seen.push('add'))
  informer.on('error', reject)
  informer.on('update', pod => {
    if (pod.status.conditions.some(({type, status}) => type === 'Ready' && status === 'True')) resolve(pod)
  })
})
await informer.start()

const apply = spec => objects.patch(spec, undefined, undefined, 'client', false, PatchStrategy.ServerSideApply)
console.log(
  'apply:',
  (await apply(deployment)).metadata.managedFields.map(({manager, operation}) => `${manager} ${operation}`)[0],
)
const pod = await ready
console.log('informer:', seen.join(' '), informer.list().length)

// No controller writes to it meanwhile.
const settings = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, namespace}, data: {color: 'blue'}}
const versions = [await apply(settings), await apply(settings)].map(({metadata}) => metadata.resourceVersion)
console.log('apply of the same:', versions[0] === versions[1] ? 'unchanged' : 'changed')

const live = await apps.readNamespacedDeployment({name, namespace})
live.spec.replicas = 2
console.log('replace:', (await apps.replaceNamespacedDeployment({name, namespace, body: live})).spec.replicas)
const conflict = await apply({...deployment, spec: {...deployment.spec, replicas: 3}}).catch(({code}) => code)
console.log('apply of what another manager has:', conflict)

const log = await textOf(
  stream => new Log(config).log(namespace, pod.metadata.name, 'web', stream, {follow: true}),
  text => text.includes('\n'),
)
console.log('log:', log.split('\n')[0].replaceAll(pod.metadata.name, 'POD'))

const request = new Readable({read() {}})
request.push('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n')
const answer = await textOf(
  stream => new PortForward(config).portForward(namespace, pod.metadata.name, [8080], stream, null, request),
  text => /hit .*\n/.test(text),
)
console.log('port-forward:', answer.split('\r\n\r\n')[1].trim().replace(pod.metadata.name, 'POD'))

await informer.stop()
await apps.deleteNamespacedDeployment({name, namespace, propagationPolicy: 'Foreground'})
process.exit(0)
