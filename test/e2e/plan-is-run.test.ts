import {readFileSync, rmSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest'
import {parse} from 'yaml'
import {expectPlanIsRun, expectSame, paste, run, type Side} from '../support/plan-is-run.ts'
import {type Kubeconfig, readObjectsToCompare} from '../support/state-of-cluster.ts'
import {kubia, makePlace, must, type Place, runShell} from './support.ts'

// What --dry-run prints is pasted into a shell for one cluster, the command itself makes another one, and both are
// compared, with images that the nodes can have from this machine's engine only.

const skip = inject('skip')
const TAG = `e2e-plan-${process.pid}`
/** Names of images that no registry has: one with a tag that may move, one with a tag that does not. */
const IMAGES = {moving: `localhost:1/${TAG}:latest`, fixed: `localhost:1/${TAG}:v1`}
const LISTS = [
  '/api/v1/nodes',
  ...['pods', 'services'].map(name => `/api/v1/namespaces/default/${name}`),
  ...['deployments', 'replicasets'].map(name => `/apis/apps/v1/namespaces/default/${name}`),
]

const sideOf = (place: Place, cluster: string): Side => {
  const kubeconfig = (): Kubeconfig => parse(readFileSync(place.env['KUBECONFIG'] as string, 'utf8'))
  return {
    kubia: (args, input) => kubia(place, args, input),
    shell: script => runShell(place, script),
    kubeconfig,
    objects: () => readObjectsToCompare(kubeconfig(), `kind-${cluster}`, LISTS),
    cluster,
  }
}

describe.skipIf(skip)('With an image that only the engine has', () => {
  const places = {pasted: makePlace(), ran: makePlace()}
  // No name is a part of the other, nor of an image.
  const names = {pasted: `pasted-${process.pid}`, ran: `ran-${process.pid}`}
  const sides = {pasted: sideOf(places.pasted, names.pasted), ran: sideOf(places.ran, names.ran)}

  beforeAll(async () => {
    for (const image of Object.values(IMAGES)) await must(places.ran, 'docker', 'tag', 'museopkim/kubia:latest', image)
  })

  afterAll(async () => {
    for (const side of ['pasted', 'ran'] as const) {
      await must(places[side], 'kind', 'delete', 'cluster', '--name', names[side])
      rmSync(places[side].directory, {recursive: true})
    }
    await must(places.ran, 'docker', 'rmi', ...Object.values(IMAGES))
  })

  // Two clusters, one after the other; tried again, both would be there already.
  const once = {timeout: 400_000, retry: 0}

  test('up --app makes a cluster and its app as its plan says', once, async () => {
    const args = ['up', 'CLUSTER', '--workers', '0', '--app', IMAGES.moving, '--app-port', '8080', '--expose']
    // One after the other: kind's creations side by side fail now and then (kind#1663).
    await run(sides.ran, args)
    await paste(sides.pasted, args)
    await expectSame(sides)
    expect(await sides.ran.objects()).toContainEqual(
      expect.objectContaining({
        kind: 'Deployment',
        spec: expect.objectContaining({
          template: expect.objectContaining({
            spec: expect.objectContaining({
              containers: [expect.objectContaining({image: IMAGES.moving, imagePullPolicy: 'IfNotPresent'})],
            }),
          }),
        }),
      }),
    )
  })

  test('deploy brings the image and makes the app as its plan says', async () => {
    await expectPlanIsRun(sides, ['deploy', 'fixed', '--image', IMAGES.fixed, '--port', '8080'])
  })
})
