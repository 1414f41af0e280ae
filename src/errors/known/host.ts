import type {CommandAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

/** A file that could not be written whole, for want of room. */
export const fullDisk = (file: string): {message: string; fix: CommandAdvice[]} => ({
  message: `the disk that ${file} is on is full`,
  fix: [{command: ['df', '-h', file], comment: 'tells how full it is'}],
})

/** What the machine has too little of, as each program says it: the engine, systemd in a node, containerd or the kubelet. */
export const HOST_FAILURES: readonly KnownFailure[] = [
  {
    id: 'inotify',
    source:
      'https://github.com/kubernetes-sigs/cluster-api/issues/6324 (systemd), https://github.com/kubermatic/kubermatic/issues/7490 (kubelet), https://github.com/kubernetes-sigs/kind/issues/2475 (cAdvisor), https://github.com/berops/claudie/issues/1694 (containerd), https://github.com/kubernetes/kubernetes/issues/104303 (kube-proxy)',
    pattern:
      /Failed to (?:create inotify object|allocate directory watch): Too many open files|inotify_init\d?: too many open files|failed to create fsnotify watcher: too many open files|failed complete: too many open files|inotify_add_watch \S+: no space left on device/,
    code: 'INOTIFY_LIMIT',
    explain: () => ({
      message: 'this machine allows too few inotify watches and instances for so many nodes',
      fix: [{command: 'sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288'}],
    }),
  },
  {
    id: 'disk-full',
    source:
      'https://github.com/kubernetes-sigs/kind/issues/1413 (containerd in a node), https://github.com/kubernetes-sigs/kind/issues/1359 (docker)',
    pattern: /no space left on device/,
    code: 'DISK_FULL',
    explain: (_, {engine}) => ({
      message: `the disk that ${engine} keeps its data on is full`,
      fix: [
        {command: `${engine} system df`, comment: 'tells what takes the room'},
        {command: `${engine} system prune`, comment: 'removes what no container uses'},
      ],
    }),
  },
  {
    id: 'memory',
    source:
      'https://github.com/kubernetes-sigs/kind/issues/2842 and https://github.com/kubernetes-sigs/kind/issues/3160',
    pattern: /kubeadm [^\n]{0,2000}?failed with error: exit status 137/,
    code: 'MEMORY_LOW',
    explain: () => ({
      message: 'the nodes ran out of memory: the system killed kubeadm in one of them',
      fix: [
        'fewer nodes: --workers 0',
        'in Docker Desktop: Settings, Resources, Memory: about 1 GB a node, and 2 GB for the first',
      ],
    }),
  },
]
