import {expect, test} from 'vitest'
import {testServer} from '../support/server.ts'

const QUOTAS = '/api/v1/namespaces/default/resourcequotas'
const CLASSES = '/apis/node.k8s.io/v1/runtimeclasses'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const AUTOSCALERS = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers'
const SECRETS = '/api/v1/namespaces/default/secrets'
const CRON_JOBS = '/apis/batch/v1/namespaces/default/cronjobs'

test.each<[string, object, number]>([
  [QUOTAS, {spec: {hard: {pods: null}}}, 201],
  [QUOTAS, {spec: {hard: {pods: '9'.repeat(100_000)}}}, 201],
  [QUOTAS, {spec: {hard: {pods: 'many'}}}, 400],
  [QUOTAS, {spec: {hard: {constructor: '1'}}}, 422],
  [QUOTAS, {spec: {hard: JSON.parse('{"__proto__":"1"}')}}, 201],
  [CLASSES, {handler: 'x', overhead: {podFixed: {cpu: 'much'}}}, 400],
  [CLASSES, {handler: 'x', overhead: {podFixed: {cpu: null}}}, 201],
  [REVIEWS, {metadata: {}, spec: {user: 'bob', resourceAttributes: {verb: {}, resource: []}}}, 201],
  [REVIEWS, {spec: {user: 'bob', resourceAttributes: {verb: 'get'}}}, 422],
  [REVIEWS, {spec: []}, 422],
  [ROLES, {aggregationRule: {clusterRoleSelectors: [null]}}, 201],
  [AUTOSCALERS, {spec: {maxReplicas: 1, scaleTargetRef: 5}}, 400],
  [SECRETS, {type: '__proto__'}, 201],
  [CRON_JOBS, {spec: {schedule: '@daily', jobTemplate: {}}}, 422],
])('%s takes or refuses %j', async (path, fields, code) => {
  const server = await testServer()
  const body = {metadata: {name: 'x'}, ...fields}
  expect((await server.ask({method: 'POST', path, body})).code).toBe(code)
  await server.stop()
})
