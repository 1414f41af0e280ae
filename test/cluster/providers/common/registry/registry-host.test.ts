import {describe, expect, test} from 'vitest'
import {
  containerAt,
  leadCommand,
  readsHostsFiles,
  registryImage,
} from '../../../../../src/cluster/providers/common/registry/commands.ts'
import {registryHost} from '../../../../../src/cluster/providers/common/registry/registry-host.ts'
import {leadAllLines} from '../../../../../src/cluster/providers/kind/script.ts'
import {kubiaAdvice} from '../../../../../src/errors/advice.ts'
import {formatCommand} from '../../../../../src/process/command.ts'
import {type Answer, recordedExec} from '../../../../support/exec.ts'
import {clusterOf, nodeOf} from '../../../../support/provider.ts'
import {container as node} from '../../../fixtures.ts'

const OWN = 'docker ps -a --no-trunc --filter label=kubia.dev/registry --format {{.ID}} {{.Names}}'
const PORTS = 'docker ps --no-trunc --format {{.ID}} {{.Ports}}'

/** What `docker inspect` says of a registry. */
const container = (more: {name?: string; labels?: object; running?: boolean; networks?: object} = {}): Answer => {
  const {name = 'kubia-registry', labels = {'kubia.dev/registry': '5001'}, running = true, networks = {kind: {}}} = more
  return {
    stdout: JSON.stringify([
      {
        Id: 'id-1',
        Name: `/${name}`,
        State: {Running: running},
        Config: {Labels: labels},
        HostConfig: {PortBindings: {'5000/tcp': [{HostIp: '127.0.0.1', HostPort: '5001'}]}},
        NetworkSettings: {Networks: networks},
      },
    ]),
  }
}

/** What it says where that container is not there. */
const GONE: Answer = {exitCode: 1, stderr: 'Error: No such container: kubia-registry'}

/** What it says where its daemon is stopped. */
const DOWN = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'

const hostOn = (answers: Readonly<Record<string, Answer>>) => {
  const {exec, asked} = recordedExec(answers)
  return {asked, host: registryHost(exec, 'docker', (...of) => leadAllLines('docker', ...of))}
}
const shop = clusterOf('shop', [
  nodeOf('shop-control-plane', {network: 'kind'}),
  nodeOf('shop-worker', {network: 'kind'}),
  nodeOf('shop-external-load-balancer', {role: 'external-load-balancer'}),
])
const registry = {
  name: 'kubia-registry',
  id: 'id-1',
  port: 5001,
  running: true,
  ours: true,
  networks: ['kind'],
}

describe('The registry at a port', () => {
  test('is the one that kubia made, by its label', async () => {
    const {host} = hostOn({[OWN]: {stdout: 'id-1 kubia-registry\n'}, 'docker inspect': container()})
    expect(await host.find(5001)).toEqual(registry)
  })

  test('is the one that kubia made where it is stopped', async () => {
    const {host} = hostOn({[OWN]: {stdout: 'id-1 kubia-registry\n'}, 'docker inspect': container({running: false})})
    expect(await host.find(5001)).toEqual({...registry, running: false})
  })

  test("is another's that runs there", async () => {
    const {host, asked} = hostOn({
      [OWN]: {stdout: ''},
      [PORTS]: {stdout: 'id-0 0.0.0.0:80->80/tcp\nid-1 127.0.0.1:5001->5000/tcp\n'},
      'docker inspect': container({name: 'kind-registry', labels: {}, networks: {bridge: {}}}),
    })
    const found = {...registry, name: 'kind-registry', ours: false, networks: ['bridge']}
    expect(await host.find(5001)).toEqual(found)
    expect(asked.at(-1)).toBe('docker inspect --type container id-1')
  })

  test('is none where nothing is there', async () => {
    const {host} = hostOn({
      [OWN]: {stdout: ''},
      [PORTS]: {stdout: 'id-0 0.0.0.0:80->80/tcp\n'},
      'docker inspect': GONE,
    })
    expect(await host.find(5001)).toBe(undefined)
  })

  test('is none where kubia made one that was removed after it was listed', async () => {
    const {host} = hostOn({
      [OWN]: {stdout: 'id-1 kubia-registry\n'},
      [PORTS]: {stdout: ''},
      'docker inspect': GONE,
    })
    expect(await host.find(5001)).toBe(undefined)
  })

  test('is refused where the listing cannot be read', async () => {
    await expect(hostOn({[OWN]: {stdout: 'WARNING\n'}}).host.find(5001)).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
    })
  })

  test.each([
    ['runs at another port', true, [{command: ['up', '--registry=5001'], comment: 'uses it as it is'}]],
    ['is stopped', false, []],
  ])("is refused where a container that is another's has its name and %s", async (_, running, fix) => {
    const {host} = hostOn({
      [OWN]: {stdout: ''},
      [PORTS]: {stdout: ''},
      'docker inspect': container({labels: {}, running}),
    })
    await expect(host.find(5002)).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: 'a container named kubia-registry exists, and is not a registry that kubia made',
      details: {
        fix: [
          ...fix.map(({command, comment}) => kubiaAdvice(command, comment)),
          {command: ['docker', 'rename', 'kubia-registry', 'kubia-registry-1'], comment: 'gives it another name'},
        ],
      },
    })
  })

  test("is refused where kubia's own listens at another one", async () => {
    const {host} = hostOn({
      [OWN]: {stdout: 'id-1 kubia-registry\n'},
      [PORTS]: {stdout: ''},
      'docker inspect': container(),
    })
    await expect(host.find(5002)).rejects.toMatchObject({
      code: 'REGISTRY_DIFFERS',
      message: 'the registry kubia-registry listens at localhost:5001, not at 5002',
    })
  })
})

