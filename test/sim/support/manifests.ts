/** A Deployment, or anything else with a template, of the walk-through's image. */
export const workload = (spec: Record<string, unknown> = {}, container: Record<string, unknown> = {}) => ({
  spec: {replicas: 3, selector: {matchLabels: {app: 'kubia'}}, template: template(container), ...spec},
})

export const template = (container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) => ({
  metadata: {labels: {app: 'kubia'}},
  spec: {
    containers: [{name: 'kubia', image: 'museopkim/kubia:1.0', ports: [{containerPort: 8080}], ...container}],
    ...spec,
  },
})

/** A Pod, as `kubectl run` makes one. */
export const bare = (container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) => ({
  metadata: {labels: {run: 'kubia'}},
  spec: template(container, spec).spec,
})
