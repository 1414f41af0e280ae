import {kubectlCommand} from '../../api-server/kubectl.ts'
import {deploymentManifest} from '../../api-server/manifests.ts'
import {serviceManifest} from '../../api-server/service.ts'
import {planLoad} from '../../cluster/plan.ts'
import type {ProviderName} from '../../cluster/provider.ts'
import {deployment as kind} from '../../kubernetes/kinds/deployment.ts'
import {formatCommand} from '../../process/command.ts'
import {planApply, waitCommand} from '../plan-workload.ts'
import {scaleArgs} from '../scale.ts'
import type {AppOptions} from './app.ts'

/** What `up --app` would run on the new cluster, as a script that can be pasted. */
export const planApp = (
  {place, spec, expose, wait}: AppOptions,
  cluster: {provider: ProviderName; name: string},
  timeoutMs: number,
): string => {
  const {replicas, ...first} = spec
  const deployment = deploymentManifest(first)
  const service = (): string =>
    planApply(
      {
        place,
        manifest: serviceManifest(deployment, {name: spec.name, type: 'LoadBalancer', port: spec.port}),
        forceConflicts: false,
        after: [],
      },
      undefined,
    )
  return [
    '# if the image is on this machine: brings it to the nodes',
    ...planLoad(cluster.provider, cluster.name, [spec.image ?? '']),
    planApply(
      {
        place,
        manifest: deployment,
        forceConflicts: false,
        after: wait ? waitCommand(place, kind, spec.name, timeoutMs) : [],
      },
      undefined,
    ),
    ...(expose ? [service()] : []),
    ...(replicas === undefined
      ? []
      : [
          formatCommand(kubectlCommand(place, scaleArgs(`deployment.apps/${spec.name}`, replicas))),
          ...(wait ? waitCommand(place, kind, spec.name, timeoutMs) : []),
        ]),
  ].join('\n')
}
