import {expect, test} from 'vitest'
import type {LocalClusterOf} from '../../../src/cluster/registry.ts'
import type {Service} from '../../../src/kubernetes/types.ts'
import {type Line, renderLine} from '../../../src/printers/advice.ts'
import {explainReach, forGood, reachText} from '../../../src/workflows/expose/reach.ts'
import {recordedExec} from '../../support/exec.ts'

const service = (ports: object[]): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'dns'},
  spec: {type: 'NodePort', ports} as Service['spec'],
})
const local = (ports: object[]) =>
  ({cluster: {name: 'kubia', provider: 'kind', nodes: [{ports}]}}) as unknown as LocalClusterOf
const UDP = {port: 53, protocol: 'UDP', nodePort: 30083}
const PUBLISHED = local([{address: '127.0.0.1', hostPort: 18101, nodePort: 30083, protocol: 'UDP'}])
const REACH = {text: 'only TCP ports can be asked', inside: false}

const explain = async (...rest: [Service, Parameters<typeof explainReach>[3], LocalClusterOf | undefined]) => {
  const lines: string[] = []
  const [made, reach, target] = rest
  const {exec} = recordedExec({'kubectl --namespace': {stdout: '{"items":[]}'}})
  const flow = {
    run: {exec},
    look: async <T>(ask: () => Promise<T>) => ask(),
    note: (text: Line | readonly Line[]) =>
      lines.push(...[text].flat().flatMap(line => renderLine(line, Number.POSITIVE_INFINITY))),
  }
  await explainReach(flow, {namespace: 'default'}, made, reach, {target, what: 'deployment dns'})
  return lines
}

test('A UDP port that is published is named by its place, and nothing else is advised', async () => {
  expect(reachText(REACH, service([UDP]), PUBLISHED)).toBe(
    'published at localhost:18101/UDP; only TCP ports can be asked',
  )
  expect(await explain(service([UDP]), REACH, PUBLISHED)).toEqual([])
})

test('A UDP port that is not published is published for good as one of UDP, and never opened', async () => {
  expect(reachText(REACH, service([UDP]), local([]))).toBe('no URL on this machine; only TCP ports can be asked')
  expect(await explain(service([UDP]), REACH, local([]))).toEqual([
    '  for good:',
    '    when the cluster is created again:',
    '      kubectl kubia up kubia -p 8080:30083/UDP',
  ])
})

test('A URL that answers is named with its reason', () => {
  const reach = {
    url: 'http://172.18.0.2:30080',
    why: 'the node port on a node’s own address',
    text: '200',
    inside: true,
  }
  expect(reachText(reach, service([UDP]), undefined)).toBe(
    'http://172.18.0.2:30080 answers 200 (the node port on a node’s own address)',
  )
})

test('A port can be published for good on a local cluster only, and where it has a node port', () => {
  expect(forGood(service([{port: 80}]), local([]))).toBeUndefined()
  expect(forGood(service([{port: 80, nodePort: 30080}]), undefined)).toBeUndefined()
})