test.each([
  ['127.0.0.1:5001->5000/tcp', 'id-1'],
  ['0.0.0.0:5001->5000/tcp, :::5001->5000/tcp', 'id-1'],
  ['0.0.0.0:15001->5000/tcp', undefined],
  ['0.0.0.0:5001->5001/tcp', undefined],
  ['', undefined],
])('Of a container with the ports %j, %j is taken for the registry at 5001', (ports, id) => {
  expect(containerAt(`id-1 ${ports}\n`, 5001)).toBe(id)
})

describe('What connects a cluster', () => {
  const commands = (found: Parameters<ReturnType<typeof hostOn>['host']['connect']>[2]): string[] =>
    hostOn({}).host.connect(shop, 5001, found).map(formatCommand)

  test('makes a registry in the network of its nodes', () => {
    expect(commands(undefined)).toEqual([
      'docker run -d --restart=always --publish 127.0.0.1:5001:5000 --network kind --name kubia-registry --label kubia.dev/registry=5001 registry:2',
    ])
  })

  test('is nothing where the registry runs in that network', () => {
    expect(commands(registry)).toEqual([])
  })

  test('resumes a registry that is paused, and leaves another one as it is', () => {
    const paused = {...registry, running: false, paused: true}
    expect(commands(paused)).toEqual(['docker unpause kubia-registry'])
    expect(commands({...paused, name: 'kind-registry', ours: false})).toEqual([])
  })

  test('starts a registry that is stopped, and connects one of another network', () => {
    expect(commands({...registry, running: false, networks: ['bridge']})).toEqual([
      'docker start kubia-registry',
      'docker network connect kind kubia-registry',
    ])
  })
})

test('A node is led to a registry by a hosts file of its port', () => {
  expect(formatCommand(leadCommand('docker', 'shop-worker', registry))).toBe(
    `docker exec shop-worker sh -c 'mkdir -p /etc/containerd/certs.d/localhost:5001 && printf '\\''%s\\n'\\'' '\\''[host."http://kubia-registry:5000"]'\\'' > /etc/containerd/certs.d/localhost:5001/hosts.toml'`,
  )
})

