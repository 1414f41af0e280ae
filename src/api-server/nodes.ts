import type {Advice, CommandAdvice} from '../errors/advice.ts'
import {NODE_CONDITIONS, recognise} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Node} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import {describeAway, isAway, type KubeAccess, runKubectl} from './kubectl.ts'
import {createNextLook} from './next-look.ts'
import {getList} from './objects.ts'
import {watchedList} from './watched-lists.ts'

/** The longest pause between two looks where nothing is watched, in ms. */
const POLL_MS = 500
const REQUEST_TIMEOUT_MS = 15_000

/** How one expected node does. */
export interface NodeReadiness {
  name: string
  ready: boolean
  /** Why it is not Ready, in a few words; empty where it is. */
  reason: string
  /** The Ready condition's own message. */
  message: string
}

/** As the row of NODE_CONDITIONS says it of a node whose pods have no network yet. */
const NO_NETWORK = 'CNI starting'
const UNREGISTERED = 'not registered yet'
/** As the row of NODE_CONDITIONS says it of a kubelet that has stopped posting. */
const SILENT = 'kubelet does not report'

/** Whether something was reported before a moment (RFC 3339 both); kubelets and the API server state whole seconds. */
export const isStale = (reportedAt: string | undefined, since: string): boolean =>
  Date.parse(reportedAt ?? '') < Math.floor(Date.parse(since) / 1000) * 1000

/** How a node does. @param since when it was started again (RFC 3339): what it reported before says nothing */
export const readinessOf = (name: string, node: Node | undefined, since?: string): NodeReadiness => {
  if (!node) return {name, ready: false, reason: UNREGISTERED, message: 'no such node in the API server'}
  const condition = node.status?.conditions?.find(({type}) => type === 'Ready')
  if (since !== undefined && condition && isStale(condition.lastHeartbeatTime, since))
    return {name, ready: false, reason: 'starting again', message: 'it has not reported since it was started again'}
  if (condition?.status === 'True') return {name, ready: true, reason: '', message: ''}
  const message = condition?.message ?? 'no Ready condition'
  const reason = recognise(message, NODE_CONDITIONS)?.message
  return {name, ready: false, reason: reason ?? condition?.reason ?? 'kubelet starting', message}
}

/** Whether a node has registered, and lacks the network of its pods. */
export const lacksNetwork = ({reason}: NodeReadiness): boolean => reason === NO_NETWORK

/** How the expected nodes do, in the order given. Nodes that nobody asked for are left out. */
export const readinessOfAll = (
  expected: readonly string[],
  nodes: readonly Node[],
  restarted?: Restarted | undefined,
): NodeReadiness[] =>
  expected.map(name =>
    readinessOf(
      name,
      nodes.find(node => node.metadata.name === name),
      restarted?.names.includes(name) ? restarted.since : undefined,
    ),
  )

/** `2/3 Ready · kubia-worker2: CNI starting`: how many of how many, and the first that is not. */
export const describeReadiness = (nodes: readonly NodeReadiness[]): string => {
  const ready = nodes.filter(node => node.ready).length
  const worst = nodes.find(node => !node.ready)
  return `${ready}/${nodes.length} Ready${worst ? ` · ${worst.name}: ${worst.reason}` : ''}`
}

