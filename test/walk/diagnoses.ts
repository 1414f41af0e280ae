import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {describeBeside} from './beside.ts'
import {type Ability, type Bench, bench, deployment, type Outcome, type WorkflowCluster} from './cluster.ts'

interface Case {
  title: string
  provoke: (here: Bench) => Promise<Outcome>
  exit: number
  code: string
  /** Parts of what the user reads. */
  says: readonly string[]
  /** What a cluster must do for it. */
  needs?: Ability
}

const HTTP = {httpGet: {path: '/', port: 9999}, periodSeconds: 1, failureThreshold: 1}

/** Each diagnosis, provoked for real. */
const CASES: readonly Case[] = [
  {
    title: 'an image that no registry has',
    provoke: here => here.kubia('deploy', 'image', '--image', 'localhost:1/none:1'),
    exit: 6,
    code: 'IMAGE_PULL',
    says: ['cannot pull localhost:1/none:1', 'Failed to pull image "localhost:1/none:1"'],
  },
  {
    title: 'a command that crashes, with its last lines',
    provoke: here =>
      here.kubia(
        'deploy',
        'crash',
        '--image',
        'museopkim/kubia',
        '--command',
        '--',
        'sh',
        '-c',
        'echo starting; echo Error: EADDRINUSE; exit 1',
      ),
    exit: 6,
    code: 'CRASH_LOOP',
    says: ['ends again and again, with exit code 1', '    | starting\n', '    | Error: EADDRINUSE\n'],
  },
  {
    title: 'a command that the image does not have',
    needs: 'commands',
    provoke: here => here.kubia('run', 'nocommand', '--image', 'museopkim/kubia', '--command', '--', 'nope'),
    exit: 6,
    code: 'CRASH_LOOP',
    says: ['cannot be started: exec: "nope": executable file not found in $PATH'],
  },
  {
    title: 'a container that takes more memory than it may',
    needs: 'commands',
    provoke: here =>
      here.deploy([
        deployment('oom', {
          command: ['sh', '-c', 'x=0123456789; while true; do x=$x$x; done'],
          resources: {limits: {memory: '24Mi'}},
        }),
      ]),
    exit: 6,
    code: 'OOM_KILLED',
    says: ['more memory than its limit of 24Mi'],
  },
  {
    title: 'a node selector that no node has',
    provoke: here => here.deploy([deployment('nowhere', {}, {nodeSelector: {disk: 'gold'}})]),
    exit: 6,
    code: 'UNSCHEDULABLE',
    says: ['no node takes nowhere-', 'without disk=gold'],
  },
  {
    title: 'more memory than any node has',
    provoke: here => here.deploy([deployment('huge', {resources: {requests: {memory: '900Ti'}}})]),
    exit: 6,
    code: 'UNSCHEDULABLE',
    says: ['no node takes huge-', 'with too little memory', '1 node '],
  },
  {
    title: 'a readiness probe on a wrong port',
    provoke: here => here.deploy([deployment('unready', {readinessProbe: HTTP})], '--timeout', here.limit),
    exit: 5,
    code: 'NOT_READY',
    says: ['runs, but its readiness probe fails', ':9999', 'connection refused'],
  },
  {
    title: 'a liveness probe on a wrong port',
    provoke: here => here.deploy([deployment('dying', {readinessProbe: HTTP, livenessProbe: HTTP})]),
    exit: 6,
    code: 'PROBE_FAILED',
    says: ['is restarted again and again, since its liveness probe fails'],
  },
  {
    title: 'a ConfigMap that is not there',
    provoke: here => here.deploy([deployment('config', {envFrom: [{configMapRef: {name: 'settings'}}]})]),
    exit: 6,
    code: 'CONTAINER_CONFIG',
    says: ['configmap "settings" not found', 'create the configmap settings in the same namespace'],
  },
  {
    title: 'a service account that is not there',
    provoke: here => here.deploy([deployment('admission', {}, {serviceAccountName: 'robot'})]),
    exit: 6,
    code: 'ADMISSION_DENIED',
    says: ['the pods of admission are refused: there is no service account robot'],
  },
  {
    title: 'a job that fails',
    needs: 'jobs',
    provoke: here =>
      here.deploy([
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: {name: 'failing'},
          spec: {
            backoffLimit: 0,
            template: {
              spec: {
                restartPolicy: 'Never',
                containers: [
                  {
                    name: 'a',
                    image: 'museopkim/kubia:latest',
                    imagePullPolicy: 'IfNotPresent',
                    command: ['sh', '-c', 'echo giving up; exit 3'],
                  },
                ],
              },
            },
          },
        },
      ]),
    exit: 6,
    code: 'ROLLOUT_FAILED',
    says: ['Job has reached the specified backoff limit', 'failed: exit 3', '    | giving up\n'],
  },
  {
    title: 'a context that does not exist',
    provoke: here => here.kubia('status', '--context', 'nope'),
    exit: 2,
    code: 'CONTEXT_MISSING',
    says: ['context "nope" does not exist'],
  },
  {
    title: 'a namespace that does not exist',
    provoke: here => here.kubia('deploy', 'kubia', '--image', 'museopkim/kubia', '-n', 'wf-nope'),
    exit: 2,
    code: 'NAMESPACE_MISSING',
    says: ['there is no namespace wf-nope', ' create namespace wf-nope'],
  },
]

