import {expect, test} from 'vitest'
import {kindInstall, kindVersion} from '../../../../src/cluster/providers/kind/kind-version.ts'
import {recordedExec} from '../../../support/exec.ts'

test.each([
  ['kind v0.33.0 go1.27.2 linux/amd64\n', '0.33.0'],
  ['kind v0.20.0 go1.20.4 linux/amd64\n', '0.20.0'],
  ['kind v0.34.0-alpha+5ff2 go1.27.2 linux/amd64\n', '0.34.0-alpha+5ff2'],
  ['kind v1.0.0 go1.30 linux/amd64\n', '1.0.0'],
  ['hello\n', 'unknown'],
])('%j is version %s', async (stdout, version) => {
  expect(await kindVersion(recordedExec({'kind version': {stdout}}).exec)).toBe(version)
})

test.each([
  ['is not there', {missing: true}, 'kind is not on PATH'],
  ['is too old', {stdout: 'kind v0.17.0 go1.19.2 linux/amd64\n'}, 'kind 0.17 is too old: 0.20 or newer is needed'],
  ['fails', {exitCode: 2, stderr: 'no\n'}, 'kind version failed: no'],
  [
    'panics',
    {exitCode: 2, stderr: 'panic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n'},
    'kind version failed: panic: oh no',
  ],
])('A kind that %s is told with how to get one', async (_, answer, message) => {
  await expect(kindVersion(recordedExec({'kind version': answer}).exec)).rejects.toMatchObject({
    code: 'KIND_MISSING',
    exit: 3,
    message,
    details: {fix: kindInstall()},
  })
})

const PAGE = 'more ways: https://kind.sigs.k8s.io/docs/user/quick-start/#installation'
const GO = 'go install sigs.k8s.io/kind@latest     # where there is Go'

test.each<[NodeJS.Platform, string, string[]]>([
  ['darwin', 'arm64', ['brew install kind', PAGE]],
  ['win32', 'x64', ['winget install Kubernetes.kind', 'choco install kind     # or', PAGE]],
  ['linux', 'riscv64', [GO, PAGE]],
  [
    'linux',
    'arm64',
    [
      'curl -fLo kind https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-arm64 && chmod +x kind && sudo mv kind /usr/local/bin/',
      GO,
      PAGE,
    ],
  ],
])('On %s %s kind is installed by %j', (platform, arch, lines) => {
  expect(kindInstall(platform, arch)).toEqual(lines)
})
