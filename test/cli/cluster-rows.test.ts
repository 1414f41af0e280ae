import {expect, test} from 'vitest'
import {describeClusters} from '../../src/cli/cluster-rows.ts'
import {writeRecord} from '../../src/cluster/state.ts'
import {cluster, node, record} from '../cluster/fixtures.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const stateFolder = (): void => setEnv({XDG_STATE_HOME: temporaryFolder()})

test('A cluster at a glance', () => {
  stateFolder()
  writeRecord(record())
  const nodes = [
    node('kubia-control-plane', {createdAt: '2026-08-23T10:15:02Z'}),
    node('kubia-worker', {createdAt: '2026-08-23T10:15:01Z', running: false}),
  ]
  const own = {
    name: 'own',
    provider: 'kind' as const,
    context: 'kind-own',
    nodes: [node('own-control-plane', {image: 'own:1'})],
  }
  expect(describeClusters([cluster(nodes), own], {current: 'kind-kubia', contexts: []}, new Map())).toEqual([
    {
      name: 'kubia',
      provider: 'kind',
      context: 'kind-kubia',
      current: true,
      nodes: '1/2 running',
      version: 'v1.36.4',
      createdAt: '2026-08-23T10:15:01Z',
      image: 'kindest/node:v1.36.4',
      managed: true,
    },
    expect.objectContaining({name: 'own', current: false, nodes: '1/1 running', version: '', managed: false}),
  ])
})

test.each([
  ['as Kubernetes has them', ['a', 'b', 'c'], [true, true, true], '3/3 Ready'],
  ['and those that run where that differs', ['a', 'b'], [true, true, true], '2/3 Ready, 3 running'],
  ['one that Kubernetes has not missed yet', ['a', 'b', 'c'], [true, true, false], '3/3 Ready, 2 running'],
  ['a stopped one', ['a', 'b'], [true, true, false], '2/3 Ready'],
])('The nodes of a cluster are counted: %s', (_, ready, running, text) => {
  stateFolder()
  const made = ['a', 'b', 'c'].map((name, index) => node(name, {running: running[index] ?? false}))
  const balancer = node('lb', {role: 'external-load-balancer'})
  const known = new Map([['kind-kubia', new Set(ready)]])
  expect(describeClusters([cluster([...made, balancer])], {current: '', contexts: []}, known)[0]?.nodes).toBe(text)
})

test.each([
  ['renamed', 'dev', 'https://127.0.0.1:41234', true],
  ['written for another address of this machine', 'kind-kubia', 'https://localhost:41234', true],
  ['of its name that leads to another port', 'kind-kubia', 'https://127.0.0.1:6443', false],
  ['of its name that leads to another machine', 'kind-kubia', 'https://10.0.0.1:41234', false],
])('A cluster is current by its server and not by its name: a context %s', (_, current, server, isCurrent) => {
  stateFolder()
  const view = {current, contexts: [{name: current, cluster: 'kind-kubia', server, namespace: 'default'}]}
  expect(describeClusters([{...cluster(), apiPorts: [41234]}], view, new Map())[0]?.current).toBe(isCurrent)
})
