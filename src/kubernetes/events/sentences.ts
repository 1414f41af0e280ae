import type {Endpoints, KubeEvent, KubeObject, Service} from '../types.ts'

/** What an event is read with. */
interface EventParts {
  /** Who says it: `The kubelet of kubia-worker`. */
  who: string
  /** What it is about: `pod kubia-6795b75dbd-2x8vq`. */
  what: string
  /** The container that it is about, as its field path has it. */
  container: string
  message: string
}

/** One event in words. @param groups of the row's pattern */
type ToSentence = (parts: EventParts, groups: readonly string[]) => string

interface Row {
  reason: string
  /** What the message is; any where it is not given. */
  pattern?: RegExp
  say: ToSentence
}

/** A word of Kubernetes in English: `ReplicaSet` is a replica set, `statefulset-controller` a stateful set controller. */
const SPOKEN: Readonly<Record<string, string>> = {
  replicaset: 'replica set',
  replicationcontroller: 'replication controller',
  statefulset: 'stateful set',
  daemonset: 'daemon set',
  cronjob: 'cron job',
}

const spoken = (word: string): string => SPOKEN[word.toLowerCase()] ?? word.toLowerCase()

const whoSays = ({source, reportingComponent, reportingInstance}: KubeEvent): string => {
  const component = source?.component || reportingComponent || 'something'
  if (component === 'kubelet') {
    const host = source?.host || reportingInstance
    return host ? `The kubelet of ${host}` : 'The kubelet'
  }
  if (component.endsWith('-scheduler')) return component === 'default-scheduler' ? 'The scheduler' : `The ${component}`
  const [, controlled] = /^(.+)-controller$/.exec(component) ?? []
  return controlled === undefined ? `The ${component}` : `The ${spoken(controlled)} controller`
}

const makes: ToSentence = ({who}, [kind = '', name = '']) => `${who} makes ${spoken(kind)} ${name}.`

/**
 * What components say, and what it means. Texts: Kubernetes 1.20 to 1.36 (pkg/kubelet/events and images, pkg/controller,
 * pkg/scheduler); what an event is about stands in its object, not in its message.
 */
const ROWS: readonly Row[] = [
  {
    reason: 'ScalingReplicaSet',
    pattern: /^Scaled (up|down) replica set (\S+) (?:from \d+ )?to (\d+)/,
    say: ({who}, [way, name, number]) => `${who} scales replica set ${name} ${way} to ${number}.`,
  },
  {reason: 'SuccessfulCreate', pattern: /^Created (pod|job):? (\S+)/, say: makes},
  {reason: 'SuccessfulCreate', pattern: /^create (Pod|Claim) (\S+) /, say: makes},
  {
    reason: 'SuccessfulDelete',
    pattern: /^(?:Deleted|delete) (\w+):? (\S+)/i,
    say: ({who}, [kind = '', name]) => `${who} deletes ${spoken(kind)} ${name}.`,
  },
  {reason: 'FailedCreate', say: ({who, what, message}) => `${who} cannot make a pod for ${what}: ${message}`},
  {
    reason: 'Scheduled',
    pattern: /^Successfully assigned \S+ to (\S+)/,
    say: ({who, what}, [node]) => `${who} puts ${what} on node ${node}.`,
  },
  {reason: 'FailedScheduling', say: ({who, what, message}) => `${who} finds no node for ${what}: ${message}`},
  {
    reason: 'Pulling',
    pattern: /^Pulling image "(.+)"$/,
    say: ({who, what}, [image]) => `${who} pulls image ${image} for ${what}.`,
  },
  {
    reason: 'Pulled',
    pattern: /^Successfully pulled image "(.+?)" in (\S+)/,
    say: ({who, what}, [image, time]) => `${who} has pulled image ${image} for ${what}, in ${time}.`,
  },
  {
    reason: 'Pulled',
    pattern: /^Container image "(.+)" already present/,
    say: ({who, what}, [image]) => `${who} has image ${image} already, and needs no pull for ${what}.`,
  },
  {reason: 'Created', say: ({who, what, container}) => `${who} makes container ${container} of ${what}.`},
  {reason: 'Started', say: ({who, what, container}) => `${who} starts container ${container} of ${what}.`},
  {
    reason: 'Killing',
    pattern: /^Stopping container/,
    say: ({who, what, container}) => `${who} stops container ${container} of ${what}.`,
  },
  {
    reason: 'Failed',
    pattern: /^Failed to pull image "(.+?)": (.+)/s,
    say: ({who, what}, [image, why]) => `${who} cannot pull image ${image} for ${what}: ${why}`,
  },
  {
    reason: 'Failed',
    pattern: /^Error: (.+)/s,
    say: ({who, what, container}, [why]) => `${who} cannot start container ${container} of ${what}: ${why}`,
  },
  {
    reason: 'BackOff',
    pattern: /^Back-off pulling image "(.+?)"/,
    say: ({who, what}, [image]) => `${who} waits before it tries to pull image ${image} for ${what} again.`,
  },
  {
    reason: 'BackOff',
    pattern: /^Back-off restarting failed container/,
    say: ({who, what, container}) => `${who} waits before it starts container ${container} of ${what} again: it ended.`,
  },
  {reason: 'Unhealthy', say: ({who, what, message}) => `${who} counts ${what} unhealthy: ${message}`},
  {reason: 'EnsuringLoadBalancer', say: ({who, what}) => `${who} asks for a load balancer for ${what}.`},
  {reason: 'EnsuredLoadBalancer', say: ({who, what}) => `${who} has a load balancer for ${what}.`},
  {reason: 'Starting', pattern: /^Starting kubelet\.$/, say: ({who}) => `${who} begins.`},
  {reason: 'RegisteredNode', say: ({who, what}) => `${who} knows ${what} now.`},
  {
    reason: 'TaintManagerEviction',
    pattern: /^Marking for deletion/,
    say: ({what}) => `The taint eviction controller deletes ${what}, whose node is lost.`,
  },
]

