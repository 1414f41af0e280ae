import {describe, expect, test} from 'vitest'
import {importWay} from '../../../../../src/cluster/providers/common/images/import-way.ts'

const OLD = `x86_64
OPTIONS:
   --base-name value    base image name for added images
   --all-platforms      imports content for all platforms, false by default
   --snapshotter value  snapshotter name
version = 2
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "overlayfs"
`
const V1_6 = OLD.replace(
  '   --snapshotter',
  '   --platform value  imports content for specific platform\n   --snapshotter',
)
const V2 = V1_6.replace(
  '   --snapshotter',
  '   --local  run import locally rather than through transfer API\n   --snapshotter',
)
  .replace('"io.containerd.grpc.v1.cri".containerd', "'io.containerd.cri.v1.images'")
  .replace('"overlayfs"', "'fuse-overlayfs'")

describe('the flags of an import follow what the node’s ctr says that it can', () => {
  test.each([
    ['an old ctr takes all platforms', OLD, ['linux/amd64'], ['--all-platforms', '--snapshotter=overlayfs']],
    ['1.6 takes one platform', V1_6, ['linux/amd64'], ['--platform', 'linux/amd64', '--snapshotter=overlayfs']],
    [
      '2 is told to do it itself',
      V2,
      ['linux/amd64'],
      ['--platform', 'linux/amd64', '--local', '--snapshotter=fuse-overlayfs'],
    ],
    [
      'of several platforms the node’s is taken',
      V1_6,
      ['linux/arm64', 'linux/amd64/v2'],
      ['--platform', 'linux/amd64/v2', '--snapshotter=overlayfs'],
    ],
    [
      'an image of another platform is taken as what it is',
      V1_6,
      ['linux/arm64'],
      ['--platform', 'linux/arm64', '--snapshotter=overlayfs'],
    ],
    ['of unknown platforms all are taken', V1_6, [], ['--all-platforms', '--snapshotter=overlayfs']],
    [
      'a configuration without a snapshotter leaves it to ctr',
      'x86_64\n   --platform value',
      ['linux/amd64'],
      ['--platform', 'linux/amd64'],
    ],
  ])('%s', (_, abilities, platforms, flags) => expect(importWay(abilities, platforms).flags).toEqual(flags))
})

test.each([
  ['x86_64', 'linux/amd64'],
  ['aarch64', 'linux/arm64'],
  ['riscv64', 'linux/riscv64'],
])('A node whose machine is %s is %s', (machine, platform) =>
  expect(importWay(`${machine}\n${V1_6}`, []).nodePlatform).toBe(platform),
)
