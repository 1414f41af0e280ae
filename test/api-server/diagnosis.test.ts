import {describe, expect, test} from 'vitest'
import {findCause} from '../../src/api-server/diagnosis/diagnosis.ts'
import {IMAGE_PULL_CAUSES} from '../../src/api-server/diagnosis/image-pull.ts'
import {diagnosePod, podWord} from '../../src/api-server/diagnosis/pods.ts'
import {explainRefusal} from '../../src/api-server/diagnosis/refusals.ts'
import {schedulingCauses} from '../../src/api-server/diagnosis/scheduling.ts'
import {tellingLine} from '../../src/api-server/log-tail.ts'
import type {KubeEvent, Pod} from '../../src/kubernetes/types.ts'
import {container, event, pod, ready, waiting} from './objects.ts'

describe('why an image is not pulled', () => {
  test.each([
    [
      'failed to do request: Head "http://localhost:1/v2/none/manifests/1": dial tcp [::1]:1: connect: connection refused',
      'nothing listens at the registry’s address',
    ],
    [
      'failed to resolve reference "docker.io/library/nope:1": docker.io/library/nope:1: not found',
      'the registry has no such image or tag',
    ],
    [
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'it does not exist, or it is private and the registry asks for a login',
    ],
    [
      'unexpected status code 401 Unauthorized',
      'it does not exist, or it is private and the registry asks for a login',
    ],
    ['toomanyrequests: You have reached your pull rate limit', 'the registry’s rate limit is reached'],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'the registry’s certificate is not trusted by the nodes',
    ],
    ['dial tcp: lookup registry.example on 10.96.0.10:53: no such host', 'the nodes can’t reach the registry'],
    ['dial tcp 10.0.0.1:443: connect: no route to host', 'the nodes can’t reach the registry'],
    [
      'InvalidImageName: couldn\'t parse image reference "A:b:c": invalid reference format',
      'it is not a valid image name',
    ],
    [
      'Container image "x" is not present with pull policy of Never',
      'it is not on the node, and its pull policy is Never',
    ],
  ])('%s: %s', (message, says) => expect(findCause(IMAGE_PULL_CAUSES, message)?.says).toBe(says))
})

describe('why no node takes a pod', () => {
  test.each([
    [
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 node(s) didn't match Pod's node affinity.",
      [
        '1 node with the taint node-role.kubernetes.io/master',
        '2 nodes that the node selector or affinity does not match',
      ],
    ],
    [
      '0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory. preemption: 0/3 nodes are available',
      ['2 nodes with too little memory', '1 node with the taint node-role.kubernetes.io/control-plane'],
    ],
    [
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
      ['2 nodes with too little cpu', '1 node with the taint that the pod does not tolerate'],
    ],
    ['0/3 nodes are available: 3 Too many pods.', ['3 nodes that hold as many pods as they may']],
    [
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      ['1 node that the node selector or affinity does not match'],
    ],
    ['0/2 nodes are available: 2 node(s) were unschedulable.', ['2 nodes cordoned']],
    ['pod has unbound immediate PersistentVolumeClaims', ['a PersistentVolumeClaim that is not bound']],
  ])('%s', (message, says) => expect(schedulingCauses(message).says).toEqual(says))
})

