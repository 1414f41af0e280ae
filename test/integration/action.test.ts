import {existsSync, readdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {zstdCompressSync} from 'node:zlib'
import {describe, expect, test, vi} from 'vitest'
import {readAction, useAction} from '../support/action-runner.ts'
import {giveImages} from '../support/images.ts'
import {createMachine, type Machine, type Outcome, type Running} from '../support/machine.ts'
import {createSimMachine, type SimMachine} from '../support/sim-machine.ts'

/** A job on a machine: uses of the action, one after the other, and their post steps at the end. */
const startJob = (machine: SimMachine) => {
  const temporary = join(machine.machine.root, 'temp')
  let uses = 0
  return (inputs: Readonly<Record<string, string>>) => {
    uses += 1
    const use = useAction(join(machine.machine.root, `use-${uses}`), temporary, {provider: 'sim', ...inputs})
    const start = ({file, env}: {file: string; env: Record<string, string>}): Running =>
      machine.start(process.execPath, [file], {env})
    return {
      ...use,
      startMain: () => start(use.main()),
      main: (): Promise<Outcome> => start(use.main()).ended,
      post: (status: string): Promise<Outcome> => start(use.post(status)).ended,
    }
  }
}

const clusters = async (machine: SimMachine): Promise<string[]> =>
  (await machine.kubia(['clusters', '-o', 'name'])).stdout.split('\n').filter(Boolean)

/** The lines that a runner obeys, but for groups. */
const commands = (text: string): string[] => text.split('\n').filter(line => /^::(?!group|endgroup)/.test(line))

describe.concurrent('The GitHub Action', () => {
  test('brings up a cluster with an app that answers, tells of it, and leaves nothing behind', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({
      name: 'shop',
      workers: '1',
      app: 'museopkim/kubia',
      'app-port': '8080',
      replicas: '2',
      expose: 'true',
    })
    const main = await action.main()
    expect({code: main.code, stderr: main.stderr}).toEqual({code: 0, stderr: ''})
    expect(commands(main.stdout)).toEqual([])
    const groups = [...main.stdout.matchAll(/^::group::(.+)$/gm)].map(([, title]) => title)
    expect(groups.slice(0, 5)).toEqual(['kubia', 'kubectl', 'Preflight', 'Create cluster', 'Wait for nodes'])
    expect(main.stdout.match(/^::endgroup::$/gm)).toHaveLength(groups.length)

    const {seconds, url, urls, ...outputs} = action.outputs()
    expect(outputs).toEqual({
      name: 'shop',
      context: 'sim-shop',
      kubeconfig: machine.machine.kubeconfig,
      'kubernetes-version': 'v1.36.0+simulated',
      nodes: 'shop-control-plane shop-worker',
      'cache-hit': 'false',
    })
    // Steps side by side begin in their order, and end in any.
    expect(Object.keys(JSON.parse(seconds ?? '')).toSorted()).toEqual(groups.toSorted())
    expect(JSON.parse(urls ?? '')).toEqual([url])
    expect(await (await fetch(url ?? '')).text()).toContain("You've hit kubia-")

    const summary = action.summary()
    expect(summary).toContain('### kubia: cluster shop\n')
    expect(summary).toContain('| shop-worker | Ready | v1.36.0+simulated |\n')
    expect(summary).toContain('| deployment.apps/kubia | default | 2/2 ready |\n')
    expect(summary).toContain(`- <${url}>\n`)

    // What later steps of the job type.
    const [folder = ''] = action.paths()
    const later = await machine.run(join(folder, 'kubectl-kubia'), ['clusters', '-o', 'name'])
    expect(later).toEqual({code: 0, stdout: 'shop\n', stderr: ''})

    const post = await action.post('success')
    expect({code: post.code, stderr: post.stderr}).toEqual({code: 0, stderr: ''})
    expect(post.stdout).toContain('no simulated node left')
    expect(await clusters(machine)).toEqual([])
    expect(existsSync(join(machine.machine.root, 'temp/kubia/logs'))).toBe(false)
  })

  test('fails the job with the class of what failed, keeps the evidence, and deletes after it', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({
      name: 'shop',
      workers: '1',
      app: 'web=example.invalid/none:1',
      'app-port': '8080',
    })
    const main = await action.main()
    expect(main.code).toBe(6)
    const [annotation = '', ...more] = commands(main.stdout)
    expect(more).toEqual([])
    expect(annotation).toMatch(/^::error title=(CRASH_LOOP|IMAGE_PULL)::.+%0A/)
    const {code = '', logs = '', name} = action.outputs()
    expect({name, annotated: annotation.includes(`title=${code}::`)}).toEqual({name: 'shop', annotated: true})
    expect(readdirSync(logs)).toEqual(
      expect.arrayContaining(['events.txt', 'nodes.txt', 'objects.txt', 'pods.txt', 'runs']),
    )
    expect(main.stdout).toContain(logs.replace(machine.machine.root, 'ROOT'))
    expect(action.summary()).toContain(`\\[${code.replace('_', '\\_')}\\]`)
    // It can be looked at until the end of the job.
    expect(await clusters(machine)).toEqual(['shop'])
    const post = await action.post('failure')
    expect(post.code).toBe(0)
    expect(post.stdout.indexOf('Keep logs')).toBeLessThan(post.stdout.indexOf('::group::Delete cluster shop'))
    expect(await clusters(machine)).toEqual([])
  })

  test('deletes the cluster also where its logs cannot be written', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({name: 'shop', workers: '0'})
    expect((await action.main()).code).toBe(0)
    writeFileSync(join(machine.machine.root, 'temp/kubia/logs'), 'a file')
    const post = await action.post('failure')
    expect(post.code, post.stdout).toBe(0)
    expect(post.stdout).toContain('⚠ there are no logs: ')
    expect(await clusters(machine)).toEqual([])
  })

  test('has several clusters in one job, each deleted by its own post step', async () => {
    const machine = createSimMachine()
    const use = startJob(machine)
    const [one, other] = [use({name: 'one', workers: '0'}), use({name: 'other', workers: '0'})]
    expect([(await one.main()).code, (await other.main()).code]).toEqual([0, 0])
    expect(await clusters(machine)).toEqual(['one', 'other'])
    expect([one.outputs()['context'], other.outputs()['context']]).toEqual(['sim-one', 'sim-other'])
    expect((await other.post('success')).code).toBe(0)
    expect(await clusters(machine)).toEqual(['one'])
    expect((await one.post('success')).code).toBe(0)
    expect(await clusters(machine)).toEqual([])
  })

  test('leaves a cluster that was there before as it is', async () => {
    const machine = createSimMachine()
    await machine.kubia(['up', 'mine', '--provider', 'sim', '--workers', '0'])
    const action = startJob(machine)({name: 'mine'})
    expect((await action.main()).code).toBe(0)
    const post = await action.post('success')
    expect(post).toEqual({code: 0, stdout: "Cluster mine is not this step's: it stays as it is\n", stderr: ''})
    expect(await clusters(machine)).toEqual(['mine'])
    await machine.kubia(['down', 'mine'])
  })

  test('keeps the evidence of a job that failed later, and the cluster where that is asked for', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({name: 'shop', workers: '0', delete: 'never'})
    expect((await action.main()).code).toBe(0)
    const post = await action.post('failure')
    expect(post.code).toBe(0)
    expect(readdirSync(join(machine.machine.root, 'temp/kubia/logs/shop'))).toContain('pods.txt')
    expect(post.stdout).toContain('    kubectl kubia down shop\n')
    expect(await clusters(machine)).toEqual(['shop'])
    await machine.kubia(['down', 'shop'])
  })

  test('makes no cluster with install-only, and its post step has nothing to do', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({'install-only': 'true'})
    expect((await action.main()).code).toBe(0)
    expect(action.paths()).toEqual([join(machine.machine.root, 'temp/kubia/bin')])
    expect(await action.post('success')).toEqual({code: 0, stdout: '', stderr: ''})
    expect(await clusters(machine)).toEqual([])
  })

  test.each([
    [{logs: 'allways'}, 'the input logs: must be on-failure, always, never'],
    [{workers: 'two'}, 'for "--workers" flag'],
  ])('refuses %j before anything is made', async (inputs, words) => {
    const machine = createSimMachine()
    const action = startJob(machine)(inputs)
    const main = await action.main()
    expect(main.code).toBe(2)
    expect(main.stdout).toContain(words)
    expect(action.outputs()['code']).toBe('USAGE')
    expect((await action.post('failure')).code).toBe(0)
  })

  test('is cancelled by SIGINT and then SIGTERM, and its post step deletes what was made', async () => {
    const machine = createSimMachine()
    const action = startJob(machine)({name: 'shop', workers: '1', app: 'kubia.dev/slow:1', timeout: '5m'})
    const running = action.startMain()
    await vi.waitFor(() => expect(running.stdout()).toContain('::group::Wait for nodes'), 30_000)
    running.child.kill('SIGINT')
    setTimeout(() => running.child.kill('SIGTERM'), 7500).unref()
    const main = await running.ended
    expect(main.code).toBe(130)
    expect(action.outputs()['code']).toBe('INTERRUPTED')
    const post = await action.post('cancelled')
    expect(post.code).toBe(0)
    expect(post.stdout.indexOf('Keep logs')).toBeLessThan(post.stdout.indexOf('::group::Delete cluster shop'))
    expect(await clusters(machine)).toEqual([])
  })
})

