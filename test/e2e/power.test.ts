import {rmSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, inject} from 'vitest'
import {describePower} from '../walk/power.ts'
import {engine, kubia, makePlace, must, powerPlace} from './support.ts'

describe.skipIf(inject('skip'))('on kind', () => {
  const place = makePlace()
  const workers = inject('workers')
  const name = `power-${process.pid}`
  const other = `${name}-other`
  const lower = `${name}-lower`
  // Clusters that other files make meanwhile would take the addresses that docker frees; podman keeps them.
  const network = engine === 'docker' ? name : 'kind'
  if (engine === 'docker') place.env['KIND_EXPERIMENTAL_DOCKER_NETWORK'] = network

  // It has an address of the network that is lower than those of the nodes.
  beforeAll(async () => {
    if (engine === 'docker') await must(place, engine, 'network', 'create', network)
    const networks = await must(place, engine, 'network', 'ls', '--format', '{{.Name}}')
    if (networks.split('\n').includes(network))
      await must(place, engine, 'run', '-d', '--name', lower, '--network', network, 'museopkim/kubia:latest')
  })
  const removeLower = async () => void (await must(place, engine, 'rm', '-f', '-v', lower))
  afterAll(async () => {
    await kubia(place, ['down', other])
    await removeLower().catch(() => {})
    if (engine === 'docker') await must(place, engine, 'network', 'rm', network)
    rmSync(place.directory, {recursive: true, force: true})
  }, 120_000)

  // The addresses of the nodes are taken, or lower ones are free, unless somebody sees to it.
  const meanwhile = [
    removeLower,
    async () => {
      const {code, stderr} = await kubia(place, ['up', other, '--workers', '0', '--switch-context=false'])
      expect(code, stderr).toBe(0)
    },
  ]
  describePower({...powerPlace(place, name, workers), meanwhile}, workers === 0 ? 1 : 2)
})
