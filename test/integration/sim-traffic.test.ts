import {execFile} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {freePort} from '../support/free-port.ts'
import type {Running} from '../support/machine.ts'
import {type SimCluster, startSimCluster} from '../support/sim-cluster.ts'
import type {Ability} from '../walk/cluster.ts'
import {describeTraffic} from '../walk/traffic.ts'

const NODE_PORT = 30_090
const WITHIN = {timeout: 20_000, interval: 100}
const published = {host: await freePort(), node: NODE_PORT}

/** The user that tests of an ordinary user run as, where they are run as root. */
const NOBODY = 65_534

/** A program of an ordinary user's, with a home of its own and a copy of the kubeconfig. */
const nobody = ({machine}: SimCluster): {uid: number; env: Record<string, string>} => {
  const home = join(machine.root, 'nobody')
  const kubeconfig = join(home, 'kubeconfig')
  // The folders above are only root's, but for who passes through to what it may read.
  chmodSync(machine.root, 0o711)
  mkdirSync(home)
  copyFileSync(machine.kubeconfig, kubeconfig)
  for (const path of [home, kubeconfig]) chownSync(path, NOBODY, NOBODY)
  return {uid: NOBODY, env: {HOME: home, KUBECONFIG: kubeconfig, XDG_STATE_HOME: join(home, 'state')}}
}

describe('on a simulated cluster', () => {
  const sim = startSimCluster('traffic', ['--workers', '2', '-p', `${published.host}:${NODE_PORT}`])
  beforeAll(() => sim.ready, 60_000)
  afterAll(() => sim.stop())
  describeTraffic({
    can: new Set<Ability>(),
    limit: '20s',
    context: sim.context,
    workers: ['traffic-worker', 'traffic-worker2'],
    directory: sim.directory,
    kubia: sim.kubia,
    kubectl: sim.kubectl,
    start: (args, {ordinary = false} = {ordinary: false}) => {
      const asNobody = ordinary && process.getuid?.() === 0
      const {child, stdout, stderr, ended} = sim.start('kubectl-kubia', args, asNobody ? nobody(sim) : {})
      return {stdout, stderr, signal: signal => void child.kill(signal), end: ended}
    },
    hasOrdinaryUser: true,
    published,
  })
})

/** Programs of this machine whose command line has these words. */
const programsWith = async (words: string): Promise<string[]> => {
  const {stdout} = await promisify(execFile)('ps', ['-A', '-o', 'args='])
  return stdout.split('\n').filter(line => line.includes(words))
}

