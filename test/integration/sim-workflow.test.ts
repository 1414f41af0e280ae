import {afterAll, beforeAll, describe} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'
import type {Ability} from '../walk/cluster.ts'
import {describeDiagnoses} from '../walk/diagnoses.ts'
import {describeRollout} from '../walk/rollout.ts'
import {describeWalk} from '../walk/walk.ts'

describe('on a simulated cluster', () => {
  const sim = startSimCluster('flow', ['--workers', '2'])
  beforeAll(() => sim.ready)
  afterAll(() => sim.stop())
  const cluster = {
    can: new Set<Ability>(),
    limit: '20s',
    context: sim.context,
    workers: ['flow-worker', 'flow-worker2'],
    directory: sim.directory,
    kubia: sim.kubia,
    kubectl: sim.kubectl,
  }
  describeWalk(cluster)
  describeDiagnoses(cluster)
  describeRollout(cluster)
})
