import {usageError} from '../../../errors/kubia-error.ts'
import type {ProviderDefinition} from '../../provider.ts'
import type {KindConfig} from './config/kind-schema.ts'
import {PUBLISHED_KIND} from './published-kind.ts'

/** The user's own `kind` on docker, podman or nerdctl. */
export const kind: ProviderDefinition = {
  name: 'kind',
  missing: ['ENGINE_MISSING', 'ENGINE_DOWN', 'ENGINE_PERMISSION', 'KIND_MISSING'],
  unusable: ['ENGINE_DOWN', 'ENGINE_PERMISSION'],
  loadBalancer: 'cloud-provider-kind',
  listing: {program: 'kind', args: ['get', 'clusters', '-q']},
  program: PUBLISHED_KIND,
  connect: async exec => (await import('./connect.ts')).connectKind(exec),
  assume: async exec => (await import('./connect.ts')).assumeKind(exec),
  refuse: ({speed}) => {
    if (speed !== undefined)
      throw usageError(
        '--speed has no meaning for kind, whose nodes are real: leave it out, or add --provider sim for a simulated cluster',
      )
  },
  lacks: fields => {
    const {disableDefaultCNI, kubeProxyMode} = (fields as KindConfig).networking ?? {}
    return [...(disableDefaultCNI ? ['cni' as const] : []), ...(kubeProxyMode === 'none' ? ['proxy' as const] : [])]
  },
}
