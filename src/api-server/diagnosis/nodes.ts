import {type Advice, type CommandAdvice, kubectlAdvice} from '../../errors/advice.ts'
import type {Node} from '../../kubernetes/types.ts'
import {readinessOf} from '../nodes.ts'
import type {Diagnosis} from './diagnosis.ts'

/** The nodes of a local cluster as its provider sees them. */
export interface LocalNodes {
  nodes: readonly {name: string; running: boolean; paused?: boolean; frozen?: readonly string[]}[]
  /** The command line that starts those that are stopped, resumes those that are paused, and mends others as far as it can. */
  up: CommandAdvice
}

/** What is known of a cluster's nodes. */
export interface NodeFacts {
  /** As the API server has them. */
  nodes: readonly Node[]
  /** Undefined for a cluster that is not local. */
  local?: LocalNodes | undefined
}

/** Why nothing on a node can be ready. */
export interface NodeTrouble {
  node: string
  /** `node k-worker is not Ready (stopped)` */
  says: string
  evidence: string[]
  fix: Advice[]
  /** False where the API server has no such node. */
  registered: boolean
  /** True where it does not mend itself. */
  lasts: boolean
  /** True where the API server takes the node for Ready: Kubernetes gives a silent one 40 s. */
  unnoticed: boolean
}

/** What `up` does for a node that does not run. */
const START = {stopped: 'starts stopped nodes', paused: 'resumes paused nodes'}

/** What is wrong with a node; undefined where nothing is known to be. */
export const troubleOf = (name: string, {nodes, local}: NodeFacts): NodeTrouble | undefined => {
  const container = local?.nodes.find(one => one.name === name)
  const node = nodes.find(({metadata}) => metadata.name === name)
  const halted = container?.running === false ? (container.paused ? 'paused' : 'stopped') : undefined
  const isHalted = halted !== undefined
  if (!container && nodes.length === 0) return undefined
  const fixBy = (comment: string): Advice[] => [
    local ? {...local.up, comment} : kubectlAdvice(['describe', 'node', name], 'its conditions and events'),
  ]
  const frozen = container?.frozen?.join(', ')
  const found = frozen ? `${halted} (${frozen})` : halted
  if (!node) {
    const fix = fixBy(halted ? START[halted] : 'registers lost nodes again')
    const says = `node ${name} is ${found ?? 'not registered'}`
    return {node: name, says, evidence: [], fix, registered: false, lasts: isHalted, unnoticed: false}
  }
  const {ready, reason, message} = readinessOf(name, node)
  if (ready) {
    if (!halted) return undefined
    const says = `node ${name} is ${found}, which Kubernetes has not noticed yet`
    return {node: name, says, evidence: [], fix: fixBy(START[halted]), registered: true, lasts: true, unnoticed: true}
  }
  const isSilent = node.status?.conditions?.find(({type}) => type === 'Ready')?.status === 'Unknown'
  return {
    node: name,
    says: `node ${name} is not Ready (${halted ?? reason}${frozen ? `: ${frozen}` : ''})`,
    evidence: isHalted ? [] : [message],
    fix: fixBy(halted ? START[halted] : isSilent ? 'restarts silent kubelets' : 'waits for its nodes, and says why'),
    registered: true,
    lasts: isHalted || isSilent,
    unnoticed: false,
  }
}

/** What is wrong with the nodes that there are or should be, in the order of the API server's list. */
export const troublesOf = (facts: NodeFacts): NodeTrouble[] => {
  const names = [...facts.nodes.map(({metadata}) => metadata.name), ...(facts.local?.nodes.map(({name}) => name) ?? [])]
  return [...new Set(names)].flatMap(name => troubleOf(name, facts) ?? [])
}

/** What a pod is at that waits for nodes. @param pending what the scheduler says, where it has not found one yet */
export const diagnosisOfNodes = (troubles: readonly NodeTrouble[], pending?: string): Diagnosis => {
  const says = troubles.map(trouble => trouble.says).join(', ')
  return {
    code: 'NODES_NOT_READY',
    short: pending === undefined ? says : `Pending, ${says}`,
    message: says,
    evidence: pending === undefined ? troubles.flatMap(({evidence}) => evidence) : [pending],
    fix: troubles.flatMap(({fix}) => fix),
    hopeless: troubles.some(({lasts}) => lasts),
    ofNode: true,
  }
}