/** How many kubia wait at once: the machine may be small. */
const AT_ONCE = 4

/** The outcomes of all cases, a few at a time. */
const provokeAll = async (cases: readonly Case[], here: Bench): Promise<Map<Case, Outcome>> => {
  const outcomes = new Map<Case, Outcome>()
  const queue = [...cases]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) outcomes.set(next, await next.provoke(here))
  }
  await Promise.all(Array.from({length: AT_ONCE}, work))
  return outcomes
}

export const describeDiagnoses = (cluster: WorkflowCluster): void => {
  const kubectl = (...args: string[]): Promise<string> => cluster.kubectl('--context', cluster.context, ...args)

  describeBeside('a failure is explained', () => {
    const here = bench({...cluster, kubia: (args, input) => cluster.kubia(lastWins(args), input)}, 'wf-sick')
    const cases = CASES.filter(({needs}) => needs === undefined || cluster.can.has(needs))
    let outcomes: Map<Case, Outcome>

    beforeAll(async () => {
      await kubectl('create', 'namespace', here.namespace)
      outcomes = await provokeAll(cases, here)
    }, 180_000)
    afterAll(() => kubectl('delete', 'namespace', here.namespace, '--wait=false'))

    test.each(cases.map(one => [one.title, one] as const))('%s', (_, one) => {
      const {code, stdout, stderr} = outcomes.get(one) as Outcome
      // The whole text, since it says what was wrong instead.
      expect(stderr, stderr).toContain(`[${one.code}]`)
      for (const text of one.says) expect(stderr, stderr).toContain(text)
      expect({code, stdout}).toEqual({code: one.exit, stdout: ''})
    })

    test('status judges the failing app with its last words and ends with 6', async () => {
      // In the moment of a restart it runs.
      await vi.waitFor(
        async () => {
          const {code, stdout} = await here.kubia('status', '--exit-code')
          expect(stdout).toMatch(/^deployment\.apps\/crash +0\/1 ready: crash-\S+ \w+, exit 1, "Error: EADDRINUSE"$/m)
          expect(code).toBe(6)
        },
        {timeout: 30_000, interval: 500},
      )
    })
  })

  describeBeside('a service', () => {
    const here = bench(cluster, 'wf-service')

    beforeAll(async () => {
      await kubectl('create', 'namespace', here.namespace)
      expect(await here.kubia('deploy', 'kubia', '--image', 'museopkim/kubia', '--port', '8080')).toMatchObject({
        code: 0,
      })
    })
    afterAll(() => kubectl('delete', 'namespace', here.namespace, '--wait=false'))

    test('on a wrong port is told with the right one, which then answers', async () => {
      const wrong = await here.kubia('expose', 'deployment', 'kubia', '--type', 'NodePort', '--target-port', '9999')
      expect(wrong.code).toBe(6)
      expect(wrong.stderr).toContain('[NO_ANSWER]')
      expect(wrong.stderr).toContain('nothing listens on its target port 9999')
      expect(wrong.stderr).toContain('--target-port 8080')
      const right = await here.kubia('expose', 'deployment', 'kubia', '--target-port', '8080')
      expect(right).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^service\/kubia configured\nhttp:\/\/\S+\n$/),
      })
      expect(right.stderr).toContain("You've hit kubia-")
    })

    test.runIf(cluster.can.has('pending addresses'))(
      'without an external IP is a warning, and with --require-external-ip ends with 5',
      async () => {
        const pending = await here.kubia('expose', 'deployment', 'kubia', '--type', 'LoadBalancer', '--name', 'lb')
        expect(pending.code, pending.stderr).toBe(0)
        expect(pending.stderr).toContain('warning: EXTERNAL-IP of lb is <pending>')
        const required = await here.kubia(
          'expose',
          'deployment',
          'kubia',
          '--name',
          'lb',
          '--require-external-ip',
          '--timeout',
          '15s',
        )
        expect(required.code).toBe(5)
        expect(required.stderr).toContain('[EXTERNAL_IP_PENDING]')
      },
    )

    test('of an app that is scaled to 0 says so, and how it is scaled up', async () => {
      await here.kubectl('create', 'deployment', 'empty', '--image=museopkim/kubia', '--replicas=0')
      const {code, stderr} = await here.kubia('expose', 'deployment', 'empty', '--port', '80')
      expect(code).toBe(6)
      expect(stderr).toContain('[NO_ENDPOINTS]')
      expect(stderr).toContain('service empty leads nowhere: deployment empty is scaled to 0')
      expect(stderr).toContain('kubectl kubia scale deployment empty 1 ')
      expect(stderr).not.toContain('--show-labels')
    })
  })

  describeBeside('what the cluster does not allow', () => {
    const here = bench(cluster, 'wf-limits')

    beforeAll(() => kubectl('create', 'namespace', here.namespace))
    afterAll(() => kubectl('delete', 'namespace', here.namespace, '--wait=false'))

    test.runIf(cluster.can.has('rights'))('a missing right is told with its verb and resource', async () => {
      const kubeconfig = join(cluster.directory, 'powerless')
      await writeFile(kubeconfig, JSON.stringify(await powerless(cluster, here)), {mode: 0o600})
      const {code, stderr} = await cluster.kubia(['run', 'kubia', '--image', 'x', '--kubeconfig', kubeconfig])
      expect(code).toBe(3)
      expect(stderr).toContain('[FORBIDDEN]')
      expect(stderr).toContain(
        `system:serviceaccount:${here.namespace}:default may not get pods in namespace ${here.namespace}`,
      )
    })

    test.runIf(cluster.can.has('quotas'))('a quota is told with what is used and asked for', async () => {
      await here.kubectl('create', 'quota', 'small', '--hard=pods=1')
      const {code, stderr} = await here.kubia('deploy', 'kubia', '--image', 'museopkim/kubia', '--replicas', '2')
      expect(code).toBe(6)
      expect(stderr).toContain('[QUOTA_EXCEEDED]')
      expect(stderr).toContain('the quota small does not allow it: pods=1 asked for, pods=1 in use, pods=1 at most')
    })

    test('an API server that does not answer is told with its address', async () => {
      const kubeconfig = join(cluster.directory, 'unreachable')
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{name: 'gone', cluster: {server: 'https://127.0.0.1:1'}}],
        users: [{name: 'gone', user: {token: 'none'}}],
        contexts: [{name: 'gone', context: {cluster: 'gone', user: 'gone'}}],
        'current-context': 'gone',
      }
      await writeFile(kubeconfig, JSON.stringify(config))
      const {code, stderr} = await cluster.kubia(['deploy', 'kubia', '--image', 'x', '--kubeconfig', kubeconfig])
      expect(code).toBe(3)
      expect(stderr).toContain('[API_UNREACHABLE]')
      expect(stderr).toContain('the API server at https://127.0.0.1:1 does not answer')
    })

    test('a namespace that is being deleted takes nothing', async () => {
      const namespace = 'wf-terminating'
      await kubectl('create', 'namespace', namespace)
      await kubectl('-n', namespace, 'create', 'configmap', 'held')
      const finalizers = (list: string[]): Promise<string> =>
        kubectl(
          '-n',
          namespace,
          'patch',
          'configmap',
          'held',
          '--type=merge',
          '-p',
          JSON.stringify({metadata: {finalizers: list}}),
        )
      await finalizers(['kubia.test/held'])
      try {
        await kubectl('delete', 'namespace', namespace, '--wait=false')
        const {code, stderr} = await bench(cluster, namespace).kubia('deploy', 'kubia', '--image', 'museopkim/kubia')
        expect(code).toBe(4)
        expect(stderr).toContain(`the namespace ${namespace} is being deleted`)
      } finally {
        await finalizers([])
      }
    })
  })
}

