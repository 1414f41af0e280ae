import {expect, test} from 'vitest'
import {loadStatus, type StatusRequest} from '../../src/cli/load-status.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {pod, ready} from '../api-server/objects.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

const service = (name: string): KubeObject & {spec: object} => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace: 'shop', uid: name, labels: {team: 'a'}},
  spec: {type: 'ClusterIP', selector: {app: name}, ports: [{port: 80}]},
})
const [kubia, web] = [service('kubia'), service('web')]
const running = pod('kubia-a', ready)
const LIST = 'kubectl --context c get nodes,deployments.apps'
const PODS = 'kubectl --context c get pods'
const NODES = {'kubectl --context c get nodes -o json': readAnswer([])}
const nowhere = [{service: 'service/web', namespace: 'shop', says: 'no endpoints: no pod has app=web'}]

const servicesOf = async (answers: Record<string, Answer>, more: Partial<StatusRequest> = {}) => {
  const {exec, asked} = recordedExec(answers)
  const request: StatusRequest = {
    context: {name: 'c', namespace: 'shop', server: 'https://127.0.0.1:1', cluster: 'c'} as StatusRequest['context'],
    access: {context: 'c'},
    scope: {allNamespaces: false},
    target: [],
    wide: false,
    tree: false,
    withHealth: false,
    askNodes: async () => undefined,
    ...more,
  }
  return {asked, services: (await loadStatus(exec, request)).services}
}

test('The whole view says which services lead nowhere, with no request of its own', async () => {
  const {asked, services} = await servicesOf({[LIST]: readAnswer([kubia, web, running]), ...NODES})
  expect(services).toEqual(nowhere)
  expect(asked.filter(line => line.includes(' pods'))).toEqual([])
})

test('Of services chosen by labels, pods are asked for that do not have these labels', async () => {
  const {services} = await servicesOf(
    {[LIST]: readAnswer([kubia, web]), [PODS]: readAnswer([running]), ...NODES},
    {scope: {allNamespaces: false, selector: 'team=a'}},
  )
  expect(services).toEqual(nowhere)
})

test('Whoever may not list pods is shown services without a verdict', async () => {
  const denied =
    'Error from server (Forbidden): pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "shop"'
  const refused = {exitCode: 1, stderr: denied}
  const whole = await servicesOf({[LIST]: {...readAnswer([kubia, web]), ...refused}, ...NODES})
  expect(whole.services).toEqual([])
  const ofKind = {target: ['services'], withHealth: true}
  const alone = await servicesOf(
    {'kubectl --context c get services': readAnswer([kubia, web]), [PODS]: refused, ...NODES},
    ofKind,
  )
  expect(alone.services).toEqual([])
})

test('A named service asks for its own pods alone, and a named deployment for what makes them, too', async () => {
  const ofService = await servicesOf(
    {'kubectl --context c get service web': readAnswer([web]), [PODS]: readAnswer([]), ...NODES},
    {target: ['service', 'web'], withHealth: true},
  )
  expect(ofService.asked).toContain(`${PODS} --selector app=web -o json`)
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'web', namespace: 'shop', uid: 'web'},
    spec: {replicas: 0, selector: {matchLabels: {app: 'web'}}, template: {spec: {containers: []}}},
  }
  const parts = 'kubectl --context c get replicasets.apps,pods --selector app=web -o json'
  const ofDeployment = await servicesOf(
    {'kubectl --context c get deployment web': readAnswer([deployment]), [parts]: readAnswer([]), ...NODES},
    {target: ['deployment', 'web'], withHealth: true},
  )
  expect(ofDeployment.asked).toContain(parts)
})