describe('why the API server refuses', () => {
  test.each([
    [
      'Error from server (Forbidden): deployments.apps "kubia" is forbidden: User "system:serviceaccount:wl:default" cannot patch resource "deployments" in API group "apps" in the namespace "wl"',
      'FORBIDDEN',
      'system:serviceaccount:wl:default may not patch deployments.apps in namespace wl',
    ],
    [
      'Error from server (Forbidden): pods "kubia" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
      'QUOTA_EXCEEDED',
      'the quota small does not allow it: pods=1 asked for, pods=2 in use, pods=2 at most',
    ],
    ['Error from server (NotFound): namespaces "nope" not found', 'NAMESPACE_MISSING', 'there is no namespace nope'],
    [
      'Error from server (Forbidden): pods "a" is forbidden: unable to create new content in namespace old because it is being terminated',
      'NAMESPACE_TERMINATING',
      'the namespace old is being deleted',
    ],
    [
      'error when creating "STDIN": admission webhook "policy.example" denied the request: no latest tags',
      'ADMISSION_DENIED',
      'the admission webhook policy.example refused it: no latest tags',
    ],
    [
      'pods "a-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
      'ADMISSION_DENIED',
      'the namespace’s Pod Security level restricted:latest refused it: allowPrivilegeEscalation != false',
    ],
    [
      'pods "a-" is forbidden: error looking up service account wl/robot: serviceaccount "robot" not found',
      'ADMISSION_DENIED',
      'there is no service account robot',
    ],
    [
      'error: Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.template.spec.containers[name="kubia"].image\nPlease review the fields above',
      'FIELD_CONFLICT',
      '1 conflict with another field manager: conflict with "kubectl-create" using apps/v1: .spec.template.spec.containers[name="kubia"].image',
    ],
    [
      'The Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range',
      'OBJECT_INVALID',
      'the API server refuses the Service np: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range',
    ],
    [
      'Operation cannot be fulfilled on deployments.apps "kubia": the object has been modified; please apply your changes to the latest version and try again',
      'OBJECT_CHANGED',
      'deployments.apps kubia was changed by someone else in the meantime',
    ],
    [
      'error: unable to decode "bad.yaml": Object \'Kind\' is missing in \'{"foo":"bar"}\'',
      'OBJECT_INVALID',
      "this is no manifest: Object 'Kind' is missing",
    ],
    ['error: no objects passed to apply', 'OBJECT_INVALID', 'there is nothing to apply: no objects passed to apply'],
    [
      'Error from server: failed to create typed patch object: .spec.ports: element 0: associative list with keys has an element that omits key field "protocol"',
      'OBJECT_INVALID',
      'a port without a protocol cannot be applied: this API server needs it as a part of the port’s key',
    ],
  ])('%s', (text, code, message) => expect(explainRefusal(text)).toMatchObject({code, message}))

  test('is not guessed', () => expect(explainRefusal('error: something else')).toBeUndefined())
})

const PULL = 'Failed to pull image "x": rpc error: x: not found'
const unschedulable: Pod['status'] = {
  phase: 'Pending',
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    },
  ],
}
const crashed = (exitCode: number, restartCount: number, reason = 'Error') =>
  waiting('CrashLoopBackOff', 'back-off 10s restarting failed container', {
    restartCount,
    lastState: {terminated: {exitCode, reason}},
  })

