import {expect, test} from 'vitest'
import {findImages} from '../../../../../src/cluster/providers/common/images/find-images.ts'
import {recordedExec} from '../../../../support/exec.ts'
import {clusterOf} from '../../../../support/provider.ts'

const NEW = `sha256:${'2'.repeat(64)}`
const [OLD_MANIFEST, NEW_MANIFEST] = ['sha256:a1', 'sha256:a2']
const row = (name: string, digest: string): string => `${name} type ${digest} 8.0 MiB linux/amd64 -\n`

test('An image that podman saves under localhost gets the wanted name at once, also where that led to an older one', async () => {
  const old = row('docker.io/library/app:dev', OLD_MANIFEST)
  const {exec, asked} = recordedExec({
    'podman image inspect app:dev': {
      stdout: JSON.stringify([{Id: NEW, RepoTags: ['localhost/app:dev'], Size: 8, Os: 'linux', Architecture: 'amd64'}]),
    },
    'podman exec shop-control-plane ctr --namespace=k8s.io images list': [
      {stdout: old},
      {stdout: row('docker.io/library/app:dev', NEW_MANIFEST) + row(NEW, NEW_MANIFEST)},
    ],
    'podman exec shop-control-plane ctr --namespace=k8s.io content get': {stdout: '{"config": {"digest": "sha256:1"}}'},
    'podman exec shop-control-plane sh': {stdout: 'x86_64\n'},
    'podman save --help': {stdout: ''},
    'podman save': {},
    'podman exec -i shop-control-plane ctr': {},
    'podman exec shop-control-plane ctr --namespace=k8s.io images tag': {},
  })
  const [transfer] = await findImages(exec, 'podman', clusterOf('shop'), [{image: 'app:dev'}])
  expect(transfer?.lacking).toEqual(['shop-control-plane'])
  await transfer?.load(() => {})
  expect(asked.filter(line => line.includes('images tag'))).toEqual([
    'podman exec shop-control-plane ctr --namespace=k8s.io images tag --force localhost/app:dev docker.io/library/app:dev',
  ])
})
