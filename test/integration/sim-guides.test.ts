import {afterAll, beforeAll, test} from 'vitest'
import {expectTakenTwice, MANIFEST_SETS} from '../support/manifest-sets.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('guides', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop(), 60_000)

test.each(MANIFEST_SETS.filter(({on}) => on.sim))(
  '$title: deployed twice, looked at and deleted',
  async set => {
    const at = {
      kubia: (args: string[]) => sim.kubia([...args, '--context', sim.context]),
      kubectl: (args: string[]) => sim.kubectl('--context', sim.context, ...args),
    }
    await expectTakenTwice(at, set, 'default')
  },
  600_000,
)
