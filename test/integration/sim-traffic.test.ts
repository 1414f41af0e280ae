import {execFile} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {freePort} from '../support/free-port.ts'
import type {Running} from '../support/machine.ts'
import {startSimCluster} from '../support/sim-cluster.ts'
import type {Ability} from '../workflow/cluster.ts'
import {describeTraffic} from '../workflow/traffic.ts'

const NODE_PORT = 30_090
const published = {host: await freePort(), node: NODE_PORT}

describe('on a simulated cluster', () => {
  const sim = startSimCluster('traffic', ['--workers', '2', '-p', `${published.host}:${NODE_PORT}`])
  beforeAll(() => sim.ready)
  afterAll(() => sim.stop())
  describeTraffic({
    can: new Set<Ability>(),
    context: sim.context,
    workers: ['traffic-sim-worker', 'traffic-sim-worker2'],
    directory: sim.directory,
    kubia: sim.kubia,
    kubectl: sim.kubectl,
    start: args => {
      const {child, stdout, stderr, ended} = sim.start('kubectl-kubia', args)
      return {stdout, stderr, signal: signal => void child.kill(signal), end: ended}
    },
    hasOrdinaryUser: false,
    published,
  })
})

/** Programs of this machine whose command line has these words. */
const programsWith = async (words: string): Promise<string[]> => {
  const {stdout} = await promisify(execFile)('ps', ['-A', '-o', 'args='])
  return stdout.split('\n').filter(line => line.includes(words))
}

describe('a tunnel that is killed', () => {
  const sim = startSimCluster('killed')
  beforeAll(() => sim.ready)
  afterAll(() => sim.stop())

  test('leaves nothing for good, also when the next one is killed too', async () => {
    const sockets = join(sim.directory, 'sockets')
    mkdirSync(sockets)
    const begin = async (): Promise<Running> => {
      const tunnel = sim.start('kubectl-kubia', ['tunnel', '--context', sim.context], {env: {TMPDIR: sockets}})
      await vi.waitFor(async () => expect(await programsWith(`--unix-socket=${sockets}`)).toHaveLength(1), 20_000)
      return tunnel
    }
    for (let kill = 0; kill < 2; kill++) {
      const tunnel = await begin()
      tunnel.child.kill('SIGKILL')
      await tunnel.ended
    }
    const last = await begin()
    expect(readdirSync(sockets)).toHaveLength(1)
    last.child.kill('SIGINT')
    expect(await last.ended).toMatchObject({code: 130})
    expect(await programsWith(`--unix-socket=${sockets}`)).toEqual([])
    expect(readdirSync(sockets)).toEqual([])
  })
})

describe('down', () => {
  const sim = startSimCluster('gone')
  beforeAll(() => sim.ready)

  test('ends the tunnel of the cluster, and leaves nothing of it', async () => {
    const tunnel = sim.start('kubectl-kubia', ['tunnel', '--context', sim.context])
    await vi.waitFor(() => expect(tunnel.stderr()).toContain('Serving the LoadBalancer services of all namespaces'))
    const folder = join(sim.machine.root, 'state/kubectl-kubia/tunnels')
    await vi.waitFor(() => expect(readdirSync(folder).some(name => name.endsWith('.json'))).toBe(true))
    const down = await sim.kubia(['down', 'gone'])
    expect(down).toMatchObject({code: 0, stdout: 'gone\n'})
    expect(down.stderr).toMatch(/^ending the tunnel of context sim-gone \(pid \d+\)$/m)
    expect((await tunnel.ended).code).toBe(143)
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  })
})
