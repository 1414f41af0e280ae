/** What a program did. */
export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * What not every cluster does: run jobs and any command, limit by quotas and rights, have the images of this machine
 * brought to its nodes, leave LoadBalancer services without an address, and tell the user with a token of its own.
 */
export type Ability = 'jobs' | 'commands' | 'quotas' | 'rights' | 'local images' | 'pending addresses'

/** A cluster that the workflow suite runs on, whatever makes it. */
export interface WorkflowCluster {
  /** What is tried on it only where it does it. */
  can: ReadonlySet<Ability>
  /** The limit of a command that is to run out of time, after what it waited for was seen: `20s`. */
  limit: string
  context: string
  /** The nodes' names that pods may run on. */
  workers: readonly string[]
  /** A folder for files of the suite. */
  directory: string
  /** Runs kubia to its end, with this cluster's kubeconfig; nothing of the user's is touched. */
  kubia: (args: readonly string[], input?: string) => Promise<Outcome>
  /** Runs kubectl; a failure throws. @returns its standard output */
  kubectl: (...args: string[]) => Promise<string>
}

/** What the suite works with in one namespace. */
export interface Bench {
  namespace: string
  limit: string
  kubia: (...args: string[]) => Promise<Outcome>
  kubectl: (...args: string[]) => Promise<string>
  /** `deploy -f -` with objects. */
  deploy: (objects: readonly object[], ...args: string[]) => Promise<Outcome>
}

/** The place of the flags that name the cluster: in front of the container's own words. */
const withPlace = (args: readonly string[], place: readonly string[]): string[] => {
  const at = args.indexOf('--')
  return at < 0 ? [...args, ...place] : [...args.slice(0, at), ...place, ...args.slice(at)]
}

export const bench = ({context, limit, kubia, kubectl}: WorkflowCluster, namespace: string): Bench => {
  const place = ['--context', context, '-n', namespace]
  return {
    namespace,
    limit,
    kubia: (...args) => kubia(withPlace(args, place)),
    kubectl: (...args) => kubectl(...withPlace(args, place)),
    deploy: (objects, ...args) =>
      kubia(['deploy', '-f', '-', ...args, ...place], JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects})),
  }
}

const IMAGE = 'museopkim/kubia:latest'

/** A container of the app that needs no registry. */
export const container = (changes: object = {}): object => ({
  name: 'kubia',
  image: IMAGE,
  imagePullPolicy: 'IfNotPresent',
  ports: [{containerPort: 8080}],
  ...changes,
})

/** A Deployment of one container; a shell that does not wait for a grace period when it goes. */
export const deployment = (
  name: string,
  containerChanges: object = {},
  podChanges: object = {},
  replicas = 1,
): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name},
  spec: {
    replicas,
    selector: {matchLabels: {app: name}},
    template: {
      metadata: {labels: {app: name}},
      spec: {terminationGracePeriodSeconds: 0, containers: [container(containerChanges)], ...podChanges},
    },
  },
})
