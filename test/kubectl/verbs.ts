/** One command line of kubectl's and what it must come to. */
export interface VerbStep {
  /** The words behind `kubectl`. */
  args: readonly string[]
  /** What standard output must be: exactly, or of this shape. */
  says?: string | RegExp
  /** What standard error must be like; without it, it may warn. */
  complains?: RegExp
  /** The exit code; 0 unless said. */
  code?: number
  /** For standard input. */
  input?: string
  /** Repeats the line until it comes out right, for what takes the cluster a moment. */
  settles?: true
}

const step = (line: string, says?: string | RegExp, more: Partial<VerbStep> = {}): VerbStep => ({
  args: line.split(' '),
  ...(says !== undefined && {says}),
  ...more,
})

const manifest = (value: object): string => JSON.stringify(value)

const WEB = (replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'applied'},
  spec: {
    replicas,
    selector: {matchLabels: {app: 'applied'}},
    template: {
      metadata: {labels: {app: 'applied'}},
      spec: {containers: [{name: 'web', image: 'museopkim/kubia', ports: [{containerPort: 8080}]}]},
    },
  },
})

/** What tells of the server and of its resources. */
const DISCOVERY: readonly VerbStep[] = [
  step('api-resources', /^deployments +deploy +apps\/v1 +true +Deployment$/m),
  step('api-resources --verbs=list --namespaced -o name', /^configmaps$/m),
  step('api-versions', /^apps\/v1$/m),
  step('version -o json', /"gitVersion": "v1\.\d+\.\d+\S*sim/),
  step('cluster-info', /control plane.* is running at .*https:\/\/127\./),
  step('explain deployment.spec.replicas', /FIELD: +replicas/),
  step('explain pod --recursive', /hostNetwork/),
  step('auth can-i create pods', 'yes\n'),
]

/** What makes objects. */
const MAKE: readonly VerbStep[] = [
  step('run kubia --image=museopkim/kubia --port=8080', 'pod/kubia created\n'),
  step('create deployment web --image=museopkim/kubia --port=8080', 'deployment.apps/web created\n'),
  step('create deployment web --image=museopkim/kubia', '', {
    code: 1,
    complains: /^error: failed to create deployment: deployments\.apps "web" already exists\n$/,
  }),
  step('create configmap settings --from-literal=color=blue', 'configmap/settings created\n'),
  step('create secret generic token --from-literal=key=value', 'secret/token created\n'),
  step('create serviceaccount robot', 'serviceaccount/robot created\n'),
  step('create service clusterip plain --tcp=80:8080', 'service/plain created\n'),
  step('create -f -', 'configmap/from-file created\n', {
    input: manifest({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'from-file'}, data: {a: '1'}}),
  }),
  step('create -f -', '', {
    code: 1,
    complains: /strict decoding error: unknown field "spork"/,
    input: manifest({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'strict'}, spork: 1}),
  }),
  step('create deployment dry --image=x --dry-run=server -o name', 'deployment.apps/dry\n'),
  step('get deployment dry', '', {
    code: 1,
    complains: /^Error from server \(NotFound\): deployments\.apps "dry" not found\n$/,
  }),
  step('create job once --image=x', 'job.batch/once created\n'),
  step('create cronjob tick --image=x --schedule=@yearly', 'cronjob.batch/tick created\n'),
  step('create job by-hand --from=cronjob/tick', 'job.batch/by-hand created\n'),
  step('create ingress web --rule=example.com/=web:80', 'ingress.networking.k8s.io/web created\n'),
]

/** What applies manifests, and tells the difference. */
const APPLY: readonly VerbStep[] = [
  step('apply -f -', 'deployment.apps/applied created\n', {input: manifest(WEB(1))}),
  step('apply -f -', 'deployment.apps/applied unchanged\n', {input: manifest(WEB(1))}),
  step('diff -f -', /^\+ +replicas: 2$/m, {input: manifest(WEB(2)), code: 1}),
  step('apply -f -', 'deployment.apps/applied configured\n', {input: manifest(WEB(2))}),
  step('apply --server-side -f -', 'deployment.apps/applied serverside-applied\n', {input: manifest(WEB(3))}),
  step('apply --server-side --force-conflicts -f -', 'deployment.apps/applied serverside-applied\n', {
    input: manifest(WEB(3)),
  }),
  step('apply --server-side --field-manager=other -f -', '', {
    input: manifest(WEB(1)),
    code: 1,
    complains: /Apply failed with 1 conflict: conflict with "kubectl": \.spec\.replicas/,
  }),
]

