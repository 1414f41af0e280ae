import {expect, test} from 'vitest'
import type {LocalCluster} from '../../../../src/cluster/provider.ts'
import {simProvider} from '../../../../src/cluster/providers/sim/provider.ts'
import {recordedExec} from '../../../support/exec.ts'

const cluster: LocalCluster = {name: 'shop', provider: 'sim', context: 'sim-shop', nodes: []}
const find = (image: string) => simProvider(recordedExec({}).exec).findImages(cluster, [{image}])

test('Any image is on all nodes of a simulated cluster', async () => {
  expect(await find('museopkim/kubia')).toMatchObject([{source: 'museopkim/kubia', lacking: []}])
  expect((await find('museopkim/kubia'))[0]?.problem).toBe(undefined)
})

test.each(['nginx:missing', 'shop/missing', 'shop/private', 'r.invalid/a', 'localhost:1/a'])(
  'An image that no registry has is on none: %s',
  async image => {
    const [transfer] = await find(image)
    expect(transfer?.problem).toMatchObject({
      code: 'IMAGE_MISSING',
      exit: 2,
      message: `no simulated node has the image ${image}, and none can pull it`,
    })
  },
)

test.each([
  ['museopkim/kubia:v2', [8080]],
  ['nginx:1.27', [80]],
  ['busybox', []],
  ['shop/api', []],
])('What is known of the image %s says its ports: %j', async (image, ports) =>
  expect(await simProvider(recordedExec({}).exec).exposedPorts(cluster, image)).toEqual(ports),
)