test('All nodes of a cluster that is yet to come are led to it', () => {
  const [first, second, last] = hostOn({}).host.leadAllScript('shop', registry)
  expect([first, last]).toEqual(['for node in $(kind get nodes --name shop); do', 'done'])
  expect(second).toMatch(/^ {2}docker exec "\$node" sh -c 'mkdir -p /)
})

test.each([
  ['containerd 2', "      config_path = '/etc/containerd/certs.d'", true],
  ['containerd 1.6 as kind has it configured', '      config_path = "/etc/containerd/certs.d"', true],
  ['a list of folders', '      config_path = "/etc/docker/certs.d:/etc/containerd/certs.d"', true],
  ['containerd 1.6 by itself', '      config_path = ""', false],
  ['containerd 1.4', '    [plugins."io.containerd.grpc.v1.cri".registry]', false],
])('That hosts files are read is seen of %s', (_, config, reads) => {
  expect(readsHostsFiles(`version = 2\n${config}\n`)).toBe(reads)
})

describe('The nodes that are still to be led', () => {
  const CONFIG = "version = 3\n config_path = '/etc/containerd/certs.d'\n"

  test('are those without the hosts file, and never a load balancer', async () => {
    const {host, asked} = hostOn({
      'docker exec shop-control-plane': {stdout: `${CONFIG}[host."http://kubia-registry:5000"]\n`},
      'docker exec shop-worker': {stdout: CONFIG},
    })
    expect(await host.nodesToLead(shop, registry)).toEqual(['shop-worker'])
    expect(asked).toHaveLength(2)
  })

  test('are those whose file leads to another container', async () => {
    const other = {stdout: `${CONFIG}[host."http://kind-registry:5000"]\n`}
    const {host} = hostOn({'docker exec': other})
    expect(await host.nodesToLead(shop, registry)).toEqual(['shop-control-plane', 'shop-worker'])
  })

  test('cannot be led where their containerd reads no hosts files', async () => {
    const {host} = hostOn({'docker exec': {stdout: 'version = 2\n config_path = ""\n'}})
    await expect(host.nodesToLead(shop, registry)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message:
        'the containerd of shop-control-plane reads no hosts files of registries, as up --registry has it configured when it makes a cluster',
      details: {left: 'the cluster is as it was', keep: true},
    })
  })

  test('are not looked at where the engine is down', async () => {
    const {host} = hostOn({'docker exec': {exitCode: 1, stderr: DOWN}})
    await expect(host.nodesToLead(shop, registry)).rejects.toMatchObject({code: 'ENGINE_DOWN'})
  })

  test('cannot be looked at where a node does not answer', async () => {
    const {host} = hostOn({'docker exec': {exitCode: 1, stderr: 'container shop-control-plane is not running'}})
    await expect(host.nodesToLead(shop, registry)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: 'the containerd of shop-control-plane cannot be looked at',
      details: {evidence: ['container shop-control-plane is not running']},
    })
  })
})

describe('The image of a registry', () => {
  const PULL = 'docker pull registry:kubia-asks-whether-you-answer'

  test('has its whole name on podman, which searches no registry for a short one', () => {
    expect([registryImage('docker'), registryImage('podman')]).toEqual(['registry:2', 'docker.io/library/registry:2'])
  })

  test('is found on this machine', async () => {
    const {host} = hostOn({'docker image inspect --format {{.Id}} registry:2': {}})
    expect(await host.checkImage()).toBe('registry:2 (on this machine)')
  })

  test('is to be had where its registry answers', async () => {
    const {host} = hostOn({
      'docker image inspect': {exitCode: 1},
      [PULL]: {exitCode: 1, stderr: 'manifest unknown'},
    })
    expect(await host.checkImage()).toBe('registry:2 (to be pulled; the registry answers)')
  })

  test('is missing where it is neither here nor to be had', async () => {
    const {host} = hostOn({
      'docker image inspect': {exitCode: 1},
      [PULL]: {exitCode: 1, stderr: 'dial tcp: lookup registry-1.docker.io: no such host'},
    })
    await expect(host.checkImage()).rejects.toMatchObject({
      code: 'IMAGE_UNAVAILABLE',
      message: 'registry:2, which --registry runs, is not on this machine: its registry cannot be reached',
      details: {
        evidence: ['dial tcp: lookup registry-1.docker.io: no such host'],
        fix: [
          {
            command: ['docker', 'save', 'registry:2', '-o', 'registry.tar'],
            comment: 'on a machine that has the image, writes it to a file',
          },
          {command: ['docker', 'load', '-i', 'registry.tar'], comment: 'takes that file here'},
          'or leave --registry out',
        ],
      },
    })
  })

  test.each<[string, Readonly<Record<string, Answer>>]>([
    ['is looked for', {'docker image inspect': {exitCode: 1, stderr: DOWN}}],
    ['is pulled', {'docker image inspect': {exitCode: 1}, 'docker pull': {exitCode: 1, stderr: DOWN}}],
  ])('is not what is missing where the engine is down when it %s', async (_, answers) => {
    await expect(hostOn(answers).host.fetchImage(() => {})).rejects.toMatchObject({code: 'ENGINE_DOWN'})
  })

  test('is pulled where it is missing when the registry is made', async () => {
    const {host, asked} = hostOn({'docker image inspect': {exitCode: 1}, 'docker pull registry:2': {}})
    await host.fetchImage(() => {})
    expect(asked.at(-1)).toBe('docker pull registry:2')
  })
})

