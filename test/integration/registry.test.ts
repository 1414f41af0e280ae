import {writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {freePort} from '../support/free-port.ts'
import {createMachine, type Machine, steady} from '../support/machine.ts'
import {createSimMachine} from '../support/sim-machine.ts'
import {startRegistry} from '../support/small-registry.ts'

/** What `docker inspect` says of a registry. */
const REGISTRY = {
  Id: 'id-registry',
  Name: '/kubia-registry',
  State: {Running: true},
  Config: {Labels: {'kubia.dev/registry': ''}},
  HostConfig: {PortBindings: {'5000/tcp': [{HostPort: 'PORT'}]}},
  NetworkSettings: {Networks: {kind: {}}},
}

/** A machine whose docker keeps registries beside the nodes, and whose nodes keep their hosts files. */
const machineWithRegistries = (): Machine => {
  const machine = createMachine()
  machine.answer(
    'docker',
    'ps',
    `case "$*" in
*kubia.dev/registry*) if [ -e "$state/registry" ]; then echo 'id-registry kubia-registry'; fi; exit 0 ;;
*Ports*) exit 0 ;;
esac`,
  )
  machine.answer(
    'docker',
    'inspect',
    `case "$4" in
id-registry) cat "$state/registry"; exit 0 ;;
kubia-registry) cat "$state/namesake" 2>/dev/null && exit 0; echo 'Error: No such container: kubia-registry' >&2; exit 1 ;;
esac`,
  )
  machine.put('registry.json', JSON.stringify([REGISTRY]))
  machine.answer(
    'docker',
    'run',
    String.raw`case "$*" in *'--entrypoint cat'*) exit 0 ;; esac
port=$(echo "$*" | sed 's/.*127.0.0.1:\([0-9]*\):5000.*/\1/')
sed "s/PORT/$port/" "$state/registry.json" > "$state/registry"
exit 0`,
  )
  machine.answer(
    'docker',
    'exec',
    String.raw`case "$*" in
*'config dump'*) printf "version = 3\n  config_path = '/etc/containerd/certs.d'\n"; cat "$state/hosts.$2" 2>/dev/null; exit 0 ;;
*'mkdir -p'*) echo '[host."http://kubia-registry:5000"]' > "$state/hosts.$2"; exit 0 ;;
esac`,
  )
  machine.answer('docker', 'rm', 'case "$*" in *id-registry*) rm "$state/registry"; exit 0 ;; esac')
  machine.answer(
    'kubectl',
    '--context',
    String.raw`case "$*" in
*get\ configmap/local-registry-hosting*) cat "$state/hosting" 2>/dev/null; exit 0 ;;
*apply*) cat > "$state/hosting"; cat "$state/hosting"; exit 0 ;;
esac`,
  )
  return machine
}
const changes = (machine: Machine, since: number): string[] =>
  machine
    .calls('docker')
    .slice(since)
    .filter(line => /^docker (?:run -d|start|network|rm|exec \S+ sh -c mkdir)/.test(line))
    .map(line => line.replace(/ sh -c mkdir.*/, ' …'))

describe.concurrent('A registry of this machine', () => {
  test('is made by up --registry, is left as it is by the next one, shown by clusters, kept by down, and removed by down --registry', async () => {
    const machine = machineWithRegistries()
    const port = await freePort()
    const first = await machine.kubia(['up', `--registry=${port}`, '--workers', '1'])
    expect(steady(first.stderr)).toContain(`localhost:${port}: kubia-registry made, 2 nodes led to it`)
    expect(first.code).toBe(0)
    expect(changes(machine, 0)).toEqual([
      `docker run -d --restart=always --publish 127.0.0.1:${port}:5000 --network kind --name kubia-registry --label kubia.dev/registry=${port} registry:2`,
      'docker exec kubia-control-plane …',
      'docker exec kubia-worker …',
    ])
    expect(machine.read('config')).toContain('config_path = "/etc/containerd/certs.d"')
    expect(machine.read('hosting')).toContain(`localhost:${port}`)

    const before = machine.calls('docker').length
    const second = await machine.kubia(['up', `--registry=${port}`, '-o', 'json'])
    expect(JSON.parse(second.stdout)).toMatchObject({changed: false})
    expect(steady(second.stderr)).toContain(`localhost:${port}: kubia-registry, as before`)
    expect(changes(machine, before)).toEqual([])

    const {stderr} = await machine.kubia(['clusters'])
    expect(stderr).toContain(`registry kubia-registry at localhost:${port}`)
    const json = JSON.parse((await machine.kubia(['clusters', '-o', 'json'])).stdout)
    expect(json.registry).toEqual({name: 'kubia-registry', host: `localhost:${port}`, running: true})

    expect((await machine.kubia(['down'])).stdout).toBe('kubia\n')
    expect(machine.exists('registry')).toBe(true)
    expect((await machine.kubia(['down', '--registry'])).stdout).toBe('kubia-registry\n')
    expect(machine.exists('registry')).toBe(false)
    expect((await machine.kubia(['down', '--registry'])).stderr).toContain('Nothing to remove')
  })

  test('is shared by clusters, and is removed alone where it alone is named, with a word of the clusters that pulled from it', async () => {
    const machine = machineWithRegistries()
    const port = await freePort()
    await machine.kubia(['up', 'shop', `--registry=${port}`, '--workers', '0'])
    const before = machine.calls('docker').length
    const second = await machine.kubia(['up', 'test', `--registry=${port}`, '--workers', '0'])
    expect(steady(second.stderr)).toContain(`localhost:${port}: kubia-registry used, 1 node led to it`)
    expect(changes(machine, before)).toEqual(['docker exec test-control-plane …'])

    const plan = await machine.kubia(['down', 'registry/kubia-registry', '--dry-run'])
    expect(plan.stdout).toBe(
      'for id in $(docker ps -aq --filter label=kubia.dev/registry); do docker rm -f -v "$id"; done\n',
    )
    const down = await machine.kubia(['down', 'registry/kubia-registry'])
    expect(down.stdout).toBe('kubia-registry\n')
    expect(down.stderr).toContain(`shop, test pulled from localhost:${port}: pods that start there find no image of it`)
    expect(down.stderr).toContain(`kubectl kubia up shop --registry=${port}`)
    expect((await machine.kubia(['clusters', '-o', 'name'])).stdout).toBe('shop\ntest\n')

    await machine.kubia(['up', 'shop', `--registry=${port}`])
    expect((await machine.kubia(['down', 'shop', 'test', '--registry'])).stdout).toBe('shop\ntest\nkubia-registry\n')
    const other = await machine.kubia(['down', 'registry/kind-registry'])
    expect(other.stderr).toContain(
      'kubia removes no registry/kind-registry: the registry that it makes is registry/kubia-registry',
    )
    expect(other.code).toBe(2)
  })

  test("is refused where another's container has its name, before anything is made", async () => {
    const machine = machineWithRegistries()
    const port = await freePort()
    const foreign = {...REGISTRY, Config: {Labels: {}}, State: {Running: false}}
    machine.put('namesake', JSON.stringify([foreign]).replace('PORT', String(port)))
    const {code, stderr} = await machine.kubia(['up', `--registry=${port}`])
    expect(stderr).toContain('a container named kubia-registry exists, and is not a registry that kubia made')
    expect(stderr).toContain('docker rename kubia-registry kubia-registry-1')
    expect(code).toBe(4)
    expect(machine.calls('kind').filter(line => line.startsWith('kind create'))).toEqual([])
  })

  test('keeps its port while it is stopped: the preflight says who has it', async ({onTestFinished}) => {
    const machine = machineWithRegistries()
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as {port: number}
    const stopped = {...REGISTRY, State: {Running: false}}
    machine.put('registry', JSON.stringify([stopped]).replace('PORT', String(port)))
    const {code, stderr} = await machine.kubia(['up', `--registry=${port}`])
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is used by`)
    expect(stderr).toContain(`lsof -i TCP:${port} -s TCP:LISTEN`)
    expect(stderr).toContain(`kubectl kubia up --registry=${port}`)
    expect(code).toBe(4)
    expect(machine.calls('kind').filter(line => line.startsWith('kind create'))).toEqual([])
  })

  test('is refused at another port than that of the one that is there', async () => {
    const machine = machineWithRegistries()
    const [port, other] = [await freePort(), await freePort()]
    machine.put('registry', JSON.stringify([REGISTRY]).replace('PORT', String(port)))
    const {code, stderr} = await machine.kubia(['up', 'shop', `--registry=${other}`])
    expect(stderr).toContain(`the registry kubia-registry listens at localhost:${port}, not at ${other}`)
    expect(stderr).toContain(`kubectl kubia up shop --registry=${port}`)
    expect(code).toBe(4)
  })

  test('needs an image that is here or to be had: the preflight says so before anything is made', async () => {
    const machine = machineWithRegistries()
    machine.answer('docker', 'image', 'case "$*" in *registry:2*) exit 1 ;; esac')
    machine.answer('docker', 'pull', 'echo "lookup registry-1.docker.io: no such host" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['up', `--registry=${await freePort()}`])
    expect(stderr).toContain(
      'registry:2, which --registry runs, is not on this machine: its registry cannot be reached',
    )
    expect(stderr).toContain('docker save registry:2 -o registry.tar')
    expect(code).toBe(3)
    expect(machine.calls('kind').filter(line => line.startsWith('kind create'))).toEqual([])
  })

  test('needs a port that is free: the preflight names one', async ({onTestFinished}) => {
    const machine = machineWithRegistries()
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as {port: number}
    const {code, stderr} = await machine.kubia(['up', '--registry', String(port)])
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is used by`)
    expect(stderr).toMatch(/--registry=\d+ is free/)
    expect(code).toBe(4)
  })

  test('is no use to a simulated cluster, which says so and comes up', async () => {
    const {kubia} = createSimMachine()
    const {code, stderr} = await kubia(['up', 'lonely', '--provider', 'sim', '--registry', '--workers', '0'])
    await kubia(['down', 'lonely'])
    expect(stderr).toContain('--registry changes nothing here: the nodes of this cluster pull no images')
    expect(stderr).toContain('Up in')
    expect(code).toBe(0)
  })
})