describe.concurrent('The GitHub Action with kind', () => {
  const use = (
    machine: Machine,
    inputs: Readonly<Record<string, string>>,
    more: Readonly<Record<string, string>> = {},
  ) => {
    const action = useAction(join(machine.root, 'use'), join(machine.root, 'temp'), {workers: '0', ...inputs})
    const start = ({file, env}: {file: string; env: Record<string, string>}): Running =>
      machine.start(process.execPath, [file], {env: {...env, ...more}})
    return {...action, startMain: () => start(action.main()), startPost: (status: string) => start(action.post(status))}
  }

  test('takes the node image from the cache, and makes the nodes of it', async () => {
    const image = zstdCompressSync('an archive of docker')
    const server = createServer(({url = '', headers}, response) => {
      const found = {ok: true, signed_download_url: `http://${headers.host}/blob`}
      response.end(url === '/blob' ? image : JSON.stringify(found))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const machine = createMachine()
    machine.answer('docker', 'image-inspect', '[ -e "$state/loaded" ] || exit 1; echo sha256:aa; exit 0')
    machine.answer('docker', 'load', 'cat > "$state/loaded"; exit 0')
    const {port} = server.address() as AddressInfo
    const service = {ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/`, ACTIONS_RUNTIME_TOKEN: 'x'}
    const action = use(machine, {cache: 'true'}, service)
    const {code, stdout} = await action.startMain().ended
    server.close()
    expect(code, stdout).toBe(0)
    expect(machine.read('loaded')).toBe('an archive of docker')
    expect(machine.read('config')).toContain('image: kindest/node:v1.37.0\n')
    expect(action.outputs()['cache-hit']).toBe('true')
  })

  test('keeps what a cancelled `kind create` has made until its logs are collected', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'echo $$ > "$state/pid"; sleep 600')
    const action = use(machine, {})
    const running = action.startMain()
    await vi.waitFor(() => expect(machine.exists('pid')).toBe(true), 30_000)
    running.child.kill('SIGINT')
    const main = await running.ended
    expect(main.code).toBe(130)
    expect(machine.exists('containers/kubia-control-plane')).toBe(true)
    const post = await action.startPost('cancelled').ended
    expect(post.code, post.stdout).toBe(0)
    const calls = machine.calls('kind').map(line => line.split(' ').slice(1, 3).join(' '))
    expect(calls.indexOf('export logs')).toBeLessThan(calls.indexOf('delete cluster'))
    expect(calls).toContain('export logs')
    expect(machine.exists('containers/kubia-control-plane')).toBe(false)
  })

  test('tries again where the cause may pass, with the logs of the first try', async () => {
    const machine = createMachine()
    machine.answer(
      'docker',
      'pull',
      'if [ ! -e "$state/once" ]; then touch "$state/once"; echo "Error response from daemon: dial tcp: i/o timeout" >&2; exit 1; fi; touch "$state/pulled"; echo "Error: manifest unknown" >&2; exit 1',
    )
    machine.answer('docker', 'image-inspect', '[ -e "$state/pulled" ] || exit 1')
    const action = use(machine, {})
    const {code, stdout} = await action.startMain().ended
    expect(stdout).toContain('[IMAGE_UNAVAILABLE]; once more\n')
    expect(code, stdout).toBe(0)
    expect(machine.exists('temp/kubia/logs/kubia/try-1/runs')).toBe(true)
  })

  test('makes a cluster again whose first try failed, after its logs are kept', async () => {
    const machine = createMachine()
    machine.put(
      'kind.half',
      'if [ ! -e "$state/once" ]; then touch "$state/once"; echo "ERROR: failed to create cluster: odd" >&2; exit 1; fi',
    )
    const action = use(machine, {})
    const {code, stdout} = await action.startMain().ended
    expect(stdout).toContain('[CREATE_FAILED]; once more\n')
    expect(code, stdout).toBe(0)
    expect(machine.exists('temp/kubia/logs/kubia/try-1/nodes/kind-version.txt')).toBe(true)
    const calls = machine.calls('kind').map(line => line.split(' ').slice(1, 3).join(' '))
    expect(calls.filter(call => call === 'create cluster')).toHaveLength(2)
    expect(calls.indexOf('export logs')).toBeLessThan(calls.indexOf('delete cluster'))
  })

  test.each([
    ['false', 5, 'NODES_NOT_READY'],
    ['true', 0, undefined],
  ])('with nodes that wait for a CNI and allow-no-cni: %s ends with %i', async (allowed, exit, expected) => {
    const machine = createMachine()
    machine.put(
      'kind.yaml',
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {disableDefaultCNI: true}\n',
    )
    machine.put('notready', 'container runtime network not ready: cni plugin not initialized')
    machine.answer('kubectl', '--context-kind-kubia', `case "$*" in *daemonsets*) echo '{"items":[]}'; exit 0 ;; esac`)
    const action = use(machine, {config: 'kind.yaml', 'allow-no-cni': allowed})
    const main = await action.startMain().ended
    expect({code: main.code, told: action.outputs()['code']}, main.stdout).toEqual({code: exit, told: expected})
  })

  test('loads images once the cluster is there', async () => {
    const machine = createMachine()
    giveImages(machine, {'app:dev': 'a', 'kindest/node:v1.37.0': 'n'})
    const action = use(machine, {load: 'app:dev', image: 'kindest/node:v1.37.0'})
    const {code, stdout} = await action.startMain().ended
    expect(code, stdout).toBe(0)
    expect(machine.read('node.kubia-control-plane')).toContain('docker.io/library/app:dev ')
    const calls = machine.calls().filter(line => /^kind create cluster|^docker save app/.test(line))
    expect(calls.map(line => line.split(' ')[0])).toEqual(['kind', 'docker'])
  })

  test('fails in its post step when a node is left', async () => {
    const machine = createMachine()
    const action = use(machine, {})
    expect((await action.startMain().ended).code).toBe(0)
    machine.answer('kind', 'delete-cluster', 'exit 0')
    machine.answer('docker', 'rm', 'echo "cannot remove" >&2; exit 1')
    const post = await action.startPost('success').ended
    expect(post.code).toBe(7)
    expect(commands(post.stdout)[0]).toMatch(/^::error title=PARTIAL_DOWN::/)
  })
})

test('action.yml names the built files, and each output is told', () => {
  const {runs, outputs} = readAction()
  expect(runs).toEqual({
    using: 'node24',
    main: 'dist/action/main.js',
    post: 'dist/action/post.js',
    'post-if': 'always()',
  })
  expect(Object.keys(outputs)).toEqual([
    'name',
    'context',
    'kubeconfig',
    'kubernetes-version',
    'nodes',
    'url',
    'urls',
    'seconds',
    'cache-hit',
    'logs',
    'code',
  ])
})
