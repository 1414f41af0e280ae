import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {CLI, createMachine} from '../support/machine.ts'

describe.concurrent('Without changing anything', () => {
  test('--dry-run prints the commands with nothing on PATH, and pasted into a shell they do what up does', async () => {
    const machine = createMachine([])
    const {code, stdout, stderr} = await machine.kubia(['up', 'shop', '--workers=1', '-p', '8080:30080', '--dry-run'])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(stdout).toBe(`# creates the nodes; the configuration reaches kind on standard input
kind create cluster --name shop --config - --retain <<'EOF'
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: shop
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30080
        hostPort: 8080
        listenAddress: 127.0.0.1
  - role: worker
EOF
# waits for every node
kubectl --context kind-shop wait --for=condition=Ready nodes --all --timeout=600s
kubectl --context kind-shop get nodes
`)
    const other = createMachine()
    const pasted = await other.sh(stdout)
    expect(pasted.code).toBe(0)
    expect(other.calls()).toEqual([
      'kind create cluster --name shop --config - --retain',
      'kubectl --context kind-shop wait --for=condition=Ready nodes --all --timeout=600s',
      'kubectl --context kind-shop get nodes',
    ])
    expect(stdout).toContain(`<<'EOF'\n${other.read('config')}EOF\n`)
  })

  test('-o yaml prints only the config, and config print the same', async () => {
    const machine = createMachine([])
    const dry = await machine.kubia(['up', '--dry-run', '-o', 'yaml', '--workers=0'])
    expect(dry.stdout).toBe(
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: kubia\nnodes:\n  - role: control-plane\n',
    )
    expect((await machine.kubia(['config', 'print', '--workers=0'])).stdout).toBe(dry.stdout)
    expect((await machine.kubia(['config', 'validate', '-'], {input: dry.stdout})).stdout).toBe('- is valid\n')
  })

  test('a config on standard input goes to kind as it is', async () => {
    const machine = createMachine([])
    const config = '# mine\nkind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{role: control-plane}]  # one\n'
    const {code, stdout} = await machine.kubia(['up', '--config', '-', '--dry-run'], {input: config})
    expect(stdout).toContain(`<<'EOF'\n${config}EOF\n`)
    expect(code).toBe(0)
  })

  test.each([
    [['up', '--dry-run']],
    [['config', 'print']],
    [['config', 'validate']],
    [['down', '--dry-run']],
    [['--help']],
  ])('%j does not read standard input: an open one that says nothing does not hold it up', async args => {
    const running = createMachine([]).start(process.execPath, [CLI, ...args])
    expect([0, 2]).toContain((await running.ended).code)
  })
})

describe.concurrent('The program', () => {
  test('ends quietly when nobody reads its answer', async () => {
    const script = 'kubia up --help | head -n 1; kubia config print | :'
    expect(await createMachine([]).sh(script, {env: {PATH: '/usr/bin:/bin'}})).toEqual({
      code: 0,
      stdout: 'Create a multi-node cluster and wait until every node is Ready.\n',
      stderr: '',
    })
  })

  test.each([[['--version']], [['version']]])('says its version: %j', async args => {
    expect((await createMachine([]).kubia(args)).stdout).toMatch(/^kubectl-kubia v\d+\.\d+\.\d+\n$/)
  })

  test('alone shows what to type first', async () => {
    const {code, stdout, stderr} = await createMachine([]).kubia([])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(stdout).toContain('\n\nStart here:\n  kubectl kubia up\n')
  })

  test('works where its cache cannot be written', async () => {
    const machine = createMachine([])
    machine.put('file')
    for (const cache of [join(machine.root, 'file'), '/proc/nowhere']) {
      const {code, stderr} = await machine.kubia(['config', 'print'], {env: {XDG_CACHE_HOME: cache}})
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
    }
  })

  test('says that it is not built', async () => {
    const machine = createMachine([])
    await machine.sh(`cp -r '${join(CLI, '..')}' copy`, {env: {PATH: '/usr/bin:/bin'}})
    expect(await machine.start(process.execPath, [join(machine.root, 'copy/kubectl-kubia'), 'up']).ended).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: ROOT/dist is not built; run: npm run build\n',
    })
  })
})
