/** Objects that an API server refuses, for both servers to say why. */
export interface InvalidObject {
  what: string
  kind: string
  object: Record<string, unknown>
}

const container = (fields: object = {}) => ({name: 'c', image: 'nginx:1', ...fields})
const pod = (what: string, spec: object): InvalidObject => ({what, kind: 'Pod', object: {spec}})
const withContainer = (what: string, fields: object): InvalidObject =>
  pod(`a container with ${what}`, {containers: [container(fields)]})
const template = (spec: object = {}, labels: object = {app: 'a'}) => ({
  metadata: {labels},
  spec: {containers: [container()], ...spec},
})
const deployment = (what: string, spec: object): InvalidObject => ({
  what: `a Deployment with ${what}`,
  kind: 'Deployment',
  object: {spec: {selector: {matchLabels: {app: 'a'}}, template: template(), ...spec}},
})
const service = (what: string, spec: object): InvalidObject => ({
  what: `a Service with ${what}`,
  kind: 'Service',
  object: {spec},
})
const named = (what: string, kind: string, metadata: object, fields: object = {}): InvalidObject => ({
  what,
  kind,
  object: {metadata, ...fields},
})
const http = {httpGet: {port: 80}}

export const INVALID_OBJECTS: readonly InvalidObject[] = [
  pod('a Pod without containers', {containers: []}),
  pod('a container without a name or an image', {containers: [{}]}),
  pod('two containers of one name', {containers: [container(), container()]}),
  pod('an init container that has the name of another', {containers: [container()], initContainers: [container()]}),
  withContainer('a name that is none', {name: 'Web_1'}),
  withContainer('a pull policy that is none', {imagePullPolicy: 'Sometimes'}),
  withContainer('ports out of range', {
    ports: [{containerPort: 70000}, {containerPort: 0}, {containerPort: 1, hostPort: -1}],
  }),
  withContainer('port names that are none', {
    ports: [
      {containerPort: 1, name: 'far-too-long-a-name'},
      {containerPort: 2, name: 'UP'},
      {containerPort: 3, name: 'a--b'},
    ],
  }),
  withContainer('two ports of one name', {
    ports: [
      {containerPort: 1, name: 'a'},
      {containerPort: 2, name: 'a'},
    ],
  }),
  withContainer('one host port twice', {
    ports: [
      {containerPort: 1, hostPort: 80},
      {containerPort: 2, hostPort: 80},
    ],
  }),
  withContainer('a protocol that is none', {ports: [{containerPort: 1, protocol: 'HTTP'}]}),
  withContainer('a variable without a name', {env: [{value: 'x'}]}),
  withContainer('a variable from nowhere', {env: [{name: 'A', valueFrom: {}}]}),
  withContainer('a variable from a field that is none', {
    env: [{name: 'A', valueFrom: {fieldRef: {fieldPath: 'spec.nix'}}}],
  }),
  withContainer('a variable with a value and a source', {
    env: [{name: 'A', value: 'x', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}],
  }),
  withContainer('variables from nowhere', {envFrom: [{}]}),
  withContainer('a probe without a handler', {livenessProbe: {periodSeconds: 1}}),
  withContainer('a probe of two kinds', {readinessProbe: {...http, exec: {command: ['a']}}}),
  withContainer('a probe with a port that is none', {readinessProbe: {tcpSocket: {port: 'not a name'}}}),
  withContainer('a probe that counts below zero', {readinessProbe: {...http, initialDelaySeconds: -1}}),
  withContainer('a liveness probe that needs two successes', {livenessProbe: {...http, successThreshold: 2}}),
  withContainer('a resource that is none', {resources: {limits: {cores: '1'}}}),
  withContainer('less than nothing of a resource', {resources: {requests: {memory: '-1'}}}),
  withContainer('half of an extended resource', {resources: {limits: {'example.com/gpu': '500m'}}}),
  withContainer('a mount of a volume that is none', {volumeMounts: [{name: 'v', mountPath: '/v'}]}),
  withContainer('a message policy that is none', {terminationMessagePolicy: 'Shout'}),
  pod('a restart policy that is none', {containers: [container()], restartPolicy: 'Maybe'}),
  pod('a DNS policy that is none', {containers: [container()], dnsPolicy: 'Maybe'}),
  pod('a node selector that is none', {containers: [container()], nodeSelector: {'a b': 'c d'}}),
  pod('tolerations that are none', {
    containers: [container()],
    tolerations: [
      {operator: 'Equal'},
      {key: 'a', operator: 'Like'},
      {key: 'a', effect: 'Never'},
      {key: 'a', tolerationSeconds: 3},
    ],
  }),
  pod('volumes that are none', {
    containers: [container()],
    volumes: [
      {name: 'a', emptyDir: {}, secret: {secretName: 's'}},
      {name: 'b'},
      {name: 'b'},
      {name: 'c', secret: {}},
      {},
    ],
  }),
  pod('a deadline of nothing', {containers: [container()], activeDeadlineSeconds: 0}),
  deployment('fewer replicas than none', {replicas: -1}),
  deployment('no selector', {selector: null}),
  deployment('an empty selector', {selector: {}}),
  deployment('a selector that its template does not match', {selector: {matchLabels: {app: 'b'}}}),
  deployment('expressions that are none', {
    selector: {
      matchExpressions: [
        {key: 'app', operator: 'In'},
        {key: 'app', operator: 'Exists', values: ['a']},
      ],
    },
  }),
  deployment('templates that do not restart', {template: template({restartPolicy: 'Never'})}),
  deployment('no surge and nothing unavailable', {
    strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}},
  }),
  deployment('limits that are none', {strategy: {rollingUpdate: {maxSurge: 'x', maxUnavailable: '120%'}}}),
  deployment('limits of a strategy that has none', {strategy: {type: 'Recreate', rollingUpdate: {maxSurge: 1}}}),
  deployment('a strategy that is none', {strategy: {type: 'Magic'}}),
  deployment('a deadline before it is ready', {minReadySeconds: 600}),
  deployment('labels that are none', {template: template({}, {app: 'a', 'x y': 'ok', z: 'not ok'})}),
  {what: 'a ReplicationController of nothing', kind: 'ReplicationController', object: {spec: {}}},
  {
    what: 'a ReplicaSet whose template does not match',
    kind: 'ReplicaSet',
    object: {spec: {selector: {matchLabels: {app: 'b'}}, template: template()}},
  },
  service('no ports', {selector: {app: 'a'}}),
  service('two ports without names', {ports: [{port: 80}, {port: 81}]}),
  service('two ports of one name', {
    ports: [
      {port: 80, name: 'a'},
      {port: 81, name: 'a'},
    ],
  }),
  service('one port twice', {
    ports: [
      {port: 80, name: 'a'},
      {port: 80, name: 'b'},
    ],
  }),
  service('ports out of range', {ports: [{port: 0, targetPort: 70000}]}),
  service('a target that is none', {ports: [{port: 80, targetPort: 'NOT'}]}),
  service('a protocol that is none', {ports: [{port: 80, protocol: 'HTTP'}]}),
  service('a type that is none', {type: 'Magic', ports: [{port: 80}]}),
  service('a node port without the type for it', {ports: [{port: 80, nodePort: 30000}]}),
  service('one node port twice', {
    type: 'NodePort',
    ports: [
      {port: 80, name: 'a', nodePort: 30999},
      {port: 81, name: 'b', nodePort: 30999},
    ],
  }),
  service('no external name', {type: 'ExternalName'}),
  service('an affinity that is none', {ports: [{port: 80}], sessionAffinity: 'Always'}),
  service('a headless node port', {type: 'NodePort', clusterIP: 'None', ports: [{port: 80}]}),
  service('an address that is none', {clusterIP: 'x', ports: [{port: 80}]}),
  service('a traffic policy without the type for it', {ports: [{port: 80}], externalTrafficPolicy: 'Local'}),
  named('a Pod whose name is none', 'Pod', {name: 'Web_1'}, {spec: {containers: [container()]}}),
  named('a name that is too long', 'ConfigMap', {name: 'a'.repeat(254)}),
  named('a Service whose name begins with a digit', 'Service', {name: '1web'}, {spec: {ports: [{port: 80}]}}),
  named('a Namespace whose name has a dot', 'Namespace', {name: 'a.b'}),
  named('no name', 'ConfigMap', {}),
  named('labels and annotations that are none', 'ConfigMap', {
    name: 'x',
    labels: {'a/b/c': 'x', '/y': '-', ok: 'a b'},
    annotations: {'-': 'x'},
  }),
  named('a finalizer that is none', 'ConfigMap', {name: 'x', finalizers: ['nix']}),
  named('an owner without a name', 'ConfigMap', {name: 'x', ownerReferences: [{apiVersion: 'v1', kind: 'Pod'}]}),
  {what: 'a ConfigMap with a key that is none', kind: 'ConfigMap', object: {data: {'a b': 'x', '..': 'y'}}},
  {what: 'a Secret with a key that is none', kind: 'Secret', object: {data: {'a b': 'eA=='}}},
  {what: 'a TLS Secret of nothing', kind: 'Secret', object: {type: 'kubernetes.io/tls'}},
  {what: 'a registry Secret of nothing', kind: 'Secret', object: {type: 'kubernetes.io/dockerconfigjson'}},
  {
    what: 'a Node with taints that are none',
    kind: 'Node',
    object: {
      spec: {
        taints: [
          {key: 'a', effect: 'Never'},
          {key: 'b'},
          {key: 'c', effect: 'NoExecute'},
          {key: 'c', effect: 'NoExecute'},
        ],
      },
    },
  },
  {
    what: 'Endpoints of nothing',
    kind: 'Endpoints',
    object: {subsets: [{ports: [{port: 0}]}, {addresses: [{ip: 'x'}], ports: [{port: 1}, {port: 2}]}]},
  },
  {what: 'a Lease of no time', kind: 'Lease', object: {spec: {leaseDurationSeconds: 0}}},
  {
    what: 'an Event of elsewhere',
    kind: 'Event',
    object: {involvedObject: {kind: 'Pod', namespace: 'elsewhere', name: 'x'}},
  },
]
