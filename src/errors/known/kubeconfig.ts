import {kubiaAdvice} from '../advice.ts'
import {fullDisk} from './host.ts'
import type {KnownFailure} from './known-failure.ts'

/** What kind and kubectl say when they cannot write the kubeconfig. */
export const KUBECONFIG_FAILURES: readonly KnownFailure[] = [
  {
    id: 'kubeconfig-locked',
    source:
      'kind v0.33 and kubectl 1.36 (error: open …) beside a file ~/.kube/config.lock; https://github.com/kubernetes-sigs/kind/issues/1425',
    pattern: /(?:failed to lock config file|error): open (.{1,4096}?\.lock): file exists/,
    code: 'KUBECONFIG_LOCKED',
    explain: ([, lock = ''], {cluster}) => ({
      message: `${lock} exists: another program edits the kubeconfig, or one died while it did`,
      evidence: [],
      facts: {lock},
      fix: [{command: ['rm', lock], comment: 'once no kind or kubectl is at work'}],
      ...(cluster !== '' && {next: kubiaAdvice(['up', cluster]), left: 'the cluster was kept', keep: true}),
    }),
  },
  {
    id: 'kubeconfig-disk-full',
    source: 'kind v0.33 and kubectl 1.36 (error: write …) with a kubeconfig on a full disk',
    pattern:
      /(?:failed to write KUBECONFIG|^error): (?:write|open) (.{1,4096}?): (?:no space left on device|disk quota exceeded)/m,
    code: 'DISK_FULL',
    explain: ([, file = '']) => fullDisk(file),
  },
]
