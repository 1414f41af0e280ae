import {kubiaAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

/** What containerd says in a node's journal when it starts without a part of it that the kubelet needs. */
export const CONTAINERD_FAILURES: readonly KnownFailure[] = [
  {
    id: 'cri-mirrors',
    source:
      'containerd 1.6.20 in a node of kind v0.33, whose containerdConfigPatches give config_path beside registry.mirrors',
    pattern:
      /failed to load plugin[^\n]{0,400}invalid [^\n:]{1,40}: `mirrors` cannot be set when `config_path` is provided/,
    code: 'CONFIG_INVALID',
    explain: (_, {cluster}) => ({
      message: 'containerd takes no registry.mirrors beside a config_path, which containerd 2 has by itself',
      fix: [
        'name mirrors in hosts.toml files below config_path and not in containerdConfigPatches: https://kind.sigs.k8s.io/docs/user/local-registry/',
      ],
      next: kubiaAdvice(['up', cluster]),
    }),
  },
  {
    id: 'cri-config',
    source:
      'containerd 1.6.20 in a node of kind v0.33; the words of containerd 2.0 by its source, internal/cri/config/config.go',
    pattern:
      /failed to load plugin[^\n]{0,400}error="(?:invalid plugin config|invalid cri (?:image|runtime) config): (?!`mirrors` cannot be set)([^"\n]{1,200})/,
    code: 'CONFIG_INVALID',
    explain: ([, why], {cluster}) => ({
      message: `containerd refuses its configuration: ${why}`,
      fix: ['mend containerdConfigPatches in the config'],
      next: kubiaAdvice(['up', cluster]),
    }),
  },
]
