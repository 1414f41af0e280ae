import {beforeEach, expect, test} from 'vitest'
import {removeNodes} from '../../../../src/cluster/providers/common/remove-nodes.ts'
import {recordedExec} from '../../../support/exec.ts'
import {skipWaits} from '../../../support/time.ts'

beforeEach(skipWaits)

const one = {stdout: 'a1 shop-worker\n'}
const two = {stdout: 'a1 shop-worker\nb2 shop-control-plane\n'}
const none = {stdout: ''}

test('Where nothing is listed, nothing is removed', async () => {
  const {exec, asked} = recordedExec({'docker ps': none})
  expect(await removeNodes(exec, 'docker', 'shop', false)).toEqual([])
  expect(asked).toHaveLength(1)
})

test('After an interrupted create two listings, two seconds apart, must be empty', async () => {
  const {exec, asked} = recordedExec({'docker ps': none})
  const startedAt = performance.now()
  await removeNodes(exec, 'docker', 'shop', true)
  expect(asked).toHaveLength(2)
  expect(performance.now() - startedAt).toBe(2000)
})

test('A container that appears late is removed too, and the counting begins again', async () => {
  const {exec, asked} = recordedExec({'docker ps': [two, none, one, none, none], 'docker rm': {}})
  expect(await removeNodes(exec, 'docker', 'shop', true)).toEqual(['shop-worker', 'shop-control-plane'])
  expect(asked.map(line => line.split(' ')[1])).toEqual(['ps', 'rm', 'ps', 'ps', 'rm', 'ps', 'ps'])
})

test('What counts is the listing, not what a removal says', async () => {
  const failing = {exitCode: 1, stderr: 'No such container: a1'}
  const {exec} = recordedExec({'docker ps': [one, one, none], 'docker rm': failing})
  expect(await removeNodes(exec, 'docker', 'shop', false)).toEqual(['shop-worker'])
})

test('Containers that stay are a failure in the engine’s words', async () => {
  const {exec, asked} = recordedExec({'docker ps': one, 'docker rm': {exitCode: 1, stderr: 'device or resource busy'}})
  await expect(removeNodes(exec, 'docker', 'shop', false)).rejects.toThrow(
    'docker rm -f -v a1 exited with 1: device or resource busy',
  )
  expect(asked.filter(line => line.startsWith('docker rm'))).toHaveLength(20)
})
