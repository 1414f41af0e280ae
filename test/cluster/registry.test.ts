import {expect, test} from 'vitest'
import {connectProvider, listClusters} from '../../src/cluster/registry.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {ownFolders} from '../support/kubeconfig.ts'

test('What a provider stands on is looked for once a run', async () => {
  ownFolders()
  const {exec, asked} = recordedExec(nodeContainers(['shop-control-plane']))
  const both = await Promise.all([connectProvider(exec, 'kind'), connectProvider(exec, 'kind')])
  expect(both[0]).toBe(both[1])
  expect((await listClusters(exec, undefined)).clusters.map(({cluster}) => cluster.name)).toEqual(['shop'])
  const programs = asked.filter(line => !/^docker (?:ps|inspect) /.test(line))
  expect(programs.map(line => line.split(' ').slice(0, 2).join(' ')).sort()).toEqual([
    'docker -v',
    'docker version',
    'kind version',
  ])
  const another = recordedExec(nodeContainers([]))
  expect(await connectProvider(another.exec, 'kind')).not.toBe(both[0])
})

test('What was not there is looked for again: an engine may begin to answer', async () => {
  ownFolders()
  const answers = nodeContainers([])
  const down = {exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'}
  const {exec} = recordedExec({...answers, 'docker version': [down, answers['docker version']]})
  await expect(connectProvider(exec, 'kind')).rejects.toMatchObject({code: 'ENGINE_DOWN'})
  expect((await connectProvider(exec, 'kind')).name).toBe('kind')
})
