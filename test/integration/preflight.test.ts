import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {CLI, createMachine, realKubectl, steady, useRealKubectl} from '../support/machine.ts'

describe.concurrent('The preflight', () => {
  test('names everything that is missing at once', async () => {
    const {code, stderr} = await createMachine([]).kubia(['up', 'shop'])
    expect(steady(stderr)).toBe(` ✖ Preflight TIME
✖ Preflight failed after TIME  [ENGINE_MISSING]
  no container engine found (docker, nerdctl, podman)  [ENGINE_MISSING]
  kind is not on PATH  [KIND_MISSING]
  kubectl is not on PATH  [KUBECTL_MISSING]
  Fix:
    makes a simulated cluster, without a container engine:
      kubectl kubia up shop --provider sim
    on Debian and Ubuntu:
      sudo apt-get install kubernetes-client
    on macOS:
      brew install kubectl
    more ways: https://kubernetes.io/docs/tasks/tools/
  Then:
    keeps that for later:
      kubectl kubia config set provider sim
  Logs: ROOT/state/kubectl-kubia/logs/RUN/
`)
    expect(code).toBe(3)
  })

  test.each([
    [
      'a daemon that is down',
      'docker',
      'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1',
      'ENGINE_DOWN',
      'docker is installed, but nothing answers at unix:///var/run/docker.sock',
    ],
    [
      'a socket that may not be used',
      'docker',
      'echo "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock" >&2; exit 1',
      'ENGINE_PERMISSION',
      'this user may not use docker: no permission on /var/run/docker.sock',
    ],
    [
      'a kind that is too old',
      'kind',
      'echo "kind v0.17.0 go1.19.2 linux/amd64"; exit 0',
      'KIND_MISSING',
      'kind 0.17 is too old: 0.20 or newer is needed',
    ],
  ] as const)('tells %s', async (_, program, script, failure, message) => {
    const machine = createMachine()
    machine.answer(program, 'version', script)
    const {code, stdout, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(`✖ Preflight failed after TIME  [${failure}]\n  ${message}\n`)
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
    expect(machine.calls().join('\n')).not.toContain('create cluster')
  })

  test('of down has no word of up', async () => {
    const machine = createMachine(['kubectl'])
    mkdirSync(join(machine.root, 'state/kubectl-kubia/clusters'), {recursive: true})
    machine.put(
      'state/kubectl-kubia/clusters/shop.json',
      '{"version":1,"name":"shop","provider":"kind","nodes":[],"previousContext":"","startedAt":"2026-01-01T00:00:00Z"}',
    )
    const {code, stderr} = await machine.kubia(['down', 'shop'])
    expect(stderr).toContain('no container engine found (docker, nerdctl, podman) ')
    expect(stderr).not.toMatch(/kubectl kubia up|Then:/)
    expect(code).toBe(3)
  })

  test('warns of a kind whose version cannot be read, and goes on', async () => {
    const machine = createMachine()
    machine.answer('kind', 'version', 'echo "kind of my own making"; exit 0')
    const {code, stderr} = await machine.kubia(['up'])
    expect(stderr).toContain(
      '⚠ kind does not tell its version in words that are known; 0.20 or newer is needed  [ANSWER_UNREADABLE]\n' +
        '  Fix:\n    is it the kind that makes clusters?\n      kind version\n',
    )
    expect(stderr).toContain(' · kind of unknown version · docker 20.10.24\n')
    expect(code).toBe(0)
  })

  test('tells an engine that answers and then lists nothing', async () => {
    const machine = createMachine()
    machine.answer('docker', 'ps', 'echo "Error response from daemon: no space left on device" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(`✖ Preflight failed after TIME  [ENGINE_DOWN]
  docker answers, but cannot list its containers
    Error response from daemon: no space left on device
`)
    expect(code).toBe(3)
  })

  test('tells that there is no such image, when its registry says so', async () => {
    const machine = createMachine()
    const words = 'manifest for kindest/node:v9 not found: manifest unknown'
    machine.answer('docker', 'image', 'exit 1')
    machine.answer('docker', 'pull', `echo "Error response from daemon: ${words}" >&2; exit 1`)
    const {code, stderr} = await machine.kubia(['up', '--image', 'kindest/node:v9'])
    expect(steady(stderr)).toContain(`✖ Node image failed after TIME  [IMAGE_UNAVAILABLE]
  the node image kindest/node:v9 is not on this machine: there is no such image
    Error response from daemon: ${words}
  Fix:
    on a machine that has the image, writes it to a file:
      docker save kindest/node:v9 -o node.tar
    takes that file here:
      docker load -i node.tar`)
    expect(code).toBe(3)
    expect(machine.calls('docker').filter(call => call.startsWith('docker pull'))).toEqual([
      'docker pull kindest/node:kubia-asks-whether-you-answer',
      'docker pull kindest/node:v9',
    ])
    expect(machine.calls().join('\n')).not.toContain('create cluster')
  })

  test.each([
    ['toomanyrequests: You have reached your pull rate limit', 'the registry limits how often this address may pull'],
    [
      'x509: certificate signed by unknown authority',
      'the registry’s certificate is not trusted here (a proxy’s own CA?)',
    ],
    ['dial tcp 1.2.3.4:443: connect: no route to host', 'its registry cannot be reached'],
  ])('tells why a missing image cannot be pulled: %s', async (words, reason) => {
    const machine = createMachine()
    machine.answer('docker', 'image', 'exit 1')
    machine.answer('docker', 'pull', `echo "Error response from daemon: ${words}" >&2; exit 1`)
    const {code, stderr} = await machine.kubia(['up', '--image', 'kindest/node:v9'])
    expect(steady(stderr)).toBe(` ✖ Preflight TIME
✖ Preflight failed after TIME  [IMAGE_UNAVAILABLE]
  the node image kindest/node:v9 is not on this machine: ${reason}
    Error response from daemon: ${words}
  Fix:
    on a machine that has the image, writes it to a file:
      docker save kindest/node:v9 -o node.tar
    takes that file here:
      docker load -i node.tar
    lists the node images that are here:
      docker images kindest/node
    or name one of them with --image
    or makes a simulated cluster, without a container engine:
      kubectl kubia up --provider sim
  Logs: ROOT/state/kubectl-kubia/logs/RUN/
`)
    expect(code).toBe(3)
  })

  test('tells the load balancer’s image too, which several control planes need', async () => {
    const machine = createMachine()
    machine.answer('docker', 'image', 'case "$*" in *envoy*) exit 1 ;; esac')
    machine.answer('docker', 'pull', 'echo "Error response from daemon: no such host" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['up', '--control-planes', '3'])
    expect(stderr).toContain(
      'the node image envoyproxy/envoy:v1.36.2 is not on this machine: its registry cannot be reached',
    )
    expect(code).toBe(3)
  })

  test('tells a port that another program holds, and one that is free', async ({onTestFinished}) => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as {port: number}
    const machine = createMachine()
    const {code, stderr} = await machine.kubia(['up', '-p', `${port}:30080`])
    const shown = steady(stderr)
      .replace(/-p \d+:/, '-p FREE:')
      .replace(/used by .+ \(pid (\d+)\)/, 'used by NAME (pid $1)')
    const owner = process.platform === 'linux' ? `NAME (pid ${process.pid})` : 'another program'
    expect(shown).toContain(`[PORT_TAKEN]
  port ${port} on 127.0.0.1 is used by ${owner}
  Fix: -p FREE:30080 is free, and 0 has a free one chosen
`)
    expect(code).toBe(4)
    expect(machine.calls('kind')).toEqual(['kind version'])
  })

  test.skipIf(!realKubectl)('tells a kubeconfig that is a folder', async () => {
    const machine = createMachine()
    useRealKubectl(machine)
    mkdirSync(join(machine.root, 'folder'))
    const {code, stderr} = await machine.kubia(['up', '--kubeconfig', 'folder'])
    expect(stderr).toContain('the kubeconfig folder cannot be written: it is a folder')
    expect(code).toBe(3)
  })

  test('tells a kubeconfig below a file', async () => {
    const machine = createMachine()
    machine.put('file')
    const {code, stderr} = await machine.kubia(['up', '--kubeconfig', 'file/config'])
    expect(stderr).toContain('the kubeconfig file/config cannot be written: file is no folder')
    expect(code).toBe(3)
  })

  test.skipIf(!realKubectl)('tells a kubeconfig that is not one, in the words of the real kubectl', async () => {
    const machine = createMachine()
    useRealKubectl(machine)
    writeFileSync(machine.kubeconfig, 'contexts: [\n')
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toMatch(
      /\[KUBECONFIG_INVALID\]\n {2}the kubeconfig (ROOT\/home|~)\/\.kube\/config cannot be used: yaml: /,
    )
    expect(code).toBe(3)
  })

  test('tells a state folder that cannot be written, before anything is asked', async () => {
    const machine = createMachine()
    machine.put('file')
    const {code, stderr} = await machine.kubia(['up'], {env: {XDG_STATE_HOME: join(machine.root, 'file')}})
    expect(stderr).toContain('[STATE_UNWRITABLE]')
    expect(code).toBe(3)
    expect(machine.calls()).toEqual([])
  })

  test('keeps down from claiming that nothing is left while the engine does not answer', async () => {
    const machine = createMachine()
    machine.answer('docker', 'version', 'echo "Cannot connect to the Docker daemon" >&2; exit 1')
    const {code, stdout, stderr} = await machine.kubia(['down'])
    expect(stderr).toContain('[ENGINE_DOWN]')
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
  })
})

const oldNode = '/usr/bin/node'
const version = existsSync(oldNode) ? execFileSync(oldNode, ['--version'], {encoding: 'utf8'}) : ''

test.skipIf(!/^v(1\d|20)\./.test(version))('An old Node is told what is needed', async () => {
  const {code, stdout, stderr} = await createMachine([]).start(oldNode, [CLI, 'up']).ended
  expect({code, stdout}).toEqual({code: 3, stdout: ''})
  const own = join(import.meta.dirname, '../../node_modules/.bin')
  const fix = existsSync(join(own, 'node')) ? `  Fix:\n    export PATH="${own}:$PATH"\n` : ''
  expect(stderr).toBe(
    `error: kubectl-kubia needs Node.js 22.13 or newer; this is ${version.trim()} (/usr/bin/node)\n${fix}`,
  )
})

test.skipIf(!realKubectl)('kubectl finds the program as its plugin, through a link', async () => {
  const machine = createMachine([])
  const env = {PATH: `${machine.path}:/usr/bin:/bin`}
  const run = (...args: string[]) => machine.start(realKubectl ?? '', ['kubia', ...args], {env}).ended
  expect((await run('config', 'print', '--workers=0')).stdout).toContain('role: control-plane')
  expect((await run('up', '--workers=1.5')).code).toBe(2)
})
