import type {ClusterSpec, ConfigFields} from '../../cluster/cluster-spec.ts'
import {isOurs} from '../../cluster/ownership.ts'
import type {Lacking, LocalCluster} from '../../cluster/provider.ts'
import {definitionOf} from '../../cluster/providers/index.ts'
import {makingOf} from '../../cluster/providers/making.ts'
import {readRecord} from '../../cluster/state.ts'
import {type KubiaError, usageError} from '../../errors/kubia-error.ts'

/** What a configuration has switched off, and what comes of it. */
const SWITCHED_OFF: Readonly<Record<Lacking, {what: string; field: string; until: string; flag: string; so: string}>> =
  {
    cni: {
      what: 'the CNI',
      field: 'networking.disableDefaultCNI',
      until: 'nodes register, and become Ready once one is installed',
      flag: '--app',
      so: 'no pod can run',
    },
    proxy: {
      what: 'kube-proxy',
      field: 'networking.kubeProxyMode',
      until: 'services answer nowhere until something else serves them',
      flag: '--expose',
      so: 'no service can answer',
    },
  }

/** What a cluster of kubia's was made with. */
const madeWith = (cluster: LocalCluster): ConfigFields | undefined => {
  const record = readRecord(cluster.name)
  return isOurs(cluster, record) ? record?.config : undefined
}

/** What a cluster lacks of what pods need, since its configuration switches it off: as recorded, where kubia made it. */
export const lackingOf = (cluster: LocalCluster | undefined, spec: ClusterSpec): readonly Lacking[] => {
  const {lacks} = definitionOf(spec.provider)
  return lacks?.((cluster && madeWith(cluster)) ?? makingOf(spec.provider).fields(spec)) ?? []
}

/** Whether nodes of a cluster of kubia's wait for a CNI that the user installs. */
export const lacksCni = (cluster: LocalCluster): boolean => {
  const made = madeWith(cluster)
  return made !== undefined && definitionOf(cluster.provider).lacks?.(made).includes('cni') === true
}

/** `the config switches the CNI off` */
export const describeLacking = (lacking: Lacking): string => `the config switches ${SWITCHED_OFF[lacking].what} off`

/** What is said of it before a cluster is made. */
export const lackingLine = (lacking: Lacking): string => {
  const {field, until} = SWITCHED_OFF[lacking]
  return `${describeLacking(lacking)} (${field}): ${until}`
}

/** Why an app cannot be had on such a cluster. */
export const refusal = (lacking: Lacking): KubiaError => {
  const {field, flag, so} = SWITCHED_OFF[lacking]
  return usageError(
    `${describeLacking(lacking)} (${field}), so ${so}: leave ${flag} out, install what takes its place, then deploy the app`,
  )
}
