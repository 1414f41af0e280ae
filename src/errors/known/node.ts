import type {KnownFailure} from './known-failure.ts'
import {unfit} from './kubelet.ts'

/** What a node's container says while systemd boots in it (`docker logs NODE`). */
export const NODE_FAILURES: readonly KnownFailure[] = [
  {
    id: 'init-not-first',
    source: 'https://github.com/kubernetes-sigs/kind/pull/2028',
    pattern: /Couldn't find an alternative telinit implementation to spawn/,
    code: 'ENGINE_SETUP',
    explain: (_, {engine}) => ({
      message: `${engine} runs an init of its own in each container, so that systemd in the nodes cannot be the first process`,
      fix: [
        'take "init": true out of /etc/docker/daemon.json',
        {command: `sudo systemctl restart ${engine}`, comment: 'then'},
      ],
    }),
  },
  {
    id: 'node-platform',
    source: 'https://github.com/janeczku/docker-dropbox/issues/43 (docker with an image of another platform)',
    pattern: /exec format error/,
    code: 'NODE_IMAGE_INVALID',
    explain: (_, where) => unfit('the node image is of another platform than this machine', where),
  },
]
