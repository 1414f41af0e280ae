import type {InvalidObject} from './invalid-objects.ts'

const container = (fields: object = {}) => ({name: 'c', image: 'nginx:1', ...fields})
const template = (spec: object = {}, labels: object = {app: 'a'}) => ({
  metadata: {labels},
  spec: {containers: [container()], ...spec},
})
const job = (what: string, spec: object, pod: object = {}): InvalidObject => ({
  what: `a Job with ${what}`,
  kind: 'Job',
  object: {spec: {template: template({restartPolicy: 'Never', ...pod}), ...spec}},
})
const daemonSet = (what: string, spec: object): InvalidObject => ({
  what: `a DaemonSet with ${what}`,
  kind: 'DaemonSet',
  object: {spec: {selector: {matchLabels: {app: 'a'}}, template: template(), ...spec}},
})
const statefulSet = (what: string, spec: object): InvalidObject => ({
  what: `a StatefulSet with ${what}`,
  kind: 'StatefulSet',
  object: {spec: {serviceName: 's', selector: {matchLabels: {app: 'a'}}, template: template(), ...spec}},
})

/** Jobs, DaemonSets and StatefulSets that an API server refuses. */
export const INVALID_WORKLOADS: readonly InvalidObject[] = [
  job('numbers below zero', {parallelism: -1, completions: -1, backoffLimit: -1, activeDeadlineSeconds: -1}),
  job('a selector of its own', {selector: {matchLabels: {app: 'a'}}}),
  job('a selector of its own that its template does not match', {
    manualSelector: true,
    selector: {matchLabels: {app: 'b'}},
  }),
  job('pods that always restart', {}, {restartPolicy: 'Always'}),
  job('pods that do not say whether they restart', {}, {restartPolicy: ''}),
  job('pods without containers', {}, {containers: []}),
  daemonSet('no selector', {selector: null}),
  daemonSet('an empty selector', {selector: {}}),
  daemonSet('a selector that its template does not match', {selector: {matchLabels: {app: 'b'}}}),
  daemonSet('pods that do not restart', {template: template({restartPolicy: 'Never'})}),
  daemonSet('pods with a deadline', {template: template({activeDeadlineSeconds: 5})}),
  daemonSet('numbers below zero', {minReadySeconds: -1, revisionHistoryLimit: -1}),
  daemonSet('a strategy that is none', {updateStrategy: {type: 'Magic'}}),
  daemonSet('nothing unavailable', {updateStrategy: {rollingUpdate: {maxUnavailable: 0}}}),
  daemonSet('a limit that is none', {updateStrategy: {rollingUpdate: {maxUnavailable: 'x'}}}),
  daemonSet('a limit beyond all', {updateStrategy: {rollingUpdate: {maxUnavailable: '120%'}}}),
  statefulSet('no selector', {selector: null}),
  statefulSet('an empty selector', {selector: {}}),
  statefulSet('a selector that its template does not match', {selector: {matchLabels: {app: 'b'}}}),
  statefulSet('pods that do not restart', {template: template({restartPolicy: 'Never'})}),
  statefulSet('pods with a deadline', {template: template({activeDeadlineSeconds: 5})}),
  statefulSet('numbers below zero', {replicas: -1, revisionHistoryLimit: -1}),
  statefulSet('a management policy that is none', {podManagementPolicy: 'Magic'}),
  statefulSet('a strategy that is none', {updateStrategy: {type: 'Magic'}}),
  statefulSet('a partition below zero', {updateStrategy: {rollingUpdate: {partition: -1}}}),
  statefulSet('a partition of a strategy that has none', {
    updateStrategy: {type: 'OnDelete', rollingUpdate: {partition: 1}},
  }),
]
