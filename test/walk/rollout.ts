import {afterAll, beforeAll, expect, test} from 'vitest'
import {describeBeside} from './beside.ts'
import {bench, type WorkflowCluster} from './cluster.ts'

/** For a test, in ms: two pulls fail before a rollout is given up, and a slow machine waits long for each. */
const LIMIT_MS = 600_000

/** What is done after a rollout that went wrong, and for one more of the same version. */
export const describeRollout = (cluster: WorkflowCluster): void => {
  describeBeside('a rollout', () => {
    const here = bench(cluster, 'wf-rollout')
    const {kubectl} = cluster
    const live = (path: string): Promise<string> =>
      here.kubectl('get', 'deployment', 'kubia', '-o', `jsonpath={.spec.template.spec.containers[0]${path}}`)
    const pods = async (): Promise<string[]> =>
      (await here.kubectl('get', 'pods', '-l', 'app=kubia', '-o', 'name')).trim().split('\n').sort()

    beforeAll(async () => {
      await kubectl('--context', cluster.context, 'create', 'namespace', here.namespace)
      const made = await here.kubia(
        'deploy',
        'kubia',
        '--image',
        'museopkim/kubia',
        '--port',
        '8080',
        '--replicas',
        '2',
      )
      expect(made.code, made.stderr).toBe(0)
    })
    afterAll(() => kubectl('--context', cluster.context, 'delete', 'namespace', here.namespace, '--wait=false'))

    test('of an image that is not there is taken back with --rollback-on-failure, and its cause is told', {
      timeout: LIMIT_MS,
    }, async () => {
      const failed = await here.kubia('deploy', 'kubia', '--image', 'localhost:1/none:1', '--rollback-on-failure')
      expect({...failed, stderr: ''}).toEqual({code: 6, stdout: '', stderr: ''})
      expect(failed.stderr).toContain('[IMAGE_PULL]\n')
      expect(failed.stderr).toMatch(/^ {2}Left: nothing \(deployment kubia is as it was at revision 1: 2\/2 ready\)$/m)
      expect(await live('.image')).toBe('museopkim/kubia')
    })

    test('that is stuck says how many pods still answer, and undo goes back to them', {timeout: LIMIT_MS}, async () => {
      const stuck = await here.kubia('deploy', 'kubia', '--image', 'localhost:1/none:1')
      expect(stuck.code).toBe(6)
      expect(stuck.stderr).toMatch(/^ {2}Left: .*2 pods of the version before still answer for deployment kubia$/m)
      const before = await pods()
      const undone = await here.kubia('undo', 'kubia')
      expect(undone, undone.stderr).toMatchObject({code: 0, stdout: 'deployment.apps/kubia rolled back\n'})
      expect(undone.stderr).toContain('.image: localhost:1/none:1 → museopkim/kubia\n')
      expect(before).toEqual(expect.arrayContaining(await pods()))
    })

    test('is begun again by restart, which waits until every pod is another one', {timeout: LIMIT_MS}, async () => {
      const before = await pods()
      const restarted = await here.kubia('restart', 'kubia')
      expect(restarted, restarted.stderr).toMatchObject({code: 0, stdout: 'deployment.apps/kubia restarted\n'})
      const ready = '-o=jsonpath={.status.readyReplicas} {.status.updatedReplicas}'
      expect(await here.kubectl('get', 'deployment', 'kubia', ready)).toBe('2 2')
      const running = await here.kubectl(
        'get',
        'pods',
        '-l',
        'app=kubia',
        '--field-selector=status.phase=Running',
        '-o',
        'jsonpath={range .items[*]}{.metadata.name}{.metadata.deletionTimestamp}{"\\n"}{end}',
      )
      // Those that still end have a time behind their name.
      const now = running
        .trim()
        .split('\n')
        .filter(name => before.every(old => !name.startsWith(old.replace('pod/', ''))))
      expect(now).toHaveLength(2)
    })

    test('of an app whose name is mistyped asks for the one that is there', async () => {
      for (const verb of ['restart', 'undo']) {
        const {code, stderr} = await here.kubia(verb, 'kubai')
        expect(code).toBe(2)
        expect(stderr).toContain('"kubai" not found in namespace wf-rollout; did you mean "kubia"?  [NOT_FOUND]\n')
      }
    })
  })
}
