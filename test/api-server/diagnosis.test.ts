import {describe, expect, test} from 'vitest'
import {diagnosePod, podWord} from '../../src/api-server/diagnosis/pods.ts'
import {tellingLine} from '../../src/api-server/log-tail.ts'
import type {KubeEvent, Node, Pod} from '../../src/kubernetes/types.ts'
import {container, event, pod, ready, waiting} from './objects.ts'

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
        message: 'kubia cannot pull museopkim/kubia: the registry has no such image or tag',
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
      'that was killed for its memory while it was started',
      {
        containerStatuses: [
          waiting(
            'RunContainerError',
            'failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
            {restartCount: 2, lastState: {terminated: {exitCode: 128, reason: 'StartError'}}},
          ),
        ],
      },
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
        message: 'kubia: container kubia cannot be started: exec: "nope": executable file not found in $PATH',
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
      'whose volume a provisioner is making, as the scheduler said three times',
      {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims.',
          },
        ],
      },
      [event('FailedScheduling', '…', 3)],
      {code: 'UNSCHEDULABLE', short: 'Pending, a PersistentVolumeClaim that is not bound', hopeless: false},
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

  test('killed without a reason is judged by its memory limit, where it has one', () => {
    const killed = pod('kubia', {containerStatuses: [crashed(137, 2)]})
    expect(diagnosePod(killed, [])).toMatchObject({code: 'CRASH_LOOP'})
    const [first, ...others] = killed.spec.containers
    const containers = [{...first, resources: {limits: {memory: '24Mi'}}}, ...others] as typeof killed.spec.containers
    expect(diagnosePod({...killed, spec: {...killed.spec, containers}}, [])).toMatchObject({
      code: 'OOM_KILLED',
      message: 'kubia: container kubia was killed (SIGKILL), as it is when it uses more memory than its limit of 24Mi',
    })
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

describe('Labels that a pod asks its node for', () => {
  const message =
    "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node affinity/selector."
  const condition = {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}
  const diagnose = (spec: object) => {
    const one = pod('web', {phase: 'Pending', conditions: [condition]})
    return diagnosePod({...one, spec: {...one.spec, ...spec}}, [])
  }
  const affinityOf = (...nodeSelectorTerms: object[]) => ({
    nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms}},
  })
  const zones = {matchExpressions: [{key: 'zone', operator: 'In', values: ['b', 'a']}]}
  const cores = {matchExpressions: [{key: 'cores', operator: 'Gt', values: ['4']}]}

  test.each([
    ['a node selector', {nodeSelector: {disk: 'ssd', arch: 'arm64'}}, 'arch=arm64,disk=ssd'],
    ['node affinity', {affinity: affinityOf(zones, cores)}, 'zone in (a,b) or cores>4'],
    ['both', {nodeSelector: {disk: 'ssd'}, affinity: affinityOf(zones)}, 'disk=ssd and zone in (a,b)'],
  ])('by %s are named, and decide', (_, spec, wanted) => {
    expect(diagnose(spec)).toMatchObject({
      short: `Pending, 2 nodes without ${wanted}`,
      message: `no node takes web: 1 node for the control plane alone, 2 nodes without ${wanted}`,
      evidence: [message],
    })
  })

  test('that the spec does not have any more are not named', () => {
    expect(diagnose({})).toMatchObject({
      short: 'Pending, 2 nodes that the node selector or affinity does not match',
    })
  })
})

describe('Taints that a newer scheduler does not name', () => {
  const node = (name: string, ...taints: object[]): Node =>
    ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name},
      spec: {taints},
      status: {conditions: [{type: 'Ready', status: 'True', reason: 'KubeletReady'}]},
    }) as Node
  const gpu = {key: 'gpu', value: 'yes', effect: 'NoSchedule'}
  const control = {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}
  const soft = {key: 'slow', effect: 'PreferNoSchedule'}
  const shortOf = (message: string, nodes: Node[], tolerations: object[] = []) => {
    const condition = {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}
    const one = pod('web', {phase: 'Pending', conditions: [condition]})
    return diagnosePod({...one, spec: {...one.spec, tolerations}}, [], {nodes})?.message
  }

  test('are the first ones that the pod does not tolerate', () => {
    const message = '0/2 nodes are available: 2 node(s) had untolerated taint(s). preemption: 0/2 nodes are available.'
    const nodes = [node('control-plane', control), node('worker', soft, gpu)]
    expect(shortOf(message, nodes)).toBe(
      'no node takes web: 1 node with the taint gpu: yes, 1 node for the control plane alone',
    )
    const one = message.replaceAll('0/2', '0/1').replace('2 node(s)', '1 node(s)')
    expect(shortOf(one, nodes, [{key: 'gpu', operator: 'Exists'}])).toBe(
      'no node takes web: 1 node for the control plane alone',
    )
  })

  test('stay unnamed where the nodes have changed since', () => {
    const message = '0/1 nodes are available: 1 node(s) had untolerated taint(s).'
    expect(shortOf(message, [node('worker')])).toBe(
      'no node takes web: 1 node with a taint that the pod does not tolerate',
    )
  })
})
