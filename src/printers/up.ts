import {parse} from 'yaml'
import {printJson} from './json.ts'
import {printValue} from './output.ts'

export type UpFormat = 'wide' | 'json' | 'yaml' | 'name'

interface PrintedPort {
  address: string
  hostPort: number
  nodePort: number
  protocol: string
}

/** What is shown of the cluster. */
interface PrintedCluster {
  provider: string
  context: string
  nodes: readonly {ports: readonly PrintedPort[]}[]
}

interface UpOutcome {
  cluster?: PrintedCluster
  /** The names of its Kubernetes nodes. */
  nodeNames: readonly string[]
  changed: boolean
  /** True where every node is Ready. */
  ready: boolean
  /** Kubernetes' version; empty where it is not known. */
  version: string
  /** URLs that answered. */
  urls: readonly string[]
}

const publishedOf = (cluster: PrintedCluster | undefined) => (cluster?.nodes ?? []).flatMap(({ports}) => ports)

/** Where each published port listens: which one it is, the engine may have chosen. */
export const publishedLines = (cluster: PrintedCluster): string[] =>
  publishedOf(cluster).map(({address, hostPort, nodePort, protocol}) => {
    const host = ['', '0.0.0.0', '127.0.0.1', '::', '::1'].includes(address) ? 'localhost' : address
    return `published ${host}:${hostPort} → node port ${nodePort}${protocol === 'TCP' ? '' : `/${protocol}`}`
  })

/** The answer of `up`: the node table, or with `-o json|yaml` one object, or with `-o name` the cluster's name. */
export const printUp = (
  {cluster, nodeNames, changed, ready, version, urls}: UpOutcome,
  name: string,
  kubeconfig: string | undefined,
  format: UpFormat | undefined,
  table: (wide: boolean) => string,
): string => {
  if (format === 'name') return name
  if (format === undefined || format === 'wide') return table(format === 'wide')
  const answer = {
    name,
    provider: cluster?.provider ?? '',
    version,
    context: cluster?.context ?? '',
    kubeconfig: kubeconfig ?? null,
    nodes: nodeNames,
    published: publishedOf(cluster).map(({address, hostPort, nodePort, protocol}) => ({
      address,
      hostPort,
      nodePort,
      protocol,
    })),
    urls,
    ready,
    changed,
  }
  return printValue(answer, format)
}

/** What `--dry-run` prints: the script, or with `-o yaml|json` the configuration alone, or with `-o name` the name. */
export const printPlan = (
  format: string | undefined,
  {name, config, script}: {name: string; config: string; script: string},
): string => {
  if (format === 'name') return name
  if (format === 'yaml') return config
  return format === 'json' ? printJson(parse(config)) : script
}
