import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {describeBeside} from './beside.ts'
import {bench, deployment, type WorkflowCluster} from './cluster.ts'

/** Fields that differ between any two objects: names and times that the cluster gives, and who set what. */
const GIVEN =
  /^(uid|resourceVersion|creationTimestamp|managedFields|namespace|generation|clusterIPs?|nodePort|selfLink|status|nodeName)$/

/** An object without what the cluster gives, and without the token that a 1.20 server mounts under a random name. */
const wish = (json: string): unknown =>
  JSON.parse(json, (key, value) => {
    // An image of this machine is taken as it is on the nodes; a registry may not have it. A test of its own sees to it.
    if (key === 'imagePullPolicy') return undefined
    if (GIVEN.test(key)) return undefined
    if (typeof value === 'string') return value.replace(/^(default-token|kube-api-access)-\w+$/, '$1')
    return value
  })

/** Every line of the seed's walk-through that makes something: ours, and the raw one. */
const LINES: [ours: string, raw: string, object: string][] = [
  ['run kubia --image=museopkim/kubia --port=8080', 'run kubia --image=museopkim/kubia --port=8080', 'pod/kubia'],
  [
    'expose pod kubia --type=LoadBalancer --name kubia-http',
    'expose pod kubia --type=LoadBalancer --name kubia-http',
    'service/kubia-http',
  ],
  [
    'deploy first-kind-multi-node --image=museopkim/kubia',
    'create deployment first-kind-multi-node --image=museopkim/kubia',
    'deployment/first-kind-multi-node',
  ],
  [
    'scale deployment first-kind-multi-node --replicas=3',
    'scale deployment first-kind-multi-node --replicas=3',
    'deployment/first-kind-multi-node',
  ],
]
/** Two looks at something young are a second or more apart; how ages are written has tests of its own. */
const ageless = (table: string): string => table.replaceAll(/(?:^| +)\d+[smhd]\w*( +|$)/gm, ' AGE ')

/** What the walk-through looks at. */
const LOOKS = [
  ...['nodes', 'pods', 'services', 'deployments', 'pods -o wide'],
  // Kinds that have no module in src/kubernetes/kinds are in the server's own columns.
  ...[
    'endpoints',
    'configmaps',
    'namespaces',
    'serviceaccounts -o wide',
    'events',
    'configmaps,services',
    'configmaps -A',
  ],
]

