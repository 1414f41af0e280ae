import {spawnSync} from 'node:child_process'
import {chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {dirname, join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {kindInstall} from '../../src/cluster/providers/kind/kind-version.ts'
import {printedAdvice} from '../support/advice.ts'
import {CLI, createMachine, type Machine, realKubectl, useRealKubectl} from '../support/machine.ts'

interface Answer {
  checks: {
    id: string
    title: string
    status: string
    found: string
    code: string | null
    message: string
    evidence: string[]
    fix: {command?: string; comment?: string}[]
  }[]
}

const asJson = async (machine: Machine, env: Record<string, string> = {}): Promise<Answer> =>
  JSON.parse((await machine.kubia(['doctor', '-o', 'json'], {env})).stdout) as Answer

/** Ids of the checks with this status, and their codes. */
const found = ({checks}: Answer, status: string): string[] =>
  checks.filter(check => check.status === status).map(({id, code}) => (code ? `${id} ${code}` : id))

/** Leaves a lock beside the kubeconfig, three hours old. */
const leaveLock = (machine: Machine): void => {
  writeFileSync(`${machine.kubeconfig}.lock`, '')
  const then = Date.now() / 1000 - 3 * 3600
  utimesSync(`${machine.kubeconfig}.lock`, then, then)
}

describe.concurrent('doctor', () => {
  test('tells each check in a line, and changes nothing', async () => {
    const machine = createMachine()
    const {code, stdout, stderr} = await machine.kubia(['doctor'])
    expect(stdout).toBe(`✔ container engine            docker 20.10.24
✔ kind                        0.33.0
✔ kubectl                     1.36.1
✔ engine endpoint             this machine's own
✔ engine version              20.10.24, new enough
✔ engine system               Debian GNU/Linux 12 (bookworm)
✔ cgroups                     v2
✔ memory                      8.0 GiB
✔ CPUs                        4
✔ node image                  kindest/node:v1.37.0 (on this machine)
✔ version skew                kubectl 1.36 fits 1.37.0
✔ kubeconfig                  0 contexts, none is current
✔ kubeconfig can be written   ~/.kube/config
✔ state folder                ROOT/state/kubectl-kubia/clusters
✔ kubeconfig lock             free
✔ clusters                    none
✔ leftovers                   none

17 checks: 17 ok
`)
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(machine.exists('state')).toBe(false)
    expect(machine.calls().filter(call => / (create|delete|pull|rm) /.test(call))).toEqual([])
  })

  test('asks each program once, however many checks want the answer', async () => {
    const machine = createMachine()
    await machine.kubia(['doctor'])
    const calls = machine.calls()
    expect(calls.toSorted()).toEqual([...new Set(calls)].toSorted())
  })

  test('tells all problems at once, each with its fix, and stays silent on what rests on them', async () => {
    const machine = createMachine(['docker', 'kubectl'])
    machine.answer(
      'docker',
      'version',
      'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1',
    )
    leaveLock(machine)
    const {code, stdout} = await machine.kubia(['doctor'])
    expect(stdout).toBe(`✖ container engine            [ENGINE_DOWN]
    docker is installed, but nothing answers at unix:///var/run/docker.sock
      Cannot connect to the Docker daemon at unix:///var/run/docker.sock.
    Fix:
      sudo systemctl start docker
      or start Docker Desktop
      or makes a simulated cluster, without a container engine:
        kubectl kubia up --provider sim
✖ kind                        [KIND_MISSING]
    kind is not on PATH
    Fix:
      ${printedAdvice(kindInstall(), '      ')}
      or makes a simulated cluster, without a container engine:
        kubectl kubia up --provider sim
✔ kubectl                     1.36.1
✔ kubeconfig                  0 contexts, none is current
✔ kubeconfig can be written   ~/.kube/config
✔ state folder                ROOT/state/kubectl-kubia/clusters
✖ kubeconfig lock             [KUBECONFIG_LOCKED]
    ~/.kube/config.lock is 3 h old: kind and kubectl hold it for a moment only, so its owner died
    Fix:
      rm ROOT/home/.kube/config.lock
↷ 15 more checks rest on container engine

7 checks: 4 ok, 3 problems
`)
    expect(code).toBe(3)
  })

  test('fails where the engine answers and cannot list its containers', async () => {
    const machine = createMachine()
    machine.answer('docker', 'ps', 'echo "Error response from daemon: corrupt" >&2; exit 1')
    const {code, stdout} = await machine.kubia(['doctor'])
    expect(stdout).toContain(`✖ clusters                    [ENGINE_DOWN]
    docker answers, but cannot list its containers
      Error response from daemon: corrupt
    Fix:
      says what is wrong:
        docker ps -a --no-trunc --filter label=io.x-k8s.kind.cluster --format '{{.ID}} {{.Names}}'
      or makes a simulated cluster, without a container engine:
        kubectl kubia up --provider sim
↷ 2 more checks rest on clusters
`)
    expect(code).toBe(3)
  })

  test('agrees with the preflight of up', async () => {
    const machine = createMachine(['docker', 'kubectl'])
    leaveLock(machine)
    const {stderr} = await machine.kubia(['up', '-o', 'json', '--progress', 'json'])
    const {detail} = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as {detail: string}
    const problems = (await asJson(machine)).checks.filter(({status}) => status === 'problem')
    expect(detail).toBe(
      problems.map(({message, code}) => `${message}  [${code}]`.replaceAll(machine.root, 'ROOT')).join('\n'),
    )
  })

  test('warns without failing, and up goes on after the same warnings', async () => {
    const machine = createMachine()
    machine.answer(
      'docker',
      'info',
      `echo '{"OperatingSystem":"Docker Desktop","MemTotal":2147483648,"NCPU":1,"CgroupVersion":"1"}'; exit 0`,
    )
    const env = {HTTPS_PROXY: 'http://me:secret@127.0.0.1:3128'}
    const answer = await asJson(machine, env)
    const warnings = [
      'cgroups ENGINE_SETUP',
      'memory MEMORY_LOW',
      'cpus CPU_LOW',
      'proxy PROXY_SETTINGS',
      'proxy-of-nodes PROXY_SETTINGS',
    ]
    expect(found(answer, 'warning')).toEqual(warnings)
    expect(found(answer, 'problem')).toEqual([])
    expect((await machine.kubia(['doctor'], {env})).code).toBe(0)
    const {code, stderr} = await machine.kubia(['up'], {env})
    expect(code).toBe(0)
    expect(stderr).not.toContain('secret')
    for (const {message, code: name, fix} of answer.checks.filter(({status}) => status === 'warning'))
      for (const {command, comment} of fix) {
        const printed =
          command === undefined ? comment : comment === undefined ? command : `${comment}:\n      ${command}`
        expect(stderr.slice(stderr.indexOf(`⚠ ${message}  [${name}]\n  Fix:`))).toContain(` ${printed}\n`)
      }
    // The cluster is there now: what is only about making nodes is not told again.
    expect((await machine.kubia(['up'], {env})).stderr).not.toContain('⚠')
  })

  test('checks for the cluster that is described as for up: its ports, its nodes, its config', async ({
    onTestFinished,
  }) => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as {port: number}
    const machine = createMachine()
    const words = ['doctor', '-o', 'json', '-p', `${port}:30080`, '--workers', '30']
    const {code, stdout} = await machine.kubia(words)
    expect(found(JSON.parse(stdout) as Answer, 'problem')).toContain('ports PORT_TAKEN')
    expect(found(JSON.parse(stdout) as Answer, 'ok')).not.toContain('memory')
    expect(code).toBe(3)
    const invalid = await machine.kubia(['doctor', '--config', '-'], {input: 'nodes: 3'})
    expect(invalid.stderr).toContain('[CONFIG_INVALID]')
    expect(invalid.code).toBe(2)
  })

  test('has the same shape for every check in JSON', async () => {
    const {checks} = await asJson(createMachine([]))
    for (const check of checks)
      expect(Object.keys(check)).toEqual(['code', 'evidence', 'fix', 'found', 'id', 'message', 'status', 'title'])
    expect(checks.find(({id}) => id === 'kubectl')).toEqual({
      id: 'kubectl',
      title: 'kubectl',
      status: 'problem',
      found: '',
      code: 'KUBECTL_MISSING',
      message: 'kubectl is not on PATH',
      evidence: [],
      fix: [
        {command: 'sudo apt-get install kubernetes-client', comment: 'on Debian and Ubuntu'},
        {command: 'brew install kubectl', comment: 'on macOS'},
        {comment: 'more ways: https://kubernetes.io/docs/tasks/tools/'},
      ],
    })
    expect(checks.find(({id}) => id === 'memory')).toMatchObject({status: 'skipped', code: null, message: '', fix: []})
  })

  test.each([
    ['an engine on another machine', {DOCKER_HOST: 'ssh://me@build.example.org'}, 'engine-endpoint ENGINE_REMOTE'],
    ['a docker context for another machine', {DOCKER_CONTEXT: 'far'}, 'engine-endpoint ENGINE_REMOTE'],
    ['a kubeconfig that is a folder', {KUBECONFIG: '/'}, 'kubeconfig-writable KUBECONFIG_INVALID'],
    ['a state folder that is a file', {XDG_STATE_HOME: '/dev/null'}, 'state-folder STATE_UNWRITABLE'],
  ])('finds %s', async (_, env, problem) => {
    const machine = createMachine()
    machine.answer('docker', 'context', 'echo ssh://me@build; exit 0')
    machine.answer('kubectl', 'config-view', `echo '{}'; exit 0`)
    expect(found(await asJson(machine, env), 'problem')).toEqual([problem])
  })

  test('takes a far engine for a warning where the kind config says where the API server listens', async () => {
    const machine = createMachine()
    machine.put(
      'kind.yaml',
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {apiServerAddress: 10.0.0.5}\n',
    )
    const env = {DOCKER_HOST: 'ssh://10.255.0.5'}
    const refused = await machine.kubia(['up'], {env})
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('[ENGINE_REMOTE]')
    const {code, stderr} = await machine.kubia(['up', '--config', 'kind.yaml'], {env})
    expect(stderr).toContain('⚠ docker runs on 10.255.0.5 (DOCKER_HOST is ssh://10.255.0.5)')
    expect(code).toBe(0)
  })

  test('says of an engine that DOCKER_HOST reaches by TCP that the cluster is led there, and `up` does it', async () => {
    const machine = createMachine()
    const env = {DOCKER_HOST: 'tcp://docker:2375'}
    const kubeconfig =
      '{"apiVersion":"v1","kind":"Config","current-context":"kind-kubia","contexts":[{"name":"kind-kubia","context":{"cluster":"kind-kubia","user":"u"}}],"clusters":[{"name":"kind-kubia","cluster":{"server":"https://0.0.0.0:41234"}}],"users":[{"name":"u","user":{}}]}'
    machine.put('kind.half', `context() { echo '${kubeconfig}' > "$KUBECONFIG"; }`)
    const {code, stderr} = await machine.kubia(['up', '-v'], {env})
    expect(stderr.match(/\[ENGINE_REMOTE\]/g)).toHaveLength(1)
    expect(stderr).toContain(
      '⚠ docker runs on docker: the API server listens at all addresses there, its certificate names docker, and the context leads to it  [ENGINE_REMOTE]\n',
    )
    expect(stderr).toContain('$ kubectl config set-cluster kind-kubia --server=https://docker:41234\n')
    expect(code, stderr).toBe(0)
    expect(machine.read('config')).toContain('certSANs: [localhost, 127.0.0.1, "docker"]')
    expect(readFileSync(machine.kubeconfig, 'utf8')).toContain('"server":"https://docker:41234"')
    const {stdout} = await machine.kubia(['up', 'other', '--dry-run'], {env})
    expect(stdout).toContain('kubectl config set-cluster kind-other --server="https://docker:${server##*:}"\n')
  })

  test('says which of several kubeconfig files gets the context', async () => {
    const machine = createMachine()
    const second = join(machine.root, 'second')
    writeFileSync(second, '{}')
    const {checks} = await asJson(machine, {KUBECONFIG: `${join(machine.root, 'first')}:${second}`})
    expect(checks.find(({id}) => id === 'kubeconfig-writable')).toMatchObject({
      status: 'ok',
      found: `${second.replaceAll(machine.root, 'ROOT')}, of the 2 files in KUBECONFIG`,
    })
  })

  test.skipIf(!realKubectl)('tells the file and the line of a kubeconfig that is broken', async () => {
    const machine = createMachine()
    useRealKubectl(machine)
    writeFileSync(machine.kubeconfig, 'apiVersion: v1\nkind: Config\ncontexts: [\n')
    const {checks} = await asJson(machine)
    const {status, code, message} = checks.find(({id}) => id === 'kubeconfig') ?? {}
    expect({status, code}).toEqual({status: 'problem', code: 'KUBECONFIG_INVALID'})
    expect(message).toMatch(/^the kubeconfig ROOT\/home\/\.kube\/config cannot be used: yaml: line \d+: /)
  })

  test.skipIf(process.getuid?.() !== 0)('finds what another user may not write', async () => {
    const machine = createMachine()
    const folder = dirname(machine.kubeconfig)
    writeFileSync(machine.kubeconfig, '{}')
    mkdirSync(join(machine.root, 'state'))
    for (const [path, mode] of [
      [machine.root, 0o755],
      [join(machine.root, 'state'), 0o755],
      [folder, 0o755],
      [machine.kubeconfig, 0o644],
    ] as const)
      chmodSync(path, mode)
    writeFileSync(join(machine.root, 'calls'), '')
    chmodSync(join(machine.root, 'calls'), 0o666)
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups']
    const {status, stdout} = spawnSync('/usr/bin/setpriv', [...user, process.execPath, CLI, 'doctor', '-o', 'json'], {
      encoding: 'utf8',
      env: machine.env,
    })
    expect(status).toBe(3)
    expect(found(JSON.parse(stdout) as Answer, 'problem')).toEqual([
      'kubeconfig-writable KUBECONFIG_INVALID',
      'state-folder STATE_UNWRITABLE',
    ])
  })

  test('tells what earlier runs left, and nothing once it is cleared', async () => {
    const machine = createMachine()
    await machine.kubia(['up', 'shop', '--progress', 'quiet'])
    rmSync(machine.containers('shop-worker2'))
    mkdirSync(join(machine.root, 'state/kubectl-kubia/clusters'), {recursive: true})
    machine.put(
      'state/kubectl-kubia/clusters/old.json',
      '{"name":"old","provider":"kind","controlPlaneId":"x","nodes":[],"previousContext":"","startedAt":""}',
    )
    machine.put('state/kubectl-kubia/clusters/old.lock', '{"pid":1,"startTime":"none","command":"up","since":""}')
    expect((await machine.kubia(['doctor'])).stdout).toContain(`⚠ leftovers                   of 2 clusters  [LEFTOVERS]
    cluster old: a record of kubia's, but no such cluster of its making
    cluster shop: shop-worker2 is missing
    Fix:
      clears it:
        kubectl kubia down old
      deletes it, with its data, and creates it again:
        kubectl kubia up shop --recreate
`)
    expect((await machine.kubia(['down', 'old'])).code).toBe(0)
    expect((await machine.kubia(['up', 'shop', '--recreate', '--progress', 'quiet'])).code).toBe(0)
    expect((await asJson(machine)).checks.find(({id}) => id === 'leftovers')).toMatchObject({
      status: 'ok',
      found: 'none',
    })
  })

  test('asks for a simulated cluster only what that needs', async () => {
    const machine = createMachine(['kubectl'])
    const {code, stdout} = await machine.kubia(['doctor', '--provider', 'sim'])
    expect(stdout).toBe(`✔ kubectl                     1.36.1
✔ kubeconfig                  0 contexts, none is current
✔ kubeconfig can be written   ~/.kube/config
✔ state folder                ROOT/state/kubectl-kubia/clusters
✔ kubeconfig lock             free
✔ clusters                    none
✔ leftovers                   none

7 checks: 7 ok
`)
    expect(code).toBe(0)
  })

  test('takes a socket that hangs for a finding', async () => {
    const machine = createMachine()
    machine.answer('docker', 'version', 'exec sleep 60')
    const answer = await asJson(machine)
    expect(found(answer, 'problem')).toEqual(['engine ENGINE_DOWN'])
    expect(answer.checks[0]?.evidence).toEqual([
      expect.stringMatching(/^docker version --format '\{\{json \.\}\}' did not answer within \d+s$/),
    ])
  })
})

describe.concurrent('down', () => {
  test('tells all that is missing at once where there is a cluster to remove', async () => {
    const machine = createMachine([])
    mkdirSync(join(machine.root, 'state/kubectl-kubia/clusters'), {recursive: true})
    machine.put(
      'state/kubectl-kubia/clusters/kubia.json',
      '{"provider":"kind","startedAt":"2026-01-01T00:00:00Z","nodes":{}}',
    )
    const {code, stderr} = await machine.kubia(['down'])
    for (const name of ['ENGINE_MISSING', 'KIND_MISSING', 'KUBECTL_MISSING']) expect(stderr).toContain(`[${name}]`)
    expect(stderr).not.toContain('--provider sim')
    expect(code).toBe(3)
  })

  test('does not begin without kubectl, which gives the earlier context back', async () => {
    const machine = createMachine(['docker', 'kind'])
    const {code, stderr} = await machine.kubia(['down'])
    expect(stderr).toContain('[KUBECTL_MISSING]')
    expect(code).toBe(3)
    expect(machine.calls().join('\n')).not.toContain('delete')
  })
})
