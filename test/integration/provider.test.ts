import {readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {createMachine} from '../support/machine.ts'
import {createSimMachine} from '../support/sim-machine.ts'

describe.concurrent('what makes clusters', () => {
  test('config set keeps it for later runs, and the environment and a flag win', async () => {
    const {machine, kubia} = createSimMachine()
    const file = join(machine.home, '.config/kubectl-kubia/config.json')
    expect(await kubia(['config', 'list'])).toMatchObject({
      code: 0,
      stdout: 'KEY        VALUE   FROM\nprovider   kind    default\n',
    })
    expect(await kubia(['config', 'set', 'provider', 'sim'])).toEqual({code: 0, stdout: '', stderr: ''})
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({version: 1, provider: 'sim'})
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await kubia(['config', 'get', 'provider'])).stdout).toBe('sim\n')
    expect((await kubia(['up', '--dry-run'])).stdout).toContain('sim/start.js')
    const env = {KUBIA_PROVIDER: 'kind'}
    const own = await machine.kubia(['config', 'list'], {env})
    expect(own.stdout).toBe('KEY        VALUE   FROM\nprovider   kind    environment\n')
    expect((await machine.kubia(['up', '--dry-run'], {env})).stdout).toContain('kind create cluster')
    expect((await kubia(['up', '--dry-run', '--provider', 'kind'])).stdout).toContain('kind create cluster')
    expect(await kubia(['config', 'unset', 'provider'])).toEqual({code: 0, stdout: '', stderr: ''})
    expect(await kubia(['config', 'unset', 'provider'])).toMatchObject({code: 0})
    expect((await kubia(['config', 'get', 'provider'])).stdout).toBe('kind\n')
  })

  // A row of the table in test/cli/invalid.test.ts.
  test('refuses a setting that there is not', async () => {
    const {code, stdout, stderr} = await createMachine([]).kubia(['config', 'set', 'providr', 'sim'])
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    expect(stderr).toContain('error: there is no setting "providr" (there is provider); did you mean "provider"?\n')
  })

  test('names a file of settings that is none', async () => {
    const machine = createMachine([])
    await machine.kubia(['config', 'set', 'provider', 'sim'])
    const file = join(machine.home, '.config/kubectl-kubia/config.json')
    writeFileSync(file, '{')
    const {code, stderr} = await machine.kubia(['up'])
    expect({code, file: readFileSync(file, 'utf8')}).toEqual({code: 3, file: '{'})
    expect(stderr).toContain('~/.config/kubectl-kubia/config.json is no file of settings')
  })

  test('is remembered of a cluster: up takes its provider, also after a restart of the machine', async () => {
    const {machine, kubia, kubectl} = createSimMachine()
    await kubia(['up', 'toy', '--provider', 'sim', '--workers', '1'])
    expect(await kubia(['up', 'toy', '-o', 'name'])).toMatchObject({code: 0, stdout: 'toy\n'})
    const process = JSON.parse(
      readFileSync(join(machine.root, 'state/kubectl-kubia/sim/toy/process.json'), 'utf8'),
    ) as {pid: number}
    globalThis.process.kill(process.pid, 'SIGKILL')
    const status = await kubia(['status'])
    expect(status.code).toBe(3)
    expect(status.stderr).toMatch(
      /✖ cluster toy is stopped +\[CLUSTER_STOPPED\]\n {2}Fix:\n {4}kubectl kubia start toy\n/,
    )
    expect(await kubia(['up', 'toy', '-o', 'name'])).toMatchObject({code: 0, stdout: 'toy\n'})
    expect(await kubectl('get', 'nodes', '-o', 'name')).toBe('node/toy-control-plane\nnode/toy-worker\n')
    await kubia(['down', 'toy'])
  })

  test('A cluster that an older kubia made keeps the names of its nodes, until it is made again', async () => {
    const {machine, kubia, kubectl} = createSimMachine()
    await kubia(['up', 'old', '--provider', 'sim', '--workers', '1'])
    await kubia(['stop', 'old'])
    // As the release before wrote it.
    const state = join(machine.root, 'state/kubectl-kubia/sim/old/state.jsonl')
    const record = join(machine.root, 'state/kubectl-kubia/clusters/old.json')
    for (const file of [state, record])
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/old-(?=control-plane|worker)/g, 'old-sim-'))
    expect(await kubia(['up', 'old'])).toMatchObject({code: 0})
    expect(await kubectl('get', 'nodes', '-o', 'name')).toBe('node/old-sim-control-plane\nnode/old-sim-worker\n')
    const stopped = await kubia(['stop', 'node/sim-worker'])
    expect(stopped.stdout).toBe('node/old-sim-worker stopped\n')
    // A line that can be pasted whole.
    expect(stopped.stderr).toMatch(/\n {2}next:\n {4}kubectl kubia start node\/old-sim-worker\n$/)
    expect((await kubia(['start', 'node/old-sim-worker'])).stdout).toBe('node/old-sim-worker started\n')
    expect(await kubia(['up', 'old', '--workers', '2', '--recreate'])).toMatchObject({code: 0})
    expect(await kubectl('get', 'nodes', '-o', 'name')).toBe(
      'node/old-control-plane\nnode/old-worker\nnode/old-worker2\n',
    )
    await kubia(['down', 'old'])
  })

  test('clusters is an empty list where there is none, whatever is not installed or does not answer', async () => {
    const empty = {code: 0, stdout: '', stderr: 'No clusters found.\n'}
    const {machine} = createSimMachine()
    expect(await machine.kubia(['clusters', '-o', 'name'], {env: {PATH: machine.path}})).toMatchObject({stdout: ''})
    const down = createMachine()
    down.answer('docker', 'version', 'echo "Cannot connect to the Docker daemon" >&2; exit 1')
    expect(await down.kubia(['clusters'], {env: {KUBIA_PROVIDER: 'sim'}})).toEqual(empty)
    expect(await down.kubia(['clusters'])).toMatchObject({code: 0, stdout: ''})
    rmSync(down.root, {recursive: true, force: true})
  })
})
