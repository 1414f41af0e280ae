import {expect, test} from 'vitest'
import type {LocalNodes} from '../../src/api-server/diagnosis/nodes.ts'
import {nodesBehind} from '../../src/api-server/nodes-behind.ts'
import type {Node, Pod} from '../../src/kubernetes/types.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {pod, ready} from './objects.ts'

const node = (name: string): Node => ({apiVersion: 'v1', kind: 'Node', metadata: {name}}) as Node
const on = (name: string, nodeName: string | undefined): Pod => {
  const {spec, ...made} = pod(name, {phase: 'Pending'})
  const {nodeName: _, ...others} = spec
  return {...made, spec: {...others, ...(nodeName === undefined ? {} : {nodeName})}}
}
const local: LocalNodes = {
  nodes: ['a', 'b'].map(name => ({name, running: false})),
  up: {command: ['kubectl', 'kubia', 'up', 'k']},
}
const LIST = 'kubectl --context c get nodes -o json'
const NAMED = 'kubectl --context c get node/'
const all = {[LIST]: readAnswer([node('a'), node('b')])}

const behind = async (pods: readonly Pod[], answers: Record<string, Answer>) => {
  const {exec, asked} = recordedExec(answers)
  const {nodes, local: seen} = await nodesBehind(exec, {context: 'c'}, pods, local)
  return {asked, nodes: nodes.map(({metadata}) => metadata.name), local: seen?.nodes.map(({name}) => name)}
}

test('Where all pods are ready, or are done, no node is asked for', async () => {
  const pods = [pod('web-0', ready), pod('job-0', {phase: 'Succeeded'})]
  expect(await behind(pods, {})).toEqual({asked: [], nodes: [], local: undefined})
})

test('The nodes of pods that are not ready are asked for by name, and no other one is spoken of', async () => {
  const pods = [on('web-0', 'a'), on('web-1', 'a'), pod('web-2', ready)]
  expect(await behind(pods, {[NAMED]: {stdout: JSON.stringify(node('a'))}})).toEqual({
    asked: ['kubectl --context c get node/a --ignore-not-found --show-managed-fields -o json'],
    nodes: ['a'],
    local: ['a'],
  })
})

test.each([
  ['a pod waits for a node', [on('web-0', 'a'), on('web-1', undefined)], 0],
  ['more nodes are meant than a list costs', Array.from({length: 11}, (_, at) => on(`web-${at}`, `n${at}`)), 0],
  ['a node is not there any more', [on('web-0', 'gone')], 1],
])('All nodes are listed where %s', async (_title, pods, before) => {
  const {asked, ...facts} = await behind(pods, {[NAMED]: {}, ...all})
  expect(asked.slice(before)).toEqual([LIST])
  expect(facts).toEqual({nodes: ['a', 'b'], local: ['a', 'b']})
})

test.each([NAMED, LIST])('Whoever may not look at nodes is told nothing of them: %s', async start => {
  const stderr =
    'Error from server (Forbidden): nodes is forbidden: User "dev" cannot list resource "nodes" in API group "" at the cluster scope\n'
  const pods = [on('web-0', start === NAMED ? 'a' : undefined)]
  expect(await behind(pods, {[start]: {exitCode: 1, stderr}})).toMatchObject({nodes: []})
})
