import {counted} from '../../text/counted.ts'
import {type Advice, BLANK, kubectlAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

/**
 * Taints that Kubernetes sets and takes off by itself, and kubeadm's for control planes (k8s.io/api/core/v1
 * `well_known_taints.go`, kubeadm's `constants.go`): what they say of the node, and what helps, which is never to
 * tolerate them or to take them off.
 */
const SYSTEM_TAINTS: Readonly<Record<string, {is: string; fix: readonly Advice[]; ofControlPlane?: true}>> = {
  'node.kubernetes.io/not-ready': {is: 'not Ready', fix: [kubectlAdvice(['get', 'nodes'], 'which node is not Ready')]},
  'node.kubernetes.io/unreachable': {
    is: 'not Ready, since it does not report',
    fix: [kubectlAdvice(['get', 'nodes'], 'which node is not Ready')],
  },
  'node.kubernetes.io/unschedulable': {
    is: 'cordoned',
    fix: [kubectlAdvice(['get', 'nodes'], 'which node is cordoned')],
  },
  'node.kubernetes.io/memory-pressure': {is: 'short of memory', fix: ['run less on it, or add nodes']},
  'node.kubernetes.io/disk-pressure': {is: 'short of disk space', fix: ['free disk space on it, or add nodes']},
  'node.kubernetes.io/pid-pressure': {is: 'short of process ids', fix: ['run less on it, or add nodes']},
  'node.kubernetes.io/network-unavailable': {is: 'without a network', fix: []},
  'node.kubernetes.io/out-of-service': {is: 'out of service', fix: []},
  'node.cloudprovider.kubernetes.io/uninitialized': {is: 'not set up by the cloud yet', fix: []},
  'node.cloudprovider.kubernetes.io/shutdown': {is: 'shut down', fix: []},
  'node-role.kubernetes.io/control-plane': {
    is: 'for the control plane alone',
    fix: ['add worker nodes'],
    ofControlPlane: true,
  },
  'node-role.kubernetes.io/master': {
    is: 'for the control plane alone',
    fix: ['add worker nodes'],
    ofControlPlane: true,
  },
}

/** A taint's key, of its text in a scheduler's message: `KEY: VALUE`. */
const keyOf = (taint: string | undefined): string => (taint ?? '').split(/[:=]/)[0]?.trim() ?? ''

/** Whether a scheduler's message may be about nodes that are not Ready; newer ones do not name the taints. */
export const saysNodesAreDown = (message: string): boolean =>
  /node\.kubernetes\.io\/(?:not-ready|unreachable)/.test(message) || /had untolerated taint\(s\)(?! \{)/.test(message)

const nodes = (count: string | undefined): string => counted(Number(count), 'node')

/** Where a version of the scheduler writes the reason of a plugin. */
const plugin = (file: string): string => `kube-scheduler 1.20 to 1.36, pkg/scheduler/framework/plugins/${file}`

/**
 * What the scheduler says of nodes that a pod cannot go to, or that with what `withNames` adds in braces; each part of its message is one of these, and a message is a
 * part of a sentence too.
 */
export const SCHEDULING_FAILURES: readonly KnownFailure[] = [
  {
    id: 'too-little',
    source: plugin('noderesources/fit.go'),
    pattern: /\b(\d{1,7}) Insufficient ([\w./-]{0,300}\w)/,
    code: 'UNSCHEDULABLE',
    explain: ([, count, resource]) => ({
      message: `${nodes(count)} with too little ${resource}`,
      fix: [
        `ask for less ${resource} (resources.requests), use fewer replicas, or add nodes`,
        kubectlAdvice(['describe', 'nodes'], 'tells what each node has, and what is taken'),
      ],
    }),
  },
  {
    id: 'too-many-pods',
    source: plugin('noderesources/fit.go'),
    pattern: /\b(\d{1,7}) Too many pods/,
    code: 'UNSCHEDULABLE',
    explain: ([, count]) => ({
      message: `${nodes(count)} that hold as many pods as they may`,
      fix: ['use fewer replicas, or add nodes'],
    }),
  },
  {
    id: 'tainted',
    source: plugin('tainttoleration/taint_toleration.go'),
    pattern:
      /\b(\d{1,7}) node\(s\) had (?:untolerated )?taint(?:s|\(s\))?(?: \{([^}\n]{0,700})\}| that[^,\n]{0,300})?(?:, that the pod didn't tolerate)?/,
    code: 'UNSCHEDULABLE',
    explain: ([, count, taint]) => {
      const key = keyOf(taint)
      const system = SYSTEM_TAINTS[key]
      if (system) {
        const {is, fix, ofControlPlane} = system
        return {message: `${nodes(count)} ${is}`, fix: [...fix], ...(ofControlPlane && {facts: {ofControlPlane}})}
      }
      if (taint === undefined)
        return {
          message: `${nodes(count)} with a taint that the pod does not tolerate`,
          fix: [kubectlAdvice(['describe', 'nodes'], 'which taints they have')],
        }
      return {
        message: `${nodes(count)} with the taint ${taint.replace(/: ?$/, '').trim()}`,
        fix: [
          'tolerate the taint (tolerations) where the pod may run there',
          kubectlAdvice(['taint', 'nodes', '--all', `${key}-`], 'takes it off, where it is not needed'),
        ],
      }
    },
  },
  {
    id: 'labels-unmatched',
    source: plugin('nodeaffinity/node_affinity.go'),
    pattern:
      /\b(\d{1,7}) node\(s\) didn't match (?:pod's )?node (?:selector|affinity)(?:\/selector)?(?: \{([^}\n]{1,2000})\})?/i,
    code: 'UNSCHEDULABLE',
    explain: ([, count, wanted]) => ({
      message: `${nodes(count)} ${wanted === undefined ? 'that the node selector or affinity does not match' : `without ${wanted}`}`,
      fix: [
        kubectlAdvice(['get', 'nodes', '--show-labels'], 'which labels the nodes have'),
        'label a node so, or change the nodeSelector or node affinity of the pod',
      ],
    }),
  },
  {
    id: 'cordoned',
    source: plugin('nodeunschedulable/node_unschedulable.go'),
    pattern: /\b(\d{1,7}) node\(s\) were unschedulable/,
    code: 'UNSCHEDULABLE',
    explain: ([, count]) => ({
      message: `${nodes(count)} cordoned`,
      fix: [
        kubectlAdvice(['get', 'nodes'], 'tells which node is cordoned'),
        kubectlAdvice(['uncordon', BLANK.node], 'lets it have pods again'),
      ],
    }),
  },
  {
    id: 'host-port-taken',
    source: plugin('nodeports/node_ports.go'),
    pattern: /\b(\d{1,7}) node\(s\) (?:didn't have free ports|had no free ports)/,
    code: 'UNSCHEDULABLE',
    explain: ([, count]) => ({
      message: `${nodes(count)} where the host port is taken`,
      fix: ['leave hostPort out, or use fewer replicas than nodes'],
    }),
  },
  {
    id: 'pod-affinity',
    source: plugin('interpodaffinity/filtering.go'),
    pattern: /\b(\d{1,7}) node\(s\) (?:didn't match pod (?:anti-)?affinity|didn't satisfy existing pods anti-affinity)/,
    code: 'UNSCHEDULABLE',
    explain: ([, count]) => ({
      message: `${nodes(count)} that the pod affinity rules out`,
      fix: ['loosen the (anti-)affinity, or use fewer replicas'],
    }),
  },
  {
    id: 'claim-unbound',
    source: plugin('volumebinding/volume_binding.go'),
    pattern: /(?:unbound immediate )?PersistentVolumeClaims?|persistentvolumeclaim/,
    code: 'UNSCHEDULABLE',
    explain: () => ({
      message: 'a PersistentVolumeClaim that is not bound',
      fix: [kubectlAdvice(['get', 'pvc,storageclass'], 'which claim waits, and for what class')],
    }),
  },
]
