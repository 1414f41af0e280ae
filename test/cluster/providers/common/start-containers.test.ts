import {expect, test} from 'vitest'
import type {ClusterNode} from '../../../../src/cluster/provider.ts'
import {
  reserveAddresses,
  restartInPlace,
  startContainers,
} from '../../../../src/cluster/providers/common/start-containers.ts'
import {CommandFailed, type Exec, type ExecOptions} from '../../../../src/process/exec.ts'

/** A docker that gives each container that starts the lowest free address of network kind. */
const dockerWith = (running: Record<string, string>) => {
  const addresses = new Map(Object.entries(running))
  const asked: string[] = []
  /** The most addresses that were held at once. */
  let most = 0
  const isHolder = (name: string): boolean => name.startsWith('holder')
  const join = (name: string): string => {
    let last = 2
    while ([...addresses.values()].includes(`172.18.0.${last}`)) last += 1
    addresses.set(name, `172.18.0.${last}`)
    most = Math.max(most, [...addresses.keys()].filter(isHolder).length)
    return `172.18.0.${last}`
  }
  const inspect = () =>
    JSON.stringify([
      {
        IPAM: {Config: [{Subnet: 'fc00:1::/64'}, {Subnet: '172.18.0.0/16', Gateway: '172.18.0.1'}]},
        Containers: Object.fromEntries([...addresses].map(([name, at]) => [name, {IPv4Address: `${at}/16`}])),
      },
    ])
  const hold = async ({stdin, onLine}: ExecOptions): Promise<void> => {
    const name = `holder${asked.length}`
    // A network of two families gives two addresses, and docker may warn first.
    onLine?.('WARNING: IPv4 forwarding is disabled.')
    onLine?.(`fc00:1::2 ${join(name)}`)
    await new Promise(resolve => stdin?.on('end', resolve).resume())
    addresses.delete(name)
  }
  const exec: Exec = async ({program, args}, options = {}) => {
    const line = [program, ...args].join(' ')
    asked.push(line)
    let stdout = ''
    if (args[0] === 'network') stdout = inspect()
    else if (args[0] === 'run') await hold(options)
    else if (args[1] === 'broken')
      throw new CommandFailed({program, args}, {exitCode: 1, stdout: '', stderr: 'no', elapsedMs: 1})
    else
      for (const name of args.slice(1)) {
        addresses.delete(name)
        join(name)
      }
    return {exitCode: 0, stdout, stderr: '', elapsedMs: 1}
  }
  return {exec, asked, addresses, most: () => most}
}

const node = (name: string, last: number | undefined, network = 'kind'): ClusterNode => ({
  name,
  role: 'worker',
  id: name,
  image: 'kindest/node:v1',
  running: false,
  createdAt: '',
  ports: [],
  address: last === undefined ? undefined : `172.18.0.${last}`,
  network,
})

test('Nodes get the addresses that they had, also where lower ones are free by now', async () => {
  const docker = dockerWith({other: '172.18.0.3'})
  await startContainers(docker.exec, 'docker', [node('a', 5), node('b', 6), node('c', 9)])
  expect(Object.fromEntries(docker.addresses)).toEqual({
    other: '172.18.0.3',
    a: '172.18.0.5',
    b: '172.18.0.6',
    c: '172.18.0.9',
  })
  expect(docker.most()).toBe(4)
  expect(docker.asked.filter(line => line.includes('run'))[0]).toBe(
    'docker run --rm -i --pull=never --network kind --entrypoint sh kindest/node:v1 -c hostname -i; exec cat',
  )
})

test('No address is held where the lowest free ones are those of the nodes', async () => {
  const docker = dockerWith({other: '172.18.0.2'})
  await startContainers(docker.exec, 'docker', [node('a', 3), node('b', 4)])
  expect(docker.asked).toEqual(['docker network inspect kind', 'docker start a', 'docker start b'])
})

test('A node whose address another container has is started all the same, and the others keep theirs', async () => {
  const docker = dockerWith({other: '172.18.0.4'})
  await startContainers(docker.exec, 'docker', [node('a', 4), node('b', 5)])
  expect(Object.fromEntries(docker.addresses)).toEqual({other: '172.18.0.4', a: '172.18.0.2', b: '172.18.0.5'})
})

test.each([
  ['an engine that gives addresses otherwise', 'podman', [node('a', 5), node('b', 6)]],
  ['nodes whose addresses are not known', 'docker', [node('a', 5), node('b', undefined)]],
])('Of %s, all nodes are started at once', async (_, engine, nodes) => {
  const docker = dockerWith({})
  await startContainers(docker.exec, engine, nodes)
  expect(docker.asked).toEqual([`${engine} start a b`])
})

test('An address that is far away is not worth its containers', async () => {
  const docker = dockerWith({})
  await startContainers(docker.exec, 'docker', [node('a', 200)])
  expect(docker.asked).toEqual(['docker network inspect kind', 'docker start a'])
})

test('What is held is given back where a node cannot be started', async () => {
  const docker = dockerWith({})
  await expect(startContainers(docker.exec, 'docker', [node('broken', 4)])).rejects.toThrow('docker start broken')
  expect([...docker.addresses]).toEqual([])
})

test('A container that is restarted keeps its address', async () => {
  const docker = dockerWith({plane: '172.18.0.5', other: '172.18.0.3'})
  const restart = async () => void (await docker.exec({program: 'docker', args: ['restart', 'plane']}))
  await restartInPlace(docker.exec, 'docker', {...node('plane', 5), running: true}, restart)
  expect(Object.fromEntries(docker.addresses)).toEqual({other: '172.18.0.3', plane: '172.18.0.5'})
})

test('New containers leave stopped nodes their addresses, until these are given back', async () => {
  const docker = dockerWith({})
  const giveBack = await reserveAddresses(docker.exec, 'docker', [node('a', 3), node('b', 4)])
  await docker.exec({program: 'docker', args: ['start', 'new', 'new2']})
  await giveBack()
  await giveBack()
  expect(Object.fromEntries(docker.addresses)).toEqual({new: '172.18.0.2', new2: '172.18.0.5'})
})

test('Nothing is held where no node is stopped', async () => {
  const docker = dockerWith({})
  await (await reserveAddresses(docker.exec, 'docker', []))()
  expect(docker.asked).toEqual([])
})
