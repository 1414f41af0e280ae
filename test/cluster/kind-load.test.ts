import {describe, expect, test} from 'vitest'
import {loadImage} from '../../src/cluster/kind-load.ts'
import {pullPolicyOfLoaded} from '../../src/tasks/workload.ts'
import {recordedExec} from '../support/exec.ts'

const inspected = {'docker image inspect': {stdout: 'linux/amd64\n'}}

describe('an image of this machine', () => {
  test('that the engine does not have is left to the nodes', async () => {
    const {exec, asked} = recordedExec({'docker image inspect': {exitCode: 1}})
    expect(await loadImage(exec, 'docker', 'shop', 'x')).toEqual({image: 'x', outcome: 'absent', nodes: []})
    expect(asked).toEqual(['docker image inspect --format {{.Os}}/{{.Architecture}} x'])
  })

  test('that all nodes have is not loaded again', async () => {
    const {exec} = recordedExec({
      ...inspected,
      'kind load docker-image': {stdout: 'Image: "x" with ID "sha256:1" found to be already present on all nodes.\n'},
    })
    expect(await loadImage(exec, 'docker', 'shop', 'x')).toEqual({image: 'x', outcome: 'present', nodes: []})
  })

  test('is loaded into the nodes that lack it', async () => {
    const {exec, asked} = recordedExec({
      ...inspected,
      'kind load docker-image': {
        stderr: 'Image: "x" with ID "sha256:1" not yet present on node "shop-worker", loading...\n',
      },
    })
    expect(await loadImage(exec, 'docker', 'shop', 'x')).toEqual({
      image: 'x',
      outcome: 'loaded',
      nodes: ['shop-worker'],
    })
    expect(asked[1]).toBe('kind load docker-image x --name shop')
  })

  test('of several platforms goes over as the one that is here', async () => {
    const {exec, asked} = recordedExec({
      ...inspected,
      'kind load docker-image': {
        exitCode: 1,
        stderr:
          'Image: "x" with ID "1" not yet present on node "n", loading...\nctr: content digest sha256:2: not found\n',
      },
      'docker save': {},
      'kind load image-archive': {},
    })
    expect(await loadImage(exec, 'docker', 'shop', 'x')).toEqual({image: 'x', outcome: 'loaded', nodes: ['n']})
    expect(asked[2]).toMatch(/^docker save --platform linux\/amd64 -o \S+\/image\.tar x$/)
    expect(asked[3]).toMatch(/^kind load image-archive \S+\/image\.tar --name shop$/)
  })

  test('that kind can not load is told with what kind said', async () => {
    const {exec} = recordedExec({
      ...inspected,
      'kind load docker-image': {exitCode: 1, stderr: 'ERROR: no nodes found for cluster "shop"\n'},
    })
    await expect(loadImage(exec, 'docker', 'shop', 'x')).rejects.toMatchObject({
      code: 'IMAGE_UNAVAILABLE',
      details: {evidence: ['ERROR: no nodes found for cluster "shop"']},
    })
  })

  test.each([
    ['kubia', 'IfNotPresent'],
    ['a/kubia:latest', 'IfNotPresent'],
    ['localhost:5000/kubia', 'IfNotPresent'],
    ['kubia:v1', undefined],
    ['kubia@sha256:1', undefined],
  ])('%s, once loaded, has the pull policy %s', (image, policy) => expect(pullPolicyOfLoaded(image)).toBe(policy))
})
