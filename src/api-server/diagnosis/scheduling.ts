import {type Advice, distinctAdvice, kubectlAdvice, kubiaAdvice} from '../../errors/advice.ts'
import type {Cause} from './diagnosis.ts'

const nodes = (count: string | undefined): string => `${count} node${count === '1' ? '' : 's'}`

/**
 * What the scheduler says of nodes that a pod can't go to; each part of its message is one of these.
 * Texts of kube-scheduler 1.20 to 1.36 (`pkg/scheduler/framework/plugins`, the ErrReason constants).
 */
export const SCHEDULING_CAUSES: readonly Cause[] = [
  {
    pattern: /(\d+) Insufficient ([\w./-]*\w)/,
    says: ([, count, resource]) => `${nodes(count)} with too little ${resource}`,
    fix: ([, , resource]) => [
      `ask for less ${resource} (resources.requests), use fewer replicas, or add nodes`,
      kubiaAdvice(['status', 'node', 'NAME'], 'what a node has, and what is taken'),
    ],
  },
  {
    pattern: /(\d+) Too many pods/,
    says: ([, count]) => `${nodes(count)} that hold as many pods as they may`,
    fix: ['use fewer replicas, or add nodes'],
  },
  {
    pattern:
      /(\d+) node\(s\) had (?:untolerated )?taint(?:s|\(s\))?(?: \{([^}]*)\}| that[^,]*)?(?:, that the pod didn't tolerate)?/,
    says: ([, count, taint]) =>
      `${nodes(count)} with the taint ${(taint ?? '').replace(/: ?$/, '').trim() || 'that the pod does not tolerate'}`,
    fix: ['tolerate the taint (tolerations), or take it off: kubectl taint node NAME KEY-'],
  },
  {
    pattern:
      /(\d+) node\(s\) (?:didn't match (?:Pod's )?node (?:selector|affinity)(?:\/selector)?|didn't match (?:pod's )?node affinity\/selector)/i,
    says: ([, count]) => `${nodes(count)} that the node selector or affinity does not match`,
    fix: [kubectlAdvice(['get', 'nodes', '--show-labels'], 'is there a node with the labels of nodeSelector?')],
  },
  {
    pattern: /(\d+) node\(s\) were unschedulable/,
    says: ([, count]) => `${nodes(count)} cordoned`,
    fix: [kubectlAdvice(['uncordon', 'NODE'])],
  },
  {
    pattern: /(\d+) node\(s\) (?:didn't have free ports|had no free ports)[^,]*/,
    says: ([, count]) => `${nodes(count)} where the host port is taken`,
    fix: ['leave hostPort out, or use fewer replicas than nodes'],
  },
  {
    pattern:
      /(\d+) node\(s\) (?:didn't match pod (?:anti-)?affinity[^,]*|didn't satisfy existing pods anti-affinity[^,]*)/,
    says: ([, count]) => `${nodes(count)} that the pod affinity rules out`,
    fix: ['loosen the (anti-)affinity, or use fewer replicas'],
  },
  {
    pattern: /(?:unbound immediate )?PersistentVolumeClaims?|persistentvolumeclaim/,
    says: 'a PersistentVolumeClaim that is not bound',
    fix: [kubectlAdvice(['get', 'pvc,storageclass'], 'which claim waits, and for what class')],
  },
]

/** Everything that a FailedScheduling message says, cause by cause. */
export const schedulingCauses = (message: string): {says: string[]; fix: Advice[]} => {
  const says: string[] = []
  const fix: Advice[] = []
  for (const cause of SCHEDULING_CAUSES) {
    for (const match of message.matchAll(new RegExp(cause.pattern, `${cause.pattern.flags}g`))) {
      const text = typeof cause.says === 'string' ? cause.says : cause.says(match as RegExpExecArray)
      if (!says.includes(text)) says.push(text)
      for (const line of typeof cause.fix === 'function' ? cause.fix(match as RegExpExecArray) : cause.fix)
        fix.push(line)
    }
  }
  return {says, fix: distinctAdvice(fix)}
}
