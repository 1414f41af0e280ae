import type {KnownFailure} from './known-failure.ts'

/** What a container needs and the cluster does not have. */
export const CONTAINER_CONFIG_FAILURES: readonly KnownFailure[] = [
  {
    id: 'config-missing',
    source: 'kubelet 1.20 to 1.36, in the state of a container and in its event FailedMount',
    pattern: /(configmap|secret|persistentvolumeclaim) "([^"\n]{1,300})" not found/,
    code: 'CONTAINER_CONFIG',
    explain: ([message, kind, name]) => ({
      message,
      fix: [`create the ${kind} ${name} in the same namespace`],
    }),
  },
]

/** Why a runtime could not start a container, in its own words without what stands around them. */
export const CONTAINER_START_FAILURES: readonly KnownFailure[] = [
  {
    id: 'start-out-of-memory',
    source: 'runc 1.1 (libcontainer/process_linux.go), with a limit that its own beginning passes',
    pattern: /container init was OOM-killed/,
    code: 'OOM_KILLED',
    explain: () => ({message: 'it was killed for its memory before its program began'}),
  },
  {
    id: 'program-missing',
    source: 'containerd 1.6 and 2.0 with runc 1.1, with a command that the image does not have or may not run',
    pattern: /(?:exec: |no such file or directory|permission denied)[^\n]*/,
    code: 'CRASH_LOOP',
    explain: ([words]) => ({message: words.replace(/: unknown$/, '')}),
  },
]