/** The walk-through of the seed, our command beside the raw one in a second namespace. */
export const describeWalk = (cluster: WorkflowCluster): void => {
  describeBeside('the walk-through', () => {
    const ours = bench(cluster, 'wf-ours')
    const raw = bench(cluster, 'wf-raw')

    beforeAll(async () => {
      for (const {namespace} of [ours, raw])
        await cluster.kubectl('--context', cluster.context, 'create', 'namespace', namespace)
    })
    afterAll(async () => {
      for (const {namespace} of [ours, raw])
        await cluster.kubectl('--context', cluster.context, 'delete', 'namespace', namespace, '--wait=false')
    })

    test('status begins with the API server that kubectl cluster-info names', async () => {
      const [, line = ''] = (await ours.kubia('status')).stdout.split('\n')
      const server = /https:\/\/\S+/.exec((await raw.kubectl('cluster-info')).replaceAll(/\u001b\[[\d;]*m/g, ''))?.[0]
      expect(line.split(/\s+/)).toContain(server)
    })

    test('status node has the capacity and the conditions that kubectl describe node has', async () => {
      const node = (await raw.kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}')).trim()
      const [our, their] = [
        (await ours.kubia('status', 'node', node)).stdout,
        await raw.kubectl('describe', 'node', node),
      ]
      const section = (text: string, title: string) =>
        new RegExp(`^${title}:\\n((?: +.*\\n)+)`, 'm').exec(text)?.[1]?.replaceAll(/ +/g, ' ')
      expect(section(our, 'Capacity')).toBe(section(their, 'Capacity'))
      const conditions = (text: string) =>
        section(text, 'Conditions')
          ?.split('\n')
          .slice(2)
          .map(row => row.trim().split(' ').slice(0, 2))
      expect(conditions(our)).toEqual(conditions(their))
      expect(conditions(our)?.length).toBeGreaterThan(3)
    })

    test.each(LINES)('kubectl kubia %s makes what kubectl %s makes', async (our, their, object) => {
      const outcome = await ours.kubia(...our.split(' '))
      expect(outcome.code, outcome.stderr).toBe(0)
      await raw.kubectl(...their.split(' '))
      expect(outcome.stdout).toMatch(/^\S+\/\S+ (created|scaled)\n(http:\/\/\S+\n)?$/)
      const [made, wanted] = await Promise.all([ours, raw].map(({kubectl}) => kubectl('get', object, '-o', 'json')))
      expect(wish(made ?? '')).toEqual(wish(wanted ?? ''))
    })

    test.each(LINES.map(([line]) => line))('kubectl kubia %s again changes nothing', async line => {
      const again = await ours.kubia(...line.replace(' --replicas=3', ' 3').split(' '))
      expect(again).toMatchObject({code: 0, stdout: expect.stringMatching(/^\S+\/\S+ unchanged\n(http:\/\/\S+\n)?$/)})
    })

    test.runIf(cluster.can.has('local images'))(
      'what runs from an image of this machine never asks a registry for it',
      async () => {
        const path =
          '-o=jsonpath={.spec.template.spec.containers[0].imagePullPolicy}{.spec.containers[0].imagePullPolicy}'
        for (const object of ['deployment/first-kind-multi-node', 'pod/kubia'])
          expect(await ours.kubectl('get', object, path)).toBe('IfNotPresent')
      },
    )

    test('a second deploy keeps the three replicas', async () => {
      expect(await ours.kubectl('get', 'deployment', 'first-kind-multi-node', '-o', 'jsonpath={.spec.replicas}')).toBe(
        '3',
      )
    })

    test.each(LOOKS)('kubectl kubia status %s prints what kubectl get prints', look =>
      vi.waitFor(
        async () => {
          const theirs = await ours.kubectl('get', ...look.split(' '))
          expect(ageless((await ours.kubia('status', ...look.split(' '))).stdout)).toBe(ageless(theirs))
        },
        {timeout: 30_000, interval: 50},
      ),
    )

    test('status judges every app, and --exit-code tells it', async () => {
      const {code, stdout} = await ours.kubia('status', '--exit-code')
      expect(code).toBe(0)
      expect(stdout).toMatch(/^deployment\.apps\/first-kind-multi-node +3\/3 ready$/m)
      expect(stdout).toMatch(/^pod\/kubia +1\/1 ready$/m)
    })

    test('status --tree shows the logical structure', async () => {
      const {stdout} = await ours.kubia('status', '--tree')
      expect(stdout).toMatch(
        /^service\/kubia-http {2}LoadBalancer {2}8080:\d+\/TCP {2}(?:<pending>|127\.\S+)\n.─ pod\/kubia {2}Running {2}on node\/\S+$/m,
      )
      expect(stdout).toMatch(
        /^deployment\.apps\/first-kind-multi-node {2}3\/3 ready\n.─ replicaset\.apps\/\S+ {2}3\/3 ready$/m,
      )
    })

    test.each([
      ['', []],
      [', also with --since 0, which is no limit', ['--since', '0']],
    ])('logs has the lines of every pod, with its name%s', async (_, flags) => {
      const {code, stdout} = await ours.kubia('logs', 'first-kind-multi-node', ...flags)
      expect(code).toBe(0)
      expect(new Set(stdout.match(/^\[pod\/[^/]+\/kubia\] /gm)).size).toBe(3)
    })

    test('run with another spec ends with 4 and names the fields', async () => {
      const {code, stderr} = await ours.kubia('run', 'kubia', '--image=x:2', '--port=8080')
      expect(code).toBe(4)
      expect(stderr).toContain('    spec.containers[kubia].image: museopkim/kubia → x:2\n')
    })
  })

  describeBeside('deploy', () => {
    const here = bench(cluster, 'wf-deploy')
    const spec = async (path: string): Promise<string> =>
      here.kubectl('get', 'deployment', 'kubia', '-o', `jsonpath={${path}}`)

    beforeAll(() => cluster.kubectl('--context', cluster.context, 'create', 'namespace', here.namespace))
    afterAll(() => cluster.kubectl('--context', cluster.context, 'delete', 'namespace', here.namespace, '--wait=false'))

    test('keeps what is live when a flag is not given, also what others scaled', async () => {
      expect(
        await here.kubia(
          'deploy',
          'kubia',
          '--image',
          'museopkim/kubia',
          '--port',
          '8080',
          '--replicas',
          '1',
          '--env',
          'A=b',
        ),
      ).toMatchObject({
        code: 0,
        stdout: 'deployment.apps/kubia created\n',
      })
      await here.kubectl('scale', 'deployment', 'kubia', '--replicas=3')
      const changed = await here.kubia('deploy', 'kubia', '--env', 'C=d')
      expect(changed).toMatchObject({code: 0, stdout: 'deployment.apps/kubia configured\n'})
      expect(changed.stderr).toContain('  ~ spec.template.spec.containers[kubia].env[C]: <none> → ')
      expect(await spec('.spec.replicas')).toBe('3')
      expect(JSON.parse(await spec('.spec.template.spec.containers[0].env'))).toEqual([
        {name: 'A', value: 'b'},
        {name: 'C', value: 'd'},
      ])
      expect(await spec('.spec.template.spec.containers[0].ports[0].containerPort')).toBe('8080')
    })

    test('--dry-run=server keeps nothing, and --dry-run prints what can be pasted', async () => {
      const before = await spec('.metadata.resourceVersion')
      expect(await here.kubia('deploy', 'kubia', '--env', 'C=e', '--dry-run=server')).toMatchObject({
        code: 0,
        stdout: 'deployment.apps/kubia configured (server dry run)\n',
      })
      const {stdout} = await here.kubia('deploy', 'kubia', '--env', 'C=e', '--dry-run')
      expect(stdout).toMatch(
        /^kubectl --context \S+ --namespace wf-deploy apply --server-side --field-manager=kubia -f - <<'EOF'\n/,
      )
      expect(await spec('.metadata.resourceVersion')).toBe(before)
    })

    test('takes over what was set with kubectl, also the replicas, and says so', async () => {
      const taken = (stderr: string): string[] => stderr.split('\n').filter(line => line.includes('taken over'))
      await here.kubectl('create', 'deployment', 'raw', '--image=museopkim/kubia')
      const first = await here.kubia('deploy', 'raw', '--image', 'museopkim/kubia:latest', '--port', '8080')
      expect(first).toMatchObject({code: 0})
      expect(taken(first.stderr)).toEqual([
        '  taken over from kubectl create: spec.template.spec.containers[kubia].image, spec.template.spec.containers[kubia].imagePullPolicy',
      ])
      await here.kubectl('scale', 'deployment', 'raw', '--replicas', '2')
      await here.kubectl('set', 'image', 'deployment/raw', 'kubia=museopkim/kubia')
      const plan = await here.kubia('deploy', 'raw', '--image', 'museopkim/kubia:latest', '--dry-run')
      expect(plan.stdout).toContain(' apply --server-side --field-manager=kubia --force-conflicts -f - <<')
      expect(await here.kubia('deploy', 'raw', '--image', 'museopkim/kubia:latest', '--replicas', '1')).toMatchObject({
        code: 0,
      })
      await here.kubectl('rollout', 'undo', 'deployment/raw')
      expect(await here.kubia('deploy', 'raw', '--image', 'museopkim/kubia:latest')).toMatchObject({code: 0})
      await here.kubectl('expose', 'deployment', 'raw', '--port', '80', '--target-port', '8080')
      const exposed = await here.kubia('expose', 'deployment', 'raw', '--type', 'NodePort')
      expect(exposed).toMatchObject({code: 0})
      expect(taken(exposed.stderr)).toEqual(['  taken over from kubectl expose: spec.type'])
      await here.kubectl('delete', 'deployment,service', 'raw')
    })

    test('leaves the fields of another manager alone, unless it is told to take them', async () => {
      await here.kubectl('create', 'deployment', 'other', '--image=museopkim/kubia', '--field-manager=flux')
      const refused = await here.kubia('deploy', 'other', '--image', 'museopkim/kubia:latest')
      expect(refused.code).toBe(4)
      expect(refused.stderr).toContain('[FIELD_CONFLICT]')
      expect(refused.stderr).toMatch(
        /deployment other has fields that others set:\n {4}spec\.template\.spec\.containers\[kubia\]\.image is museopkim\/kubia, set by flux \d+s ago\n/,
      )
      expect(refused.stderr).toMatch(
        /kubectl kubia deploy other --image museopkim\/kubia:latest --context \S+ -n wf-deploy --force-conflicts\n/,
      )
      expect(
        await here.kubia('deploy', 'other', '--image', 'museopkim/kubia:latest', '--force-conflicts'),
      ).toMatchObject({code: 0})
    })

    test.runIf(cluster.can.has('jobs'))('-f waits for all that can become ready', async () => {
      const job = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {name: 'once'},
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [
                {name: 'a', image: 'museopkim/kubia:latest', imagePullPolicy: 'IfNotPresent', command: ['true']},
              ],
            },
          },
        },
      }
      const settings = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}, data: {a: 'b'}}
      const objects = [settings, deployment('files'), job]
      const lines = ['configmap/settings', 'deployment.apps/files', 'job.batch/once']
      expect(await here.deploy(objects)).toMatchObject({
        code: 0,
        stdout: lines.map(line => `${line} created\n`).join(''),
      })
      expect(await here.kubectl('get', 'job', 'once', '-o', 'jsonpath={.status.succeeded}')).toBe('1')
      expect(await here.deploy(objects)).toMatchObject({
        code: 0,
        stdout: lines.map(line => `${line} unchanged\n`).join(''),
      })
    })

    test('scale tells where each new pod landed, warns of too many and explains them', async () => {
      expect(await here.kubia('scale', 'kubia', '0')).toMatchObject({code: 0, stdout: 'deployment.apps/kubia scaled\n'})
      const up = await here.kubia('scale', 'deployment/kubia', '2', '--current-replicas', '0')
      expect(up.code, up.stderr).toBe(0)
      const landed = [...up.stderr.matchAll(/^ {2}\+ kubia-\S+ on (\S+)$/gm)].map(([, node]) => node)
      expect(landed).toHaveLength(2)
      for (const node of landed) expect(cluster.workers).toContain(node)
      expect(await here.kubia('scale', 'kubia', '5', '--current-replicas', '9')).toMatchObject({code: 4, stdout: ''})
      expect(await here.deploy([deployment('big', {resources: {requests: {cpu: '600m'}}})])).toMatchObject({code: 0})
      const many = await here.kubia('scale', 'big', '40')
      expect(many.code).toBe(6)
      expect(many.stderr).toMatch(
        /^warning: 39 more pods are asked for, and the nodes have room for about \d+: some will stay Pending$/m,
      )
      expect(many.stderr).toContain('[UNSCHEDULABLE]')
      expect(many.stderr).toContain('with too little cpu')
      await here.kubectl('delete', 'deployment', 'big', '--wait=false')
    })

    test.runIf(cluster.can.has('jobs'))('logs -f follows pods that come, until it is over', async () => {
      const slow = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {name: 'slow'},
        spec: {
          completions: 2,
          parallelism: 1,
          template: {
            metadata: {labels: {app: 'slow'}},
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'a',
                  image: 'museopkim/kubia:latest',
                  imagePullPolicy: 'IfNotPresent',
                  command: ['sh', '-c', 'sleep 3; echo done'],
                },
              ],
            },
          },
        },
      }
      expect(await here.deploy([slow], '--wait=false')).toMatchObject({code: 0})
      await vi.waitFor(
        async () => expect(await here.kubectl('get', 'pods', '-l', 'job-name=slow', '-o', 'name')).not.toBe(''),
        {timeout: 20_000},
      )
      const logs = await here.kubia('logs', 'job/slow', '-f')
      expect(logs.code, logs.stderr).toBe(0)
      expect(logs.stdout.match(/^\[pod\/slow-\S+\/a\] done$/gm)?.length).toBeGreaterThan(0)
    })
  })
}
