/**
 * In what the simulated API server answers otherwise than a real one of version 1.20, on purpose: it speaks a newer level
 * of the API. docs/simulated.md lists them; what is not in here must be the same.
 */
export interface Difference {
  what: string
  why: string
}

export const DIFFERENCES = {
  quoted: {
    what: 'A structure that a message quotes is JSON: `Invalid value: {"app":"a"}`.',
    why: 'Servers before 1.33 quoted it in Go syntax: `map[string]string{"app":"a"}`.',
  },
  group: {
    what: 'What is refused of a NetworkPolicy is of the group `networking.k8s.io`.',
    why: '1.20 says `extensions`, where the kind was first.',
  },
  service: {
    what: 'A Service has `internalTrafficPolicy`, one of type LoadBalancer `allocateLoadBalancerNodePorts`.',
    why: 'Fields that came after 1.20.',
  },
  namespace: {what: 'A Namespace has the label `kubernetes.io/metadata.name`.', why: 'Set since 1.21.'},
  created: {
    what: 'The metadata of a template has no `creationTimestamp: null`, and nothing has a `selfLink`.',
    why: 'Dropped in 1.34 and in 1.20.',
  },
  token: {
    what: 'The token of a Pod comes in a projected volume `kube-api-access-…`.',
    why: '1.20 mounts a Secret of the service account.',
  },
  taint: {what: 'A new Node has no taint `node.kubernetes.io/not-ready`.', why: 'Simulated nodes are ready at once.'},
  traffic: {
    what: '`externalTrafficPolicy` where there is no outside: `may only be set for externally-accessible services`.',
    why: 'Reworded in 1.26.',
  },
  address: {
    what: 'An address of Endpoints that is none is told once.',
    why: '1.20 tells it twice, in two wordings.',
  },
  decoding: {
    what: 'A value of a wrong type is told by its field: `json: cannot unmarshal string into Go struct field …`.',
    why: '1.20 told the place in the text; the decoder is another one since 1.23.',
  },
  typed: {
    what: 'What cannot be applied is named: `failed to create typed patch object (default/web; apps/v1, Kind=Deployment)`.',
    why: 'Named since 1.24.',
  },
  pruned: {
    what: 'When an applier drops a struct such as a probe, its defaults go with it.',
    why: '1.20 left a probe without its port, and refused the object.',
  },
  event: {
    what: 'An Event without `reportingComponent` and `reportingInstance` has none.',
    why: 'The generated types do not tell that these two are written empty.',
  },
  stateful: {
    what: 'A StatefulSet has `persistentVolumeClaimRetentionPolicy` and `availableReplicas`, its pods a label `apps.kubernetes.io/pod-index`.',
    why: 'Came after 1.20.',
  },
  modes: {
    what: 'Claims and volumes have the access mode `ReadWriteOncePod` and a column VolumeAttributesClass.',
    why: 'Came after 1.20.',
  },
  restarts: {
    what: 'The column Restarts of Pods holds texts: `2 (5m ago)`.',
    why: 'It held numbers before 1.22.',
  },
  pulling: {
    what: 'A Pod tells of `Pulling` an image that no Pod of its node had before.',
    why: 'Nothing is loaded into simulated nodes beforehand, and pulling takes no time to speak of.',
  },
  jobs: {
    what: 'A Job has `completionMode`, `suspend`, `podReplacementPolicy` and `manualSelector`; its labels and its selector begin with `batch.kubernetes.io/`.',
    why: 'Fields that came after 1.20, and names since 1.27; the older labels `controller-uid` and `job-name` are there too.',
  },
  surge: {
    what: 'A DaemonSet has `maxSurge`, and is told `cannot be 0 when maxSurge is 0` of a `maxUnavailable` of nothing.',
    why: 'Came after 1.20, which says `cannot be 0`.',
  },
  preemption: {
    what: 'PriorityClasses have a column PreemptionPolicy, ResourceQuotas their age in the last column.',
    why: 'Changed after 1.20.',
  },
  unsaid: {
    what: 'A quota names the containers that do not say what it counts: `must specify cpu for: web`.',
    why: 'Named since 1.24.',
  },
  types: {
    what: 'A value of a custom resource that is of another type is told with the reason `FieldValueTypeInvalid`.',
    why: '1.20 says `FieldValueInvalid`, as of any other value.',
  },
  atomic: {
    what: '`Service.spec.selector`, `nodeSelector` and references such as `ObjectReference` have one owner as a whole.',
    why: 'Marked atomic after 1.20.',
  },
} as const satisfies Record<string, Difference>

/** docs/simulated-api.md. */
export const differencesPage = (): string =>
  [
    '# Answers of the simulated API server that differ from Kubernetes 1.20',
    '',
    'The simulated cluster speaks the API of Kubernetes 1.36. An end-to-end test (test/e2e/sim-differential.test.ts) sends the same requests to it and to a real API server of version 1.20, which is what a kind cluster without a registry can run, and compares codes, reasons and causes of what is refused, defaults, owners of fields, columns of tables, events and results of rollouts. What differs is here, and nothing else; the list is kept by a test.',
    '',
    '| what | why |',
    '| --- | --- |',
    ...Object.values(DIFFERENCES).map(({what, why}) => `| ${what} | ${why} |`),
    '',
  ].join('\n')
