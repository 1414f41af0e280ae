import {describe, inject} from 'vitest'
import type {Ability} from '../walk/cluster.ts'
import {describeTraffic} from '../walk/traffic.ts'
import {kubia, must, start} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')
takeTurn()

describe.skipIf(skip || !shared)('on kind', () => {
  if (!shared) return
  const {place, context, cluster: name, published} = shared
  describeTraffic({
    can: new Set<Ability>(['pending addresses', 'rights']),
    limit: '45s',
    context,
    workers: [`${name}-worker`, `${name}-worker2`],
    directory: place.directory,
    kubia: (args, input) => kubia(place, args, input),
    kubectl: (...args) => must(place, 'kubectl', ...args),
    start: (args, options) => {
      const {said, printed, signal, end} = start(place, args, options)
      return {stderr: said, stdout: printed, signal, end}
    },
    hasOrdinaryUser: true,
    published,
  })
})
