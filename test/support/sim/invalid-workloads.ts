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
/** Jobs that an API server refuses. */
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
]
