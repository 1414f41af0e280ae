import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {createMachine, type Machine, machinesAfter, steady} from '../support/machine.ts'

/** A machine whose only cluster, the current one, is shop. */
const withShop = machinesAfter('up', 'shop', '--workers', '0')

const folderOf = (machine: Machine): string => join(machine.root, 'state/kubectl-kubia/clusters')

/** What a run leaves that is killed in its preflight, or a disk that was full. */
const leave = (machine: Machine, ...files: string[]): void => {
  mkdirSync(folderOf(machine), {recursive: true})
  for (const file of files)
    writeFileSync(
      join(folderOf(machine), file),
      file.endsWith('.journal') ? '' : '{"pid":4194305,"startTime":"1","command":"up","since":""}',
    )
}

const writeContexts = (machine: Machine, current: string, ...names: string[]): void => {
  const contexts = names.map(name => ({name, context: {cluster: name, user: 'u'}}))
  const clusters = names.map(name => ({name, cluster: {server: 'https://127.0.0.1:2'}}))
  writeFileSync(
    machine.kubeconfig,
    JSON.stringify({apiVersion: 'v1', kind: 'Config', 'current-context': current, contexts, clusters}),
  )
}

describe.concurrent('down', () => {
  test.each([
    ['shop', ['shop.lock', 'shop.journal'], 'the lock of a run that died', 'the lock of an interrupted run'],
    ['shop', ['shop.json'], "kubia's record of it cannot be read", "kubia's record of it"],
  ])('clears of %s what doctor says that it clears: %j', async (name, files, told, cleared) => {
    const machine = createMachine()
    leave(machine, ...files)
    const doctor = await machine.kubia(['doctor'])
    expect(doctor.stdout).toContain(
      `    cluster ${name}: ${told}\n    Fix:\n      clears it:\n        kubectl kubia down ${name}\n`,
    )
    const {code, stdout, stderr} = await machine.kubia(['down', name])
    expect(steady(stderr)).toBe(
      ` ✔ Delete cluster shop  ${cleared} removed, no container was left TIME\n✔ Down in TIME\n`,
    )
    expect({code, stdout}).toEqual({code: 0, stdout: 'shop\n'})
    expect(readdirSync(folderOf(machine))).toEqual([])
    expect((await machine.kubia(['doctor'])).stdout).toMatch(/leftovers +none\n/)
    expect((await machine.kubia(['down', name])).stderr).toContain('✔ Nothing to remove\n')
  })

  test('on a machine without an engine there is nothing to remove, but for what left a trace', async () => {
    const machine = createMachine(['kubectl'])
    for (const names of [[], ['shop']]) {
      const {code, stderr} = await machine.kubia(['down', ...names])
      const [name = 'kubia'] = names
      expect({code, stderr: steady(stderr)}).toEqual({
        code: 0,
        stderr: ` ↷ Delete cluster ${name.padEnd(5)} not there\n✔ Nothing to remove\n`,
      })
    }
    writeContexts(machine, 'kind-shop', 'kind-shop')
    const traced = await machine.kubia(['down', 'shop'])
    expect(traced).toMatchObject({code: 3, stdout: ''})
    expect(traced.stderr).toMatch(
      /^✖ no container engine found \(docker, nerdctl, podman\) +\[ENGINE_MISSING\]\n {2}kind is not on PATH \[KIND_MISSING\]\n {2}Fix:\n/,
    )
    expect(await machine.kubia(['down', 'web', '--provider', 'kind'])).toMatchObject({code: 3, stdout: ''})
  })

  test('--all clears what is left of clusters that are gone', async () => {
    const machine = createMachine()
    leave(machine, 'locked.lock', 'damaged.json')
    const {code, stdout} = await machine.kubia(['down', '--all', '--yes'])
    expect({code, stdout}).toEqual({code: 0, stdout: 'damaged\nlocked\n'})
    expect(readdirSync(folderOf(machine))).toEqual([])
  })

  test.each([
    ['is empty', '', "kubia's record of it cannot be read"],
    ['is an empty object', '{}', "kubia's record of it cannot be read"],
    [
      'says no time',
      '{"name":"theirs","provider":"kind","controlPlaneId":"","nodes":[],"startedAt":""}',
      "kubia's record of it does not say when it was begun",
    ],
    [
      'says a time after the containers were made',
      `{"name":"theirs","provider":"kind","controlPlaneId":"","nodes":[],"startedAt":"2026-11-27T00:00:00.000Z"}`,
      "a record of kubia's, but no such cluster of its making",
    ],
  ])('--all leaves a cluster whose record %s, and says so', async (_, text, what) => {
    const machine = createMachine()
    writeFileSync(
      machine.containers('theirs-control-plane'),
      '{"Id":"id-theirs-control-plane","Name":"/theirs-control-plane","Created":"2020-01-01T00:00:00.0Z","State":{"Running":true},"Config":{"Image":"kindest/node:v1.36.4","Labels":{"io.x-k8s.kind.cluster":"theirs","io.x-k8s.kind.role":"control-plane"}}}',
    )
    mkdirSync(folderOf(machine), {recursive: true})
    writeFileSync(join(folderOf(machine), 'theirs.json'), text)
    const {code, stdout, stderr} = await machine.kubia(['down', '--all', '--yes'])
    expect({code, stdout, stderr: steady(stderr)}).toEqual({
      code: 0,
      stdout: '',
      stderr: `⚠ cluster theirs: ${what}; it counts as not made by kubia, and stays
  Fix:
    forgets the record:
      rm -r ROOT/state/kubectl-kubia/clusters/theirs.json
    deletes the cluster, with its data:
      kubectl kubia down theirs --yes
✔ Nothing to remove
`,
    })
    expect(existsSync(machine.containers('theirs-control-plane'))).toBe(true)
    expect(readFileSync(join(folderOf(machine), 'theirs.json'), 'utf8')).toBe(text)
    expect(machine.calls('kind').filter(call => call.includes('delete'))).toEqual([])
    expect(await machine.kubia(['down', 'theirs'])).toMatchObject({code: 4})
    expect(await machine.kubia(['clusters', '-o', 'name'])).toMatchObject({code: 0, stdout: 'theirs\n'})
  })

  test('refuses the name of a context that is no cluster of this machine', async () => {
    const machine = createMachine()
    writeContexts(machine, 'prod-eu', 'prod-eu')
    expect(await machine.kubia(['down', 'prod-eu', '--yes'])).toEqual({
      code: 4,
      stdout: '',
      stderr: `✖ Refusing: prod-eu is not managed by kubia: a context has that name, no cluster  [NOT_OURS]
  Fix:
    forgets the context, while what it leads to stays:
      kubectl config delete-context prod-eu
    lists what can be deleted:
      kubectl kubia clusters
  Left: nothing was changed
`,
    })
    expect(existsSync(machine.kubeconfig)).toBe(true)
  })

  test('asks no engine for a name that KUBIA_PROVIDER makes a simulated cluster’s', async () => {
    const machine = createMachine()
    machine.answer('docker', 'version', 'exit 1')
    machine.answer('docker', 'ps', 'exit 1')
    const outcome = await machine.kubia(['down', 'nosuch'], {env: {KUBIA_PROVIDER: 'sim'}})
    expect(outcome).toMatchObject({code: 0, stdout: ''})
    expect(outcome.stderr).toContain('✔ Nothing to remove\n')
  })

  test('names the cluster of a context whose name was given', async () => {
    const machine = await withShop()
    const {code, stderr} = await machine.kubia(['down', 'kind-shop'])
    expect(stderr).toContain('    the cluster that this context is named after:\n      kubectl kubia down shop\n')
    expect(code).toBe(4)
    expect(machine.exists('containers/shop-control-plane')).toBe(true)
  })

  test('gives back the context that was current before the latest up that switched', async () => {
    const machine = createMachine()
    writeContexts(machine, 'before', 'before')
    await machine.kubia(['up', '--workers', '0'])
    // The stand-in of kind leaves these two contexts; somebody makes the other one current.
    const select = (name: string): void =>
      writeFileSync(
        machine.kubeconfig,
        readFileSync(machine.kubeconfig, 'utf8')
          .replace(/"current-context":"[^"]*"/, `"current-context":"${name}"`)
          .replace(
            '"contexts":[',
            name === 'other'
              ? '"contexts":[{"name":"other","context":{"cluster":"before","user":"u"}},'
              : '"contexts":[',
          ),
      )
    select('other')
    expect((await machine.kubia(['up'])).stderr).toContain('(was: other)\n')
    expect((await machine.kubia(['up'])).stderr).toContain('✔ Nothing to do')
    expect((await machine.kubia(['down'])).stderr).toMatch(/ · context other again\n$/)
  })
})

