import {afterAll, beforeAll, expect, test} from 'vitest'
import {expectTakenTwice, type GuideSet, MANIFEST_SETS} from '../support/manifest-sets.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('guides', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop(), 60_000)

const at = {
  kubia: (args: string[]) => sim.kubia([...args, '--context', sim.context]),
  kubectl: (args: string[]) => sim.kubectl('--context', sim.context, ...args),
}

// A walk starts some 20 programs, so sets that can be there together have one. One of the others is a kustomization, and
// one has names of an earlier set. On kind each set has a walk of its own (test/e2e/manifests.test.ts).
const ALONE = ['An autoscaler of the newer version', 'An overlay']
const sets = MANIFEST_SETS.filter(({on}) => on.sim)
const TOGETHER: GuideSet = {
  title: 'All other sets at once',
  words: sets.filter(({title}) => !ALONE.includes(title)).flatMap(({words}) => words),
  on: {sim: true, kind: false},
  names: true,
}
const MADE = [
  ...['configmap/agent', 'cronjob.batch/report', 'daemonset.apps/agent', 'deployment.apps/guestbook'],
  ...['deployment.apps/redis-leader', 'deployment.apps/web', 'deployment.apps/wordpress'],
  ...['deployment.apps/wordpress-mysql', 'horizontalpodautoscaler.autoscaling/web'],
  ...['ingress.networking.k8s.io/hosts', 'persistentvolumeclaim/mysql-data', 'persistentvolumeclaim/wordpress-data'],
  ...['recipe.guides.example.com/bread', 'role.rbac.authorization.k8s.io/agent'],
  ...['rolebinding.rbac.authorization.k8s.io/agent', 'secret/mysql-pass', 'service/db', 'service/guestbook'],
  ...['service/redis-leader', 'service/shop', 'service/wordpress', 'serviceaccount/agent', 'statefulset.apps/db'],
]

test.each(sets.filter(({title}) => ALONE.includes(title)))(
  '$title: deployed twice, looked at and deleted',
  async set => void (await expectTakenTwice(at, set, 'default')),
  600_000,
)

test(`${TOGETHER.title}: deployed twice, looked at and deleted`, async () => {
  const {stdout} = await expectTakenTwice(at, TOGETHER, 'default')
  const lines = stdout.split('\n').filter(line => line !== '' && !line.startsWith('http://'))
  expect(lines.toSorted()).toEqual(
    [
      ...MADE.map(name => `${name} created in namespace default`),
      'configmap/web created in namespace team-green',
      'customresourcedefinition.apiextensions.k8s.io/recipes.guides.example.com created',
      'deployment.apps/web created in namespace team-blue',
      'namespace/team-blue created',
      'namespace/team-green created',
    ].toSorted(),
  )
}, 600_000)
