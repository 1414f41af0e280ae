import {expect, test} from 'vitest'
import {readClusters} from '../../../../src/cluster/providers/common/containers.ts'
import {withFrozen} from '../../../../src/cluster/providers/common/frozen-programs.ts'
import {container} from '../../fixtures.ts'

test('A node whose own programs a signal has stopped is paused, whatever its pods do', () => {
  const nodes = ['control-plane', 'worker', 'worker2', 'external-load-balancer'].map(name => ({
    ...container('shop', name),
    Id: `${name}/id`,
    ...(name === 'worker2' && {State: {Running: true, Paused: true}}),
  }))
  const [cluster] = readClusters('docker', JSON.stringify(nodes))
  const within = (node: string) => `0::/docker/${node}/id/system.slice\n`
  const found =
    cluster &&
    withFrozen(cluster, [
      {program: 'kubelet', groups: within('control-plane')},
      {program: 'containerd', groups: within('control-plane')},
      {program: 'kubelet', groups: within('control-plane')},
      {program: 'vim', groups: within('worker')},
      {program: 'kubelet', groups: within('worker2')},
      {program: 'haproxy', groups: within('external-load-balancer')},
      {program: 'kubelet', groups: '0::/docker/other/id\n'},
    ])
  expect(found?.nodes.map(({name, running, paused, frozen}) => ({name, running, paused, frozen}))).toEqual([
    {name: 'shop-control-plane', running: false, paused: true, frozen: ['containerd', 'kubelet']},
    {name: 'shop-external-load-balancer', running: false, paused: true, frozen: ['haproxy']},
    {name: 'shop-worker', running: true, paused: undefined, frozen: undefined},
    {name: 'shop-worker2', running: false, paused: true, frozen: undefined},
  ])
})