/** A docker whose builds have that id, and that pushes by HTTP as docker does on this machine. */
const PUSHING = `#!/bin/sh
case "$1 $2" in
'-v ') echo 'Docker version 20.10.24, build 297e128' ;;
'version --format') echo '{"Server":{"Version":"20.10.24"}}' ;;
'build --help') ;;
build*) echo 'Step 1/1 : FROM scratch' ;;
'image inspect') echo "[{\\"Id\\":\\"sha256:bc18bb4a70bc5cb9\\",\\"RepoTags\\":[\\"$3\\"],\\"Size\\":1}]" ;;
tag*) ;;
push*) image=\${2#*/}; curl -sSf -X PUT -d '{}' "http://\${2%%/*}/v2/\${image%:*}/manifests/\${image##*:}" ;;
*) echo "docker stand-in: $*" >&2; exit 99 ;;
esac
`

test('deploy --build pushes to the registry that the cluster names, whoever made it, and says where it cannot', {
  timeout: 180_000,
}, async ({onTestFinished}) => {
  const {machine, kubia, kubectl, directory} = createSimMachine()
  const registry = await startRegistry()
  onTestFinished(() => registry.close())
  writeFileSync(join(machine.path, 'docker'), PUSHING, {mode: 0o755})
  writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n')
  const data = `--from-literal=localRegistryHosting.v1=host: "${registry.host}"`
  expect((await kubia(['up', 'pushed', '--provider', 'sim', '--workers', '0'])).code).toBe(0)
  onTestFinished(async () => void (await kubia(['down', 'pushed'])))
  await kubectl('create', 'configmap', 'local-registry-hosting', '-n', 'kube-public', data)

  const deploy = () => kubia(['deploy', 'web', '--build', directory, '--port', '8080'])
  const {code, stderr} = await deploy()
  expect(stderr).toContain(`${registry.host}/web:bc18bb4a70bc pushed`)
  expect(code).toBe(0)
  expect(registry.pushed()).toEqual(['web:bc18bb4a70bc'])
  const image = '{.spec.template.spec.containers[0].image}'
  expect(await kubectl('get', 'deployment', 'web', '-o', `jsonpath=${image}`)).toBe(`${registry.host}/web:bc18bb4a70bc`)
  expect((await deploy()).stdout).toBe('deployment.apps/web unchanged\n')

  await registry.close()
  const refused = await kubia(['deploy', 'other', '--build', directory])
  expect(refused.stderr).toContain(
    `${registry.host}/other:bc18bb4a70bc cannot be pushed to ${registry.host}, which the cluster names`,
  )
  expect(refused.stderr).toContain(`kubectl kubia up --registry=${registry.host.replace('localhost:', '')}`)
  expect(refused.code).toBe(3)
})