describe('a tunnel', () => {
  const sim = startSimCluster('alone')
  beforeAll(() => sim.ready, 60_000)
  afterAll(() => sim.stop())

  test('that is killed leaves nothing for good, also when the next one is killed too', async () => {
    const sockets = join(sim.directory, 'sockets')
    mkdirSync(sockets)
    const records = join(sim.machine.root, 'state/kubectl-kubia/tunnels')
    const begin = async (): Promise<Running> => {
      const tunnel = sim.start('kubectl-kubia', ['tunnel', '--context', sim.context], {env: {TMPDIR: sockets}})
      await vi.waitFor(() => {
        const [record = ''] = readdirSync(records).filter(name => name.endsWith('.json'))
        const {pid, folder} = JSON.parse(readFileSync(join(records, record), 'utf8'))
        expect(pid).toBe(tunnel.child.pid)
        expect(readdirSync(folder)).toEqual(['api'])
      }, WITHIN)
      expect(await programsWith(`--unix-socket=${sockets}`)).toHaveLength(1)
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

  test('is not needed where the cluster has load balancers', async () => {
    expect(await sim.kubia(['tunnel'])).toEqual({
      code: 0,
      stdout: '',
      stderr: `No tunnel is needed: the cluster ${sim.name} has load balancers, and its LoadBalancer services get addresses that work from this machine\n`,
    })
  })

  test('says with --progress json what happens as events, one a line', async () => {
    const words = ['tunnel', '--context', sim.context, '-n', 'nowhere', '--progress', 'json']
    const tunnel = sim.start('kubectl-kubia', words)
    await vi.waitFor(() => expect(tunnel.stderr()).toContain('\n'), WITHIN)
    tunnel.child.kill('SIGINT')
    const {code, stderr} = await tunnel.ended
    expect(code).toBe(130)
    const events = stderr
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(events).toMatchObject([
      {event: 'progress', task: '', detail: 'namespaces "nowhere" not found: waiting for it'},
    ])
  })

  test('says what it does not serve, and gives way to another controller’s address', async () => {
    const words = ['--context', sim.context, '-n', 'later']
    const tunnel = sim.start('kubectl-kubia', ['tunnel', ...words])
    await vi.waitFor(
      () => expect(tunnel.stderr()).toMatch(/^\d\d:\d\d:\d\d namespaces "later" not found: waiting for it$/m),
      WITHIN,
    )
    expect((await sim.kubia(['status', '--context', sim.context])).stderr).toMatch(
      /^tunnel \(pid \d+\): it serves none of these services; it is for namespace later$/m,
    )
    await sim.kubectl(...words.slice(0, 2), 'create', 'namespace', 'later')
    const ports = [53, 54].map(port => ({name: `p${port}`, port, protocol: port === 53 ? 'UDP' : 'TCP'}))
    const file = join(sim.directory, 'dns.json')
    const spec = {type: 'LoadBalancer', loadBalancerClass: 'kubia.dev/tunnel', selector: {app: 'dns'}, ports}
    writeFileSync(file, JSON.stringify({apiVersion: 'v1', kind: 'Service', metadata: {name: 'dns'}, spec}))
    await sim.kubectl(...words, 'apply', '-f', file)
    await vi.waitFor(
      () => expect(tunnel.stderr()).toContain('later/dns: port 53/UDP left out, since a tunnel carries TCP only'),
      WITHIN,
    )
    const ingress = [{ip: '10.0.0.9'}]
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({status: {loadBalancer: {ingress}}})]
    await sim.kubectl(...words, 'patch', 'service', 'dns', ...patch)
    await vi.waitFor(
      () => expect(tunnel.stderr()).toMatch(/dns: 127\.\S+ taken back, since another controller gave it 10\.0\.0\.9$/m),
      WITHIN,
    )
    const {metadata, status} = JSON.parse(await sim.kubectl(...words, 'get', 'service', 'dns', '-o', 'json'))
    expect(JSON.stringify(metadata.annotations)).not.toContain('kubia.dev/tunnel":')
    expect(status).toEqual({loadBalancer: {ingress: [{ip: '10.0.0.9'}]}})
    tunnel.child.kill('SIGINT')
    const {code, stderr} = await tunnel.ended
    expect(code).toBe(130)
    expect(stderr.match(/left out|10\.0\.0\.9/g)).toEqual(['left out', '10.0.0.9'])
  })
})

describe('down', () => {
  const sim = startSimCluster('gone')
  beforeAll(() => sim.ready, 60_000)

  test('ends the tunnel of the cluster, and leaves nothing of it', async () => {
    const tunnel = sim.start('kubectl-kubia', ['tunnel', '--context', sim.context])
    await vi.waitFor(
      () => expect(tunnel.stderr()).toContain('Serving the LoadBalancer services of all namespaces'),
      WITHIN,
    )
    const folder = join(sim.machine.root, 'state/kubectl-kubia/tunnels')
    await vi.waitFor(() => expect(readdirSync(folder).some(name => name.endsWith('.json'))).toBe(true), WITHIN)
    const {pid} = tunnel.child
    const plan = await sim.kubia(['down', 'gone', '--dry-run'])
    expect(plan.stdout.split('\n').slice(0, 2)).toEqual([
      '# ends the tunnel of context sim-gone, which takes its addresses back',
      `if ps -o args= -p ${pid} | grep -q tunnel; then kill ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done; fi`,
    ])
    const down = await sim.kubia(['down', 'gone'])
    expect(down).toMatchObject({code: 0, stdout: 'gone\n'})
    expect(down.stderr).toMatch(/^ending the tunnel of context sim-gone \(pid \d+\)$/m)
    expect((await tunnel.ended).code).toBe(143)
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  })
})