describe.concurrent('down --config', () => {
  const CONFIG = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: shop\nnodes: [{role: control-plane}]\n'

  /** A machine on which `up --config` has made the cluster of a config. */
  const withConfig = async (env: Record<string, string> = {}): Promise<Machine> => {
    const machine = createMachine()
    machine.put('kind.yaml', CONFIG)
    expect((await machine.kubia(['up', '--config', 'kind.yaml'], {env})).code).toBe(0)
    return machine
  }

  test.each<[string, Record<string, string>]>([
    ['shop', {}],
    ['job-7', {KIND_CLUSTER_NAME: 'job-7'}],
  ])('removes %s, which up --config made with %j', async (name, env) => {
    const machine = await withConfig(env)
    expect(machine.exists(`containers/${name}-control-plane`)).toBe(true)
    const plan = await machine.kubia(['down', '--config', 'kind.yaml', '--dry-run'], {env})
    expect(plan.stdout).toContain(`kind delete cluster --name ${name} --kubeconfig `)
    const {code, stdout} = await machine.kubia(['down', '--config', 'kind.yaml'], {env})
    expect({code, stdout}).toEqual({code: 0, stdout: `${name}\n`})
    expect(machine.exists(`containers/${name}-control-plane`)).toBe(false)
  })

  test('reads standard input, and a name wins over it', async () => {
    const machine = await withConfig()
    expect((await machine.kubia(['down', 'other', '--config', '-'])).stderr).toContain('✔ Nothing to remove\n')
    expect(await machine.kubia(['down', '--config', '-'], {input: CONFIG})).toMatchObject({code: 0, stdout: 'shop\n'})
  })

  test.each<[string[], string, string]>([
    [['down', '--all', '--config', 'kind.yaml'], CONFIG, '--config and --all cannot be used together'],
    [['down', '--config', 'nosuch.yaml'], CONFIG, 'the config nosuch.yaml cannot be read: no such file'],
    [['down', '--config', 'kind.yaml'], CONFIG.replace(/\[.*\]/, '3'), 'kind.yaml:4:8: error: nodes must be a list'],
  ])('%j of %j is refused', async (words, text, message) => {
    const machine = createMachine()
    machine.put('kind.yaml', text)
    const {code, stderr} = await machine.kubia(words)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})

describe.concurrent('down without a name', () => {
  test.each<[string, readonly string[], Record<string, string>, string]>([
    ['the default one', ['down'], {}, 'kubia'],
    ['the default one, confirmed', ['down', '--yes'], {}, 'kubia'],
    ['that of KIND_CLUSTER_NAME', ['down'], {KIND_CLUSTER_NAME: 'toy'}, 'toy'],
  ])('removes nothing where %s is not there, and names the current one', async (_, words, env, meant) => {
    const machine = await withShop()
    const {code, stdout, stderr} = await machine.kubia(words, {env})
    expect({code, stdout}).toEqual({code: 0, stdout: ''})
    expect(steady(stderr)).toBe(
      `⚠ no cluster ${meant}; the current one, shop, stays\n ↷ ${`Delete cluster ${meant}`.padEnd(20)} not there\n✔ Nothing to remove\n`,
    )
    expect(machine.exists('containers/shop-control-plane')).toBe(true)
    expect((await machine.kubia([...words, '--dry-run'], {env})).stderr).toBe(
      `⚠ no cluster ${meant}; the current one, shop, stays\n✔ Nothing to remove\n`,
    )
  })

  test('names the current one, of another provider, also where no engine answers', async () => {
    const machine = await withShop()
    const current = machine.read('home/.kube/config').replaceAll('kind-shop', 'sim-toy')
    writeFileSync(machine.kubeconfig, current)
    mkdirSync(join(machine.root, 'state/kubectl-kubia/sim/toy'), {recursive: true})
    const record = {name: 'toy', provider: 'sim', controlPlaneId: 'x', nodes: [], previousContext: '', startedAt: ''}
    writeFileSync(join(folderOf(machine), 'toy.json'), JSON.stringify(record))
    machine.answer('docker', 'version', 'echo "Cannot connect to the Docker daemon" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['down'])
    expect({code, stderr}).toEqual({
      code: 0,
      stderr: '⚠ no cluster kubia; the current one, toy, stays\n✔ Nothing to remove\n',
    })
  })

  test('says nothing of a current cluster that kubia did not make, nor of one beside a name', async () => {
    const machine = await withShop()
    const warned = (stderr: string): boolean => stderr.includes('the current one')
    expect(warned((await machine.kubia(['down', 'nosuch'])).stderr)).toBe(false)
    rmSync(join(folderOf(machine), 'shop.json'))
    expect(warned((await machine.kubia(['down'])).stderr)).toBe(false)
  })

  test('deletes the cluster of that name where it is there, and leaves the current one', async () => {
    const machine = await withShop()
    await machine.kubia(['up', '--workers', '0', '--no-switch-context'])
    const {code, stdout, stderr} = await machine.kubia(['down'])
    expect({code, stdout}).toEqual({code: 0, stdout: 'kubia\n'})
    expect(
      steady(stderr),
    ).toBe(`kubia down · cluster kubia · 1 control-plane (one node: apps run on it) · kind v0.33.0 · docker 20.10.24
 ✔ Delete cluster kubia 1 container removed TIME
 ✔ Verify               no container left TIME
✔ Down in TIME
`)
    expect(machine.exists('containers/shop-control-plane')).toBe(true)
  })
})

describe.concurrent('doctor', () => {
  test('tells what is left of clusters of every provider', async () => {
    const machine = createMachine()
    leave(machine)
    const record = {name: 'toy', provider: 'sim', controlPlaneId: '', nodes: [], previousContext: '', startedAt: ''}
    writeFileSync(join(folderOf(machine), 'toy.json'), JSON.stringify(record))
    expect((await machine.kubia(['doctor'])).stdout).toContain(
      `    cluster toy: 0 nodes of an interrupted run
    Fix:
      clears it and creates the cluster:
        kubectl kubia up toy --provider sim
      only clears it:
        kubectl kubia down toy
`,
    )
    machine.answer('docker', 'version', 'echo "Cannot connect to the Docker daemon" >&2; exit 1')
    expect((await machine.kubia(['doctor'])).stdout).toContain('cluster toy: 0 nodes of an interrupted run')
  })
})