/** All nodes of the cluster. @param timeoutMs for the answer. @throws KubiaError API_UNREACHABLE, FORBIDDEN and others */
export const getNodes = async (exec: Exec, access: KubeAccess, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Node[]> =>
  (await getList(exec, access, ['nodes'], timeoutMs)) as Node[]

/** Nodes that were started again at a moment (RFC 3339). */
export interface Restarted {
  names: readonly string[]
  since: string
}

/** What more is known of a node that is not Ready. */
export interface Explanation {
  /** Raw lines that show the cause, most telling first. */
  evidence: string[]
  /** The cause in a sentence, where it is known, and what mends it. */
  why?: string | undefined
  fix?: Advice[] | undefined
}

/** What is done about nodes that run, and that the API server does not have or hears nothing of. */
export interface LostNodes {
  /** For how long it is waited first, in ms: what was just started registers by itself. */
  afterMs: number
  restartKubelets: (nodes: readonly string[]) => Promise<void>
  /** How long they may take then, in ms. */
  limitMs: number
}

export interface WaitForNodes {
  access: KubeAccess
  /** The names of the nodes that must be Ready. */
  expected: readonly string[]
  /** Aborts when the run is interrupted or out of time. */
  signal: AbortSignal
  report: (detail: string) => void
  /** Asked about the first node that is not Ready when the time is over. */
  explain: (node: string) => Promise<Explanation>
  /** The command line that goes on waiting. */
  next: CommandAdvice
  /** Nodes that were started again: they count once they have reported since, because a stopped one stays Ready a while. */
  restarted?: Restarted | undefined
  /** Has nodes register again that the API server does not have, or that have gone silent. */
  lost?: LostNodes | undefined
  /** Whether nodes that are not all Ready are as they can be. Asked of each answer. */
  isEnough?: (readiness: readonly NodeReadiness[]) => Promise<boolean>
  /** For how long the API server may stay away, in ms, and what it means when it does. */
  away?: {limitMs: number; failure: () => Promise<KubiaError>} | undefined
}

/** The newest events of a node, oldest first; none where they cannot be had, since they only explain. */
export const nodeEvents = async (exec: Exec, access: KubeAccess, name: string): Promise<string[]> => {
  const selector = `involvedObject.kind=Node,involvedObject.name=${name}`
  const columns = 'custom-columns=:.reason,:.message'
  const args = [
    'get',
    'events',
    '-A',
    '--field-selector',
    selector,
    '--sort-by=.lastTimestamp',
    '-o',
    columns,
    '--no-headers',
  ]
  try {
    const lines = (await runKubectl(exec, access, args, {timeoutMs: 5000})).trim().split('\n').filter(Boolean)
    return lines.slice(-2).map(line => `event: ${line.replaceAll(/\s{2,}/g, '  ')}`)
  } catch {
    return []
  }
}

/** What is said of a server that has given no answer when the time is over. */
const SILENT_SERVER = 'the API server does not answer'

const notReady = (
  nodes: readonly NodeReadiness[],
  {evidence, why, fix = []}: Explanation,
  next: CommandAdvice,
  silence: string | undefined,
): KubiaError => {
  // Of a server that gives no answer, nothing is known of its nodes.
  const messages =
    silence === undefined
      ? nodes.filter(node => !node.ready).map(({name, message}) => `${name} is NotReady: ${message}`)
      : [silence]
  return new KubiaError('NODES_NOT_READY', [...messages, ...(why === undefined ? [] : [why])].join('\n'), {
    evidence,
    fix,
    next: {...next, comment: 'goes on waiting'},
    left: 'the cluster runs and was kept',
    keep: true,
  })
}

const isLost = ({reason}: NodeReadiness): boolean => reason === UNREGISTERED || reason === SILENT

/**
 * Restarts the kubelets of lost nodes once they have been lost for a while, once.
 * @returns what takes each look at the nodes, undefined where no API server answered, and says `in vain` where they are
 * still lost long after
 */
const healLost = (
  lost: LostNodes | undefined,
  report: (detail: string) => void,
): ((readiness: readonly NodeReadiness[] | undefined) => Promise<'in vain' | undefined>) => {
  let lostAt: number | undefined
  let restartedAt: number | undefined
  return async readiness => {
    if (!readiness) {
      // An API server that is restarted with its node answers later: the time counts from then on.
      if (restartedAt !== undefined) restartedAt = performance.now()
      return undefined
    }
    const names = readiness.filter(isLost).map(({name}) => name)
    if (!lost || names.length === 0) {
      lostAt = undefined
      return undefined
    }
    lostAt ??= performance.now()
    if (restartedAt !== undefined) return performance.now() - restartedAt > lost.limitMs ? 'in vain' : undefined
    if (performance.now() - lostAt < lost.afterMs) return undefined
    report(`restarting the kubelet of ${names.join(', ')}`)
    await lost.restartKubelets(names)
    restartedAt = performance.now()
    return undefined
  }
}

/** The running nodes that the API server does not have, or hears nothing of. */
export const lostNodes = (expected: readonly string[], nodes: readonly Node[]): string[] =>
  readinessOfAll(expected, nodes)
    .filter(isLost)
    .map(({name}) => name)

/**
 * Waits until every expected node is Ready. An API server that does not answer yet is part of the waiting.
 * @returns the nodes. @throws KubiaError NODES_NOT_READY when the run's time is over; the signal's reason when it was
 * interrupted.
 */
export const waitForNodes = async (exec: Exec, options: WaitForNodes): Promise<Node[]> => {
  const {access, expected, signal, report, explain, next, restarted, away, lost, isEnough} = options
  let readiness = readinessOfAll(expected, [])
  const startedAt = performance.now()
  let answeredAt = startedAt
  /** Why the last look had no answer. */
  let silence: string | undefined = SILENT_SERVER
  const failure = async (): Promise<KubiaError> => {
    const worst = readiness.find(node => !node.ready)
    return notReady(readiness, worst ? await explain(worst.name) : {evidence: []}, next, silence)
  }
  const healing = healLost(lost, report)
  const nextLook = createNextLook(exec, access, {mostMs: POLL_MS, signal})
  try {
    for (;;) {
      let why = ''
      const lookedAt = performance.now()
      const nodes = await getNodes(exec, access).catch(error => {
        if (!isAway(error, signal)) throw error
        why = describeAway(error as KubiaError)
        silence = error.code === 'API_FAILING' ? why : SILENT_SERVER
        return undefined
      })
      if (nodes) {
        readiness = readinessOfAll(expected, nodes, restarted)
        answeredAt = performance.now()
        silence = undefined
      } else if (away && performance.now() - answeredAt > away.limitMs) throw await away.failure()
      if (nodes && (readiness.every(node => node.ready) || (await isEnough?.(readiness)))) return nodes
      if ((await healing(nodes && readiness)) === 'in vain') throw await failure()
      report(nodes ? describeReadiness(readiness) : why)
      // A server that does not answer yet cannot be watched.
      const lists = nodes ? [watchedList('nodes', undefined)].filter(list => list !== undefined) : []
      await nextLook.wait(performance.now() - lookedAt, () => lists)
    }
  } catch (error) {
    if (!signal.aborted) throw error
    if (!(signal.reason instanceof KubiaError) || signal.reason.code !== 'TIMEOUT') throw signal.reason
    throw await failure()
  } finally {
    await nextLook.end()
  }
}