/** What shows objects. */
const LOOK: readonly VerbStep[] = [
  step('rollout status deployment/web --timeout=60s', /successfully rolled out\n$/),
  step('wait --for=condition=Ready pod/kubia --timeout=60s', 'pod/kubia condition met\n'),
  step('get pods', /^NAME +READY +STATUS +RESTARTS +AGE\n/),
  step('get pods -o wide', /NOMINATED NODE +READINESS GATES\n/),
  step('get pod kubia -o json', /"kind": "Pod"/),
  step('get pod kubia -o yaml', /^kind: Pod$/m),
  step('get pod kubia -o jsonpath={.status.phase}', 'Running'),
  step('get pods -l app=web -o name', /^pod\/web-[a-z0-9]+-[a-z0-9]{5}\n$/),
  step('get pods --field-selector=metadata.name=kubia --no-headers', /^kubia +1\/1 +Running +0 +\S+\n$/),
  step('get pods --field-selector=spec.unknown=1', '', {
    code: 1,
    complains: /field label not supported: spec\.unknown/,
  }),
  step(
    'get pods --sort-by=.metadata.name -o name',
    /^pod\/applied-.*\npod\/applied-.*\npod\/applied-.*\npod\/by-hand-.*\npod\/kubia\npod\/once-.*\npod\/web-/,
  ),
  step('get pods --chunk-size=2 -o name', /^(pod\/\S+\n){7}$/),
  step('get pods -A', /^kube-system|^NAMESPACE +NAME/m),
  step('get all', /^deployment\.apps\/web +1\/1 +1 +1 +\S+$/m),
  step('get nodes -o wide', /sim/),
  step('describe pod kubia', /^Events:\n(.*\n)*.*Scheduled .*Successfully assigned/m),
  step(
    'describe deployment web',
    /^ {2}Normal +ScalingReplicaSet .* deployment-controller +Scaled up replica set web-\S+ (from 0 )?to 1$/m,
  ),
  step('describe rs -l app=web', /^ {2}Normal +SuccessfulCreate +/m),
  step('describe service plain', /^Endpoints:/m),
  step('describe nodes', /^Non-terminated Pods:/m),
  step('get events', /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/),
  step('logs kubia', /\S/),
  step('logs deployment/web --tail=1', /^.+\n$/),
  step('exec kubia -- ls', '', {code: 1, complains: /the simulated cluster does not/}),
]

/** What changes objects. */
const CHANGE: readonly VerbStep[] = [
  step('expose deployment web --port=80 --target-port=8080', 'service/web exposed\n'),
  step('expose pod kubia --type=NodePort --name=kubia-http --port=8080', 'service/kubia-http exposed\n'),
  step('scale deployment web --replicas=3', 'deployment.apps/web scaled\n'),
  step('scale deployment web --current-replicas=3 --replicas=2', 'deployment.apps/web scaled\n'),
  step('scale deployment web --current-replicas=7 --replicas=2', '', {
    code: 1,
    complains: /Expected replicas to be 7, was 2/,
  }),
  step('set image deployment/web kubia=museopkim/kubia:v2', 'deployment.apps/web image updated\n'),
  step('rollout status deployment/web --timeout=60s', /successfully rolled out\n$/),
  step('set env deployment/web COLOR=blue', 'deployment.apps/web env updated\n'),
  step('rollout status deployment/web --timeout=60s', /successfully rolled out\n$/),
  step('rollout history deployment/web', /^REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n3 +<none>\n/m),
  step('rollout undo deployment/web --to-revision=1', 'deployment.apps/web rolled back\n'),
  step('rollout status deployment/web --timeout=60s', /successfully rolled out\n$/),
  step('get deployment web -o jsonpath={.spec.template.spec.containers[0].image}', 'museopkim/kubia'),
  step('rollout restart deployment/web', 'deployment.apps/web restarted\n'),
  step('rollout status deployment/web --timeout=60s', /successfully rolled out\n$/),
  step('label pod kubia tier=front', 'pod/kubia labeled\n'),
  step('label pod kubia tier=front', 'pod/kubia not labeled\n'),
  step('annotate pod kubia note=hello', 'pod/kubia annotated\n'),
  step('patch deployment web -p {"spec":{"replicas":1}}', 'deployment.apps/web patched\n'),
  step('patch deployment web -p {"spec":{"replicas":1}}', 'deployment.apps/web patched (no change)\n'),
  step('patch deployment web --type=merge -p {"spec":{"replicas":2}}', 'deployment.apps/web patched\n'),
  step(
    'patch deployment web --type=json -p [{"op":"replace","path":"/spec/replicas","value":1}]',
    'deployment.apps/web patched\n',
  ),
  step('patch deployment web -p {"spec":{"replicas":-1}}', '', {
    code: 1,
    complains: /The Deployment "web" is invalid: spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
  }),
  step('edit configmap settings', 'configmap/settings edited\n'),
  step('get configmap settings -o jsonpath={.data.color}', 'green'),
]