test.each([
  [
    'an engine that is down',
    DOWN,
    'ENGINE_DOWN',
    'docker is installed, but nothing answers at unix:///var/run/docker.sock',
  ],
  [
    'a port that another program has by now',
    'Bind for 127.0.0.1:5001 failed: port is already allocated',
    'PORT_TAKEN',
    '127.0.0.1:5001 is in use by another program or container',
  ],
  [
    'a registry that another run made meanwhile',
    'Conflict. The container name "/kubia-registry" is already in use by container "id-2".',
    'NAME_TAKEN',
    'another program made the container kubia-registry meanwhile',
  ],
])('The cluster is kept, and so is a registry, where the step fails for %s', async (_, stderr, code, message) => {
  const {host} = hostOn({'docker run': {exitCode: 125, stderr}})
  await expect(host.run({program: 'docker', args: ['run']})).rejects.toMatchObject({
    code,
    message,
    details: {keep: true},
  })
})

test('A port that another program has by now is to be freed, since -p does not change it', async () => {
  const {host} = hostOn({
    'docker start': {exitCode: 1, stderr: 'Bind for 127.0.0.1:5001 failed: port is already allocated'},
  })
  await expect(host.run({program: 'docker', args: ['start']})).rejects.toMatchObject({
    details: {
      fix: [
        {command: 'lsof -i TCP:5001 -s TCP:LISTEN', comment: 'names the program, which is to be ended'},
        kubiaAdvice(['up', '--registry'], 'goes on with it'),
      ],
    },
  })
})

test('An engine that cannot make the registry says why', async () => {
  const {host} = hostOn({'docker run': {exitCode: 125, stderr: 'docker: Error response from daemon: no.'}})
  await expect(host.run({program: 'docker', args: ['run']})).rejects.toMatchObject({
    code: 'REGISTRY_FAILED',
    message: 'the registry of this machine cannot be set up',
    details: {evidence: ['docker: Error response from daemon: no.'], keep: true},
  })
})

describe('What was made for a cluster', () => {
  const LISTED = 'docker ps -a --no-trunc --filter label=io.x-k8s.kind.cluster --format'
  const LED: Answer = {stdout: 'version = 3\n[host."http://kubia-registry:5000"]\n'}
  const machine = {
    [OWN]: {stdout: 'id-1 kubia-registry\n'},
    'docker inspect --type container id-1': container(),
    [LISTED]: {stdout: 'a shop-control-plane\nb test-control-plane\n'},
    'docker inspect': {stdout: JSON.stringify([node('shop', 'control-plane'), node('test', 'control-plane')])},
    'docker exec': LED,
    'docker rm': {},
  }

  test('is taken back where no other cluster is led to it', async () => {
    const {host, asked} = hostOn({'docker exec test-control-plane': {stdout: 'version = 3\n'}, ...machine})
    expect(await host.takeBack('shop')).toBe('removed')
    expect(asked.at(-1)).toBe('docker rm -f -v id-1')
  })

  test('stays where another cluster was led to it meanwhile', async () => {
    const {host, asked} = hostOn(machine)
    expect(await host.takeBack('shop')).toBe('stays, for test')
    expect(asked.filter(line => line.startsWith('docker rm'))).toEqual([])
  })

  test('is nothing where it was not made yet, or is of no label of kubia', async () => {
    const {host, asked} = hostOn({[OWN]: {stdout: ''}})
    expect(await host.takeBack('shop')).toBe('none was made')
    expect(asked).toEqual([OWN])
  })
})