describe('a pod', () => {
  const cases: [string, Pod['status'], KubeEvent[], object | undefined][] = [
    ['that is ready has no problem', ready, [], undefined],
    [
      'that is being started has no problem',
      {phase: 'Pending', containerStatuses: [waiting('ContainerCreating')]},
      [],
      undefined,
    ],
    [
      'whose image failed once may still come',
      {containerStatuses: [waiting('ImagePullBackOff', 'Back-off')]},
      [event('Failed', PULL)],
      {code: 'IMAGE_PULL', short: 'ImagePullBackOff, museopkim/kubia', hopeless: false},
    ],
    [
      'whose image failed twice is lost',
      {containerStatuses: [waiting('ErrImagePull')]},
      [event('Failed', PULL, 2), event('Failed', 'Error: ErrImagePull', 2)],
      {
        code: 'IMAGE_PULL',
        message: 'kubia can’t pull museopkim/kubia: the registry has no such image or tag',
        hopeless: true,
      },
    ],
    [
      'with an invalid image name is lost at once',
      {containerStatuses: [waiting('InvalidImageName')]},
      [],
      {code: 'IMAGE_PULL', hopeless: true},
    ],
    [
      'that crashed once may still come',
      {containerStatuses: [crashed(1, 1)]},
      [],
      {
        code: 'CRASH_LOOP',
        short: 'CrashLoopBackOff, exit 1',
        hopeless: false,
        log: {pod: 'kubia', container: 'kubia', previous: true},
      },
    ],
    [
      'that crashed after two back-offs is lost',
      {containerStatuses: [crashed(1, 2)]},
      [],
      {code: 'CRASH_LOOP', hopeless: true},
    ],
    [
      'that ends with success again and again is told that it must keep running',
      {containerStatuses: [crashed(0, 2, 'Completed')]},
      [],
      {
        message:
          'kubia: container kubia ends again and again, with exit code 0: it ended by itself; a container of an app must keep running',
      },
    ],
    [
      'that was killed for its memory',
      {containerStatuses: [crashed(137, 2, 'OOMKilled')]},
      [],
      {code: 'OOM_KILLED', short: 'OOMKilled', hopeless: true},
    ],
    [
      'whose command is not in the image',
      {
        containerStatuses: [
          waiting(
            'RunContainerError',
            'OCI runtime create failed: exec: "nope": executable file not found in $PATH: unknown',
            {
              restartCount: 2,
              lastState: {terminated: {exitCode: 128, reason: 'StartError'}},
            },
          ),
        ],
      },
      [],
      {
        code: 'CRASH_LOOP',
        message: 'kubia: container kubia can’t be started: exec: "nope": executable file not found in $PATH',
        hopeless: true,
      },
    ],
    [
      'whose liveness probe fails',
      {containerStatuses: [crashed(137, 2)]},
      [
        event('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500', 6),
        event('Killing', 'Container kubia failed liveness probe, will be restarted', 2),
      ],
      {code: 'PROBE_FAILED', short: 'CrashLoopBackOff, liveness probe fails', hopeless: true},
    ],
    [
      'whose readiness probe fails may still come',
      {containerStatuses: [container({state: {running: {}}})]},
      [event('Unhealthy', 'Readiness probe failed: dial tcp 10.244.1.3:9999: connect: connection refused', 9)],
      {code: 'PROBE_FAILED', short: 'not ready, readiness probe fails', hopeless: false},
    ],
    [
      'that names a ConfigMap that is not there',
      {containerStatuses: [waiting('CreateContainerConfigError', 'configmap "settings" not found')]},
      [event('Failed', 'Error: configmap "settings" not found', 2)],
      {code: 'CONTAINER_CONFIG', fix: ['create the configmap settings in the same namespace'], hopeless: true},
    ],
    [
      'that fits nowhere, as the scheduler said once',
      unschedulable,
      [event('FailedScheduling', '…')],
      {code: 'UNSCHEDULABLE', short: 'Pending, 1 node with too little cpu', hopeless: false},
    ],
    [
      'that fits nowhere, as the scheduler said twice',
      unschedulable,
      [event('FailedScheduling', '…', 2)],
      {code: 'UNSCHEDULABLE', hopeless: true},
    ],
    [
      'that was evicted',
      {phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.'},
      [],
      {
        code: 'POD_FAILED',
        short: 'Evicted',
        message: 'kubia failed: The node was low on resource: memory.',
        hopeless: true,
      },
    ],
  ]
  test.each(cases)('%s', (_, status, events, diagnosis) => {
    const found = diagnosePod(pod('kubia', status), events)
    if (diagnosis === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(diagnosis)
  })

  test('counts events of the newer API in their series', () => {
    const newer = {...event('FailedScheduling', '…'), count: null, series: {count: 4}}
    expect(diagnosePod(pod('kubia', unschedulable), [newer])).toMatchObject({hopeless: true})
  })

  test('is told in a word', () => {
    expect(podWord(pod('kubia', {phase: 'Pending', containerStatuses: [waiting('ContainerCreating')]}))).toBe(
      'ContainerCreating',
    )
    expect(podWord(pod('kubia', ready))).toBe('Running')
  })
})

describe('the line of a log that says why', () => {
  test.each([
    [
      ['starting', 'Error: listen EADDRINUSE: address already in use', '    at Server.setupListenHandle'],
      'Error: listen EADDRINUSE: address already in use',
    ],
    [['one', 'two', ''], 'two'],
    [[], undefined],
    [[`Error: ${'x'.repeat(80)}`], `Error: ${'x'.repeat(52)}…`],
  ])('%j', (lines, line) => expect(tellingLine(lines)).toBe(line))
})