const LAMPS = (version: string): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `lamps.${version}.example.com`},
  spec: {
    group: `${version}.example.com`,
    scope: 'Namespaced',
    names: {plural: 'lamps', kind: 'Lamp', shortNames: ['la']},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {status: {}, scale: {specReplicasPath: '.spec.bulbs', statusReplicasPath: '.status.bulbs'}},
        additionalPrinterColumns: [{name: 'Bulbs', type: 'integer', jsonPath: '.spec.bulbs'}],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {bulbs: {type: 'integer', maximum: 9, description: 'How many.'}, room: {type: 'string'}},
              },
              status: {type: 'object', properties: {bulbs: {type: 'integer'}}},
            },
          },
        },
      },
    ],
  },
})
const LAMP = (version: string, spec: object): string =>
  manifest({apiVersion: `${version}.example.com/v1`, kind: 'Lamp', metadata: {name: 'desk'}, spec})

/** What makes a kind of one's own, and its objects. @param version of kubectl: definitions are the cluster's, not a namespace's */
const define = (version: string): readonly VerbStep[] => [
  step('apply -f -', /created\n$/, {input: manifest(LAMPS(version))}),
  step(`wait --for=condition=Established crd/lamps.${version}.example.com --timeout=60s`, /condition met\n$/),
  step('create -f -', /^lamp\.\S+\/desk created\n$/, {input: LAMP(version, {bulbs: 1, room: 'hall'}), settles: true}),
  step('create -f -', '', {
    code: 1,
    complains: /strict decoding error: unknown field "spec\.bulb"/,
    input: LAMP(version, {bulb: 1}),
  }),
  step(`explain lamps.${version}.example.com.spec.bulbs`, /FIELD: bulbs <integer>(.|\n)*How many\./, {settles: true}),
  step(`get lamps.${version}.example.com`, /^NAME +BULBS\ndesk +1\n$/),
  step(`scale lamps.${version}.example.com/desk --replicas=3`, /\/desk scaled\n$/),
  step(`scale lamps.${version}.example.com/desk --replicas=30`, '', {
    code: 1,
    complains: /spec\.bulbs: Invalid value: 30: spec\.bulbs in body should be less than or equal to 9/,
  }),
  step(
    `patch lamps.${version}.example.com desk --subresource=status --type=merge -p {"status":{"bulbs":3}}`,
    /\/desk patched\n$/,
  ),
  step('apply --server-side --field-manager=other -f -', '', {
    code: 1,
    complains: /Apply failed with 1 conflict: conflict with "kubectl\S*"(.|\n)*\.spec\.bulbs/,
    input: LAMP(version, {bulbs: 2}),
  }),
  step(`delete crd lamps.${version}.example.com`, /deleted/),
  step(`get lamps.${version}.example.com`, '', {code: 1, complains: /./}),
]

/** What moves pods away from nodes. */
const nodes = (worker: string): readonly VerbStep[] => [
  step(`cordon ${worker}`, `node/${worker} cordoned\n`),
  step(`get node ${worker} --no-headers`, /Ready,SchedulingDisabled/),
  step(
    `drain ${worker} --ignore-daemonsets --force --timeout=60s`,
    new RegExp(`^node/${worker} (already cordoned|drained)`, 'm'),
  ),
  step(`uncordon ${worker}`, `node/${worker} uncordoned\n`),
  step(`taint node ${worker} lesson=yes:NoSchedule`, `node/${worker} tainted\n`),
  step(`taint node ${worker} lesson-`, `node/${worker} untainted\n`),
]

/** What deletes. */
const DELETE: readonly VerbStep[] = [
  step('delete pod kubia --grace-period=1 --ignore-not-found --timeout=60s', /^(pod "kubia" deleted.*\n)?$/),
  step('delete pods -l app=web --wait=false', /^pod "web-\S+" deleted/),
  step('delete deployment applied --cascade=orphan --timeout=60s', /^deployment\.apps "applied" deleted/),
  step('get rs -l app=applied -o name', /^replicaset\.apps\/applied-/),
  step('delete rs -l app=applied --timeout=60s', /^replicaset\.apps "applied-\S+" deleted/),
  step('delete deployment web --cascade=foreground --timeout=60s', /^deployment\.apps "web" deleted/),
  step('delete jobs --all --timeout=60s', /^job\.batch "by-hand" deleted.*\njob\.batch "once" deleted/),
  step('delete cronjob tick', /^cronjob\.batch "tick" deleted/),
  step('get deployment,rs,pods -o name', '', {settles: true}),
  step('delete service,configmap,secret --all --timeout=60s', /^service "kubia-http" deleted/m),
]

/**
 * Every verb of the walk-through and of a working day, in an order that leaves nothing.
 * @param version of kubectl, as a part of names
 */
export const verbSteps = (worker: string, version: string): readonly (readonly [string, readonly VerbStep[]])[] => [
  ['finds its way by discovery', DISCOVERY],
  ['makes objects', MAKE],
  ['applies manifests', APPLY],
  ['shows objects', LOOK],
  ['changes objects', CHANGE],
  ['makes kinds', define(version)],
  ['moves pods away from nodes', nodes(worker)],
  ['deletes', DELETE],
]