/** A case may name its own context or namespace: kubectl takes the last, and so do we; ours stand last. */
const lastWins = (args: readonly string[]): string[] => {
  const given = (flag: string): boolean => args.filter(word => word === flag).length > 1
  return ['--context', '-n'].reduce<string[]>(
    (words, flag) => (given(flag) ? words.toSpliced(words.lastIndexOf(flag), 2) : words),
    [...args],
  )
}

/** A kubeconfig of the namespace's default service account, which may do nothing. */
const powerless = async (cluster: WorkflowCluster, {kubectl}: Bench): Promise<object> => {
  const secret = await vi.waitFor(async () => {
    const name = await kubectl('get', 'serviceaccount', 'default', '-o', 'jsonpath={.secrets[0].name}')
    expect(name).not.toBe('')
    return name
  })
  const encoded = await kubectl('get', 'secret', secret, '-o', 'jsonpath={.data.token}')
  const namespace = await kubectl('get', 'secret', secret, '-o', 'jsonpath={.metadata.namespace}')
  const config = JSON.parse(
    await cluster.kubectl('config', 'view', '--raw', '--minify', '--context', cluster.context, '-o', 'json'),
  )
  return {
    ...config,
    users: [{name: 'powerless', user: {token: Buffer.from(encoded, 'base64').toString()}}],
    contexts: [{name: 'powerless', context: {cluster: config.clusters[0].name, user: 'powerless', namespace}}],
    'current-context': 'powerless',
  }
}
