import {afterAll, beforeAll, describe, inject} from 'vitest'
import {type Ask, apiClient} from '../support/sim/api-client.ts'
import {describeDifferential} from '../support/sim/differential.ts'
import {startSimCluster} from '../support/sim-cluster.ts'
import {must} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')
takeTurn()
const VIEW = ['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json']
const NAMESPACE = 'differential'

describe.skipIf(skip || !shared)('a real API server and the simulated one', () => {
  if (!shared) return
  const {place, context} = shared
  const sim = startSimCluster('differential', ['--workers', '2'])
  let real: Ask
  let simulated: Ask

  beforeAll(async () => {
    await sim.ready
    real = apiClient(await must(place, 'kubectl', '--context', context, ...VIEW))
    simulated = apiClient(await sim.kubectl(...VIEW))
    const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: NAMESPACE}}
    await Promise.all([real, simulated].map(ask => ask('POST', '/api/v1/namespaces', namespace)))
  })
  afterAll(async () => {
    for (const name of [NAMESPACE, 'limited', 'quota']) await real('DELETE', `/api/v1/namespaces/${name}`)
    await sim.stop()
  })

  describeDifferential(
    () => real,
    () => simulated,
    NAMESPACE,
  )
})
