import {expect, test} from 'vitest'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import type {Container, Pod} from '../../../src/sim/kinds/pod/types.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const launch = async (container: Record<string, unknown>, spec: Record<string, unknown> = {}) => {
  const cluster = await testCluster({workers: 1})
  await cluster.create(podResource, 'app', bare(container, spec))
  await cluster.pass(1000)
  const {pod, patch, events} = cluster
  /** As `kubectl set image` does it. */
  const setImage = (image: string, field: 'containers' | 'initContainers' = 'containers') => {
    const [first, ...others] = pod('app').spec[field] as Container[]
    return patch(podResource, 'app', {[field]: [{...first, image}, ...others]})
  }
  return {
    ...cluster,
    setImage,
    status: () => pod('app').status.containerStatuses?.[0],
    said: () => events('Pod', 'app'),
  }
}

const CHANGED = 'Killing: Container kubia definition changed, will be restarted'

test('a running container whose image changes is restarted with the new one', async () => {
  const {setImage, pass, status, said} = await launch({image: 'nginx:1'})
  await setImage('nginx:2')
  expect(status()).toMatchObject({
    state: {waiting: {reason: 'ContainerCreating'}},
    lastState: {terminated: {exitCode: 0, reason: 'Completed'}},
    image: 'docker.io/library/nginx:1',
    ready: false,
  })
  await pass(400)
  expect(status()).toMatchObject({
    state: {running: {}},
    restartCount: 1,
    image: 'docker.io/library/nginx:2',
    imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:/),
    ready: true,
  })
  expect(said().slice(5)).toEqual([CHANGED, 'Pulling: Pulling image "nginx:2"', expect.stringMatching('nginx:2')])
})

test('an image that could not be pulled is replaced at once, and keeps no one waiting', async () => {
  const {setImage, pass, status} = await launch({image: 'nginx:missing'})
  await pass(20_000)
  expect(status()?.state.waiting?.reason).toBe('ImagePullBackOff')
  await setImage('nginx:1')
  await pass(400)
  expect(status()).toMatchObject({state: {running: {}}, restartCount: 0, image: 'docker.io/library/nginx:1'})
})

test('a running container whose new image cannot be pulled says so, and shows what it last ran', async () => {
  const {setImage, pass, status, pod} = await launch({image: 'nginx:1'})
  await setImage('nginx:missing')
  await pass(400)
  expect(status()).toMatchObject({
    state: {waiting: {reason: 'ErrImagePull'}},
    lastState: {terminated: {exitCode: 0}},
    image: 'docker.io/library/nginx:1',
  })
  expect(pod('app').status.phase).toBe('Running')
})

test('a crash loop ends when the image changes', async () => {
  const {setImage, pass, status} = await launch({image: 'busybox'})
  await pass(20_000)
  expect(status()?.state.waiting?.reason).toBe('CrashLoopBackOff')
  const {restartCount = 0} = status() ?? {}
  await setImage('nginx:1')
  await pass(400)
  expect(status()).toMatchObject({state: {running: {}}, restartCount: restartCount + 1})
})

test('a container whose restart policy is Never starts again with another image all the same', async () => {
  const {setImage, pass, status, pod} = await launch({image: 'nginx:1'}, {restartPolicy: 'Never'})
  await setImage('nginx:2')
  expect(pod('app').status.phase).toBe('Running')
  await pass(400)
  expect(status()).toMatchObject({state: {running: {}}, restartCount: 1})
})

test('other containers of the pod run on', async () => {
  const containers = ['a', 'b'].map(name => ({name, image: 'nginx:1'}))
  const {setImage, pass, pod} = await launch({}, {containers})
  await setImage('nginx:missing')
  await pass(5000)
  expect(pod('app').status.containerStatuses?.map(({state}) => Object.keys(state)[0])).toEqual(['waiting', 'running'])
})

test('an init container that is at work ends with the image it has', async () => {
  const init = {name: 'init', image: 'busybox:1', command: ['sleep', '3']}
  const {setImage, pass, pod, said} = await launch({}, {initContainers: [init]})
  await setImage('busybox:2', 'initContainers')
  await pass(4000)
  expect(pod('app').status).toMatchObject({
    phase: 'Running',
    initContainerStatuses: [{image: 'docker.io/library/busybox:1', restartCount: 0}],
  })
  expect(said().filter(text => text.startsWith('Killing'))).toEqual([])
})

test('an image that changed in the last moment of a process is noticed by the next one', async () => {
  const {registry, restart, pass, status} = await launch({image: 'nginx:1'})
  registry.update(podResource, 'default', 'app', current => {
    const {spec} = current as Pod
    return {...current, spec: {...spec, containers: spec.containers.map(each => ({...each, image: 'nginx:2'}))}}
  })
  await restart()
  await pass(400)
  expect(status()).toMatchObject({restartCount: 1, image: 'docker.io/library/nginx:2'})
})
