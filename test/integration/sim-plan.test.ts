import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {isAlive} from '../support/processes.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

// A cluster beside the one of the plan: what is current before must stay there.
const other = startSimCluster('other', ['--workers', '0'])
beforeAll(() => other.ready)
afterAll(() => other.stop())
const kubectl = (...args: string[]) => other.kubectl('--context', other.context, ...args)
const shell = (script: string) => other.run('/bin/sh', ['-c', script.replaceAll('ROOT', other.machine.root)])

test('--dry-run prints what can be pasted: it makes a simulated cluster, and takes it away', async () => {
  const plan = await other.kubia(['up', 'pasted', '--provider', 'sim', '--workers', '1', '--dry-run'])
  expect(plan).toMatchObject({code: 0, stderr: ''})
  const made = await shell(plan.stdout)
  expect(made.code, made.stderr).toBe(0)
  expect(made.stdout).toMatch(/^pasted-worker +Ready /m)
  const known = await other.kubia(['clusters', '-o', 'name'])
  expect(known.stdout.split('\n')).toContain('pasted')
  expect(await other.kubia(['down', 'pasted'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('[NOT_OURS]'),
  })

  const removal = await other.kubia(['down', 'pasted', '--dry-run'])
  const removed = await shell(removal.stdout)
  expect(removed.code, removed.stderr).toBe(0)
  expect(existsSync(join(other.machine.root, 'state/kubectl-kubia/sim/pasted'))).toBe(false)
  const contexts = await other.kubectl('config', 'get-contexts', '-o', 'name')
  expect(contexts).toBe('sim-other\n')
})

test('what is printed for a cluster whose process number is another program’s by now leaves that program alone', async () => {
  const made = await other.kubia(['up', 'stale', '--provider', 'sim', '--workers', '0', '--no-switch-context'])
  expect(made.code, made.stderr).toBe(0)
  const file = 'state/kubectl-kubia/sim/stale/process.json'
  const {pid} = JSON.parse(other.machine.read(file)) as {pid: number}
  process.kill(pid, 'SIGKILL')
  const innocent = other.start('sleep', ['60'])
  try {
    other.machine.put(file, JSON.stringify({pid: innocent.child.pid, startTime: '1', server: 'https://127.0.0.1:1'}))
    const {stdout} = await other.kubia(['down', 'stale', '--dry-run'])
    expect(await shell(stdout)).toMatchObject({code: 0})
    expect(isAlive(innocent.child.pid ?? 0)).toBe(true)
    expect(other.machine.exists('state/kubectl-kubia/sim/stale')).toBe(false)
    // What kubia has on record of it goes with the next down.
    expect(await other.kubia(['down', 'stale'])).toMatchObject({code: 0})
  } finally {
    innocent.child.kill('SIGKILL')
    await innocent.ended
  }
})

test('load --dry-run looks at the nodes as load does: simulated ones need no image', async () => {
  expect(await other.kubia(['load', 'app:dev', '--name', 'other', '--dry-run'])).toEqual({
    code: 0,
    stdout: '',
    stderr: '✔ Nothing to load\n',
  })
})

test('load --dry-run for a cluster that is not there yet says so, and is as for a new one', async () => {
  const {code, stdout, stderr} = await other.kubia(['load', 'app:dev', '--name', 'later', '--dry-run'])
  expect({code, stdout}).toEqual({
    code: 0,
    stdout:
      'for node in $(kind get nodes --name later); do\n' +
      '  docker save app:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -\n' +
      'done\n',
  })
  expect(stderr).toMatch(/^warning: there is no local cluster later \(.*\); the commands are as for a new one$/m)
})

test('a name is of one cluster, whatever makes it', async () => {
  const refused = await other.kubia(['up', 'other', '--provider', 'kind'])
  expect(refused.stderr).toContain('other is a cluster that kubia made with the provider sim')
  expect(refused.stderr).toContain('    uses it:\n      kubectl kubia up other --provider sim\n')
})

test('a cluster whose process was killed goes on with what it had, at the same address', async () => {
  await kubectl('create', 'configmap', 'kept')
  const before = await kubectl('config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}')
  const {pid} = JSON.parse(other.machine.read('state/kubectl-kubia/sim/other/process.json')) as {pid: number}
  process.kill(pid, 'SIGKILL')
  const again = await other.kubia(['up', 'other', '--provider', 'sim'])
  expect(again.code, again.stderr).toBe(0)
  expect(again.stderr).toContain('other-control-plane was stopped')
  expect(await kubectl('get', 'configmap', 'kept', '-o', 'name')).toBe('configmap/kept\n')
  expect(await kubectl('config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}')).toBe(before)
})

test('down leaves no process and no file', async () => {
  const made = await other.kubia(['up', 'brief', '--provider', 'sim', '--workers', '0', '--no-switch-context'])
  expect(made.code, made.stderr).toBe(0)
  const {pid} = JSON.parse(other.machine.read('state/kubectl-kubia/sim/brief/process.json')) as {pid: number}
  const gone = await other.kubia(['down', 'brief'])
  expect(gone).toMatchObject({code: 0, stdout: 'brief\n'})
  expect(isAlive(pid)).toBe(false)
  expect(other.machine.exists('state/kubectl-kubia/sim/brief')).toBe(false)
  expect(other.machine.exists('state/kubectl-kubia/clusters/brief.json')).toBe(false)
})

test('down --dry-run gives back the context that down gives back, where a cluster was deleted in between', async () => {
  await other.kubectl('config', 'set-cluster', 'base', '--server=https://127.0.0.1:1')
  await other.kubectl('config', 'set-context', 'base', '--cluster=base')
  await other.kubectl('config', 'use-context', 'base')
  const current = async (): Promise<string> => (await other.run('kubectl', ['config', 'current-context'])).stdout.trim()
  for (const name of ['house-a', 'house-b'])
    expect(await other.kubia(['up', name, '--provider', 'sim', '--workers', '0'])).toMatchObject({code: 0})
  expect(await current()).toBe('sim-house-b')
  expect(await other.kubia(['down', 'house-a'])).toMatchObject({code: 0})
  const plan = await other.kubia(['down', 'house-b', '--dry-run'])
  expect(await shell(plan.stdout)).toMatchObject({code: 0})
  expect(await current()).toBe('base')
  // What kubia has on record of it goes with the next down.
  expect(await other.kubia(['down', 'house-b'])).toMatchObject({code: 0})
})