/** The container of a field path: `spec.containers{kubia}`. */
const containerOf = (event: KubeEvent): string =>
  /\{(.+)\}$/.exec(event.involvedObject?.fieldPath ?? '')?.[1] ??
  /container:? ?(\S+)$/.exec(event.message ?? '')?.[1] ??
  ''

/** What an event says, as one sentence; what no row knows is parts in the component's own words. */
export const sentenceOf = (event: KubeEvent): string => {
  const {reason = '', involvedObject: {kind = '', name = ''} = {}} = event
  const message = (event.message ?? '').trim().replaceAll(/\s+/g, ' ')
  const parts: EventParts = {
    who: whoSays(event),
    what: `${spoken(kind)} ${name}`,
    container: containerOf(event),
    message,
  }
  for (const row of ROWS) {
    if (row.reason !== reason) continue
    const match = row.pattern ? row.pattern.exec(message) : []
    if (match) return row.say(parts, [...match].slice(1))
  }
  return `${parts.who} says of ${parts.what}: ${message || reason}`
}

const portsOf = ({spec}: Service): string => {
  const numbers = (spec.ports ?? []).flatMap(({nodePort}) => nodePort ?? [])
  return numbers.length === 0 ? '' : ` and node port ${numbers.join(', ')}`
}

const isService = (object: KubeObject): object is Service => object.kind === 'Service'

/** What the API server has done with an object that it was sent. @param again for one that was there before */
export const sentenceOfStored = (object: KubeObject, again = false): string => {
  const {kind, metadata} = object
  const given =
    isService(object) && object.spec.clusterIP && object.spec.clusterIP !== 'None'
      ? `, with address ${object.spec.clusterIP}${portsOf(object)}`
      : ''
  return `The API server stores ${spoken(kind)} ${metadata.name}${again ? ' as it is now' : ''}${given}.`
}

/** Where a service leads. */
export const sentenceOfEndpoints = ({metadata, subsets = []}: Endpoints): string => {
  const names = subsets.flatMap(({addresses = []}) => addresses.map(({ip, targetRef}) => targetRef?.name ?? ip))
  if (names.length === 0) return `The endpoints controller knows no ready pod for service ${metadata.name}.`
  const shown = names.slice(0, 3).join(', ')
  const lead = `The endpoints controller leads service ${metadata.name} to`
  if (names.length === 1) return `${lead} ${shown}.`
  return `${lead} ${names.length} pods: ${shown}${names.length > 3 ? ', …' : '.'}`
}
