import {describe, inject} from 'vitest'
import type {Ability} from '../walk/cluster.ts'
import {describeDiagnoses} from '../walk/diagnoses.ts'
import {describeRollout} from '../walk/rollout.ts'
import {describeWalk} from '../walk/walk.ts'
import {kubia, must} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')
takeTurn()

describe.skipIf(skip || !shared)('on kind', () => {
  if (!shared) return
  const {place, context, cluster: name} = shared
  const cluster = {
    can: new Set<Ability>(['jobs', 'commands', 'quotas', 'rights', 'local images', 'pending addresses']),
    limit: '45s',
    context,
    workers: [`${name}-worker`, `${name}-worker2`],
    directory: place.directory,
    kubia: (args: readonly string[], input?: string) => kubia(place, args, input),
    kubectl: (...args: string[]) => must(place, 'kubectl', ...args),
  }
  describeWalk(cluster)
  describeDiagnoses(cluster)
  describeRollout(cluster)
})
