import type {Refusal} from './filters.ts'

const counted = (reasons: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ')
}

/** Ending other pods is no way out where the node itself refuses; elsewhere there is no pod of lower priority to end. */
const preemption = ({filter}: Refusal): string =>
  filter.preemptible ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling'

/** Why a pod is not even tried, in the same form. @param count of the nodes */
export const whyUntried = (reason: string, count: number): string => {
  const nodes = `0/${count} nodes are available`
  return `${nodes}: ${reason}. no new claims to deallocate, preemption: ${nodes}: ${count} Preemption is not helpful for scheduling.`
}

/** Why no node takes a pod, as kube-scheduler puts it. @param refusals one for each node */
export const whyUnschedulable = (refusals: readonly Refusal[]): string => {
  if (refusals.length === 0) return 'no nodes available to schedule pods'
  const nodes = `0/${refusals.length} nodes are available`
  const reasons = counted(refusals.flatMap(refusal => refusal.reasons))
  return `${nodes}: ${reasons}. no new claims to deallocate, preemption: ${nodes}: ${counted(refusals.map(preemption))}.`
}
