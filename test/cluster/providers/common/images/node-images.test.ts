import {describe, expect, test} from 'vitest'
import {
  compare,
  configDigest,
  filtersFor,
  lookAtNode,
  readNodeImages,
} from '../../../../../src/cluster/providers/common/images/node-images.ts'
import {recordedExec} from '../../../../support/exec.ts'

const TABLE = `REF                          TYPE                                                 DIGEST     SIZE      PLATFORMS   LABELS
docker.io/library/app:dev    application/vnd.docker.distribution.manifest.v2+json sha256:m1  7.7 MiB   linux/amd64 -
docker.io/library/app:old    application/vnd.docker.distribution.manifest.v2+json sha256:m0  7.7 MiB   linux/amd64 -
sha256:c0                    application/vnd.docker.distribution.manifest.v2+json sha256:m0  7.7 MiB   linux/amd64 io.cri-containerd.image=managed
sha256:c1                    application/vnd.docker.distribution.manifest.v2+json sha256:m1  7.7 MiB   linux/amd64 io.cri-containerd.image=managed
`
const images = readNodeImages(TABLE)
const name = 'docker.io/library/app:dev'

test('What ctr lists is read by name and digest', () => {
  expect([...images]).toEqual([
    ['docker.io/library/app:dev', 'sha256:m1'],
    ['docker.io/library/app:old', 'sha256:m0'],
    ['sha256:c0', 'sha256:m0'],
    ['sha256:c1', 'sha256:m1'],
  ])
})

describe('an image on a node', () => {
  test('is there where its name leads to the same configuration', () => {
    expect(compare(images, {name, ids: ['sha256:c1']})).toEqual({has: 'all'})
  })

  test('is there where its name leads to the manifest that the engine names', () => {
    expect(compare(images, {name, ids: ['sha256:m1']})).toEqual({has: 'all'})
  })

  test('is not there where it was built again under the same name', () => {
    expect(compare(images, {name, ids: ['sha256:c2']})).toEqual({has: 'nothing'})
  })

  test('lacks only its name where another name has its content', () => {
    expect(compare(images, {name, ids: ['sha256:c0']})).toEqual({has: 'nameless', from: 'sha256:c0'})
    expect(compare(images, {name: 'docker.io/library/new:1', ids: ['sha256:c1']})).toEqual({
      has: 'nameless',
      from: 'sha256:c1',
    })
  })

  test('lacks only its name where another name leads to its manifest', () => {
    expect(compare(images, {name, ids: ['sha256:m0']})).toEqual({has: 'nameless', from: 'docker.io/library/app:old'})
  })
})

test('A node is asked for all names and digests at once', () => {
  expect(
    filtersFor([
      {name: 'docker.io/library/a:1', ids: ['sha256:c1']},
      {name: 'docker.io/library/b:1', ids: ['sha256:c1']},
    ]),
  ).toEqual([
    'name==docker.io/library/a:1',
    'name==sha256:c1',
    'target.digest==sha256:c1',
    'name==docker.io/library/b:1',
  ])
})

describe('a name that was moved to another image', () => {
  const moved = TABLE.replace(/^sha256:c1.*\n/m, '')
  const ctr = 'docker exec n ctr --namespace=k8s.io'

  test('is known by the manifest that it leads to now', async () => {
    const {exec, asked} = recordedExec({
      [`${ctr} images list`]: {stdout: moved},
      [`${ctr} content get sha256:m1`]: {stdout: '{"config":{"digest":"sha256:c1"},"layers":[]}'},
    })
    const found = await lookAtNode(exec, 'docker', 'n', [{name, ids: ['sha256:c1']}])
    expect(compare(found, {name, ids: ['sha256:c1']})).toEqual({has: 'all'})
    expect(asked).toHaveLength(2)
  })

  test('is not asked for where the image is known already', async () => {
    const {exec, asked} = recordedExec({[`${ctr} images list`]: {stdout: TABLE}})
    await lookAtNode(exec, 'docker', 'n', [{name, ids: ['sha256:c1']}])
    expect(asked).toHaveLength(1)
  })

  test('is not there where the manifest is of another image, or cannot be read', async () => {
    for (const answer of [{stdout: '{"config":{"digest":"sha256:c7"}}'}, {exitCode: 1}, {stdout: '{"manifests":[]}'}]) {
      const {exec} = recordedExec({[`${ctr} images list`]: {stdout: moved}, [`${ctr} content get`]: answer})
      const found = await lookAtNode(exec, 'docker', 'n', [{name, ids: ['sha256:c1']}])
      expect(compare(found, {name, ids: ['sha256:c1']})).toEqual({has: 'nothing'})
    }
  })

  test.each([
    ['{"config":{"digest":"sha256:c1"}}', 'sha256:c1'],
    ['{"manifests":[]}', undefined],
    ['no JSON', undefined],
  ])('the manifest %s has the configuration %s', (manifest, digest) => expect(configDigest(manifest)).toBe(digest))
})
