// What an API server fills into objects of kinds that are only stored: the defaults.go of their groups, and the
// strategies of their registries.
import {type Fields, fill, fillPointers, items, record} from '../schema/fields.ts'
import type {FillDefaults} from '../schema/index.ts'

const RBAC = 'rbac.authorization.k8s.io'

export const bindingDefaults: FillDefaults = binding => {
  for (const role of record(binding['roleRef'])) fill(role, {apiGroup: RBAC})
  for (const subject of items(binding['subjects']))
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, {apiGroup: RBAC})
}

export const networkPolicyDefaults: FillDefaults = policy => {
  for (const spec of record(policy['spec'])) {
    for (const rule of [...items(spec['ingress']), ...items(spec['egress'])])
      for (const port of items(rule['ports'])) fillPointers(port, {protocol: 'TCP'})
    if (((spec['policyTypes'] ?? []) as string[]).length === 0)
      spec['policyTypes'] = items(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  }
}

const webhookDefaults = (webhook: Fields): void => {
  fillPointers(webhook, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  })
  for (const client of record(webhook['clientConfig']))
    for (const service of record(client['service'])) fillPointers(service, {port: 443})
  for (const rule of items(webhook['rules'])) fillPointers(rule, {scope: '*'})
}

export const webhooksDefaults: FillDefaults = configuration => {
  for (const webhook of items(configuration['webhooks'])) webhookDefaults(webhook)
}

export const mutatingWebhooksDefaults: FillDefaults = configuration => {
  for (const webhook of items(configuration['webhooks'])) {
    webhookDefaults(webhook)
    fillPointers(webhook, {reinvocationPolicy: 'Never'})
  }
}

export const autoscalerDefaults: FillDefaults = autoscaler => {
  for (const spec of record(autoscaler['spec'])) {
    fillPointers(spec, {minReplicas: 1})
    if (items(spec['metrics']).length === 0)
      spec['metrics'] = [
        {type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}},
      ]
  }
}

export const apiServiceDefaults: FillDefaults = apiService => {
  for (const spec of record(apiService['spec']))
    for (const service of record(spec['service'])) fillPointers(service, {port: 443})
}

export const csiDriverDefaults: FillDefaults = driver => {
  for (const spec of record(driver['spec']))
    fillPointers(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: ['Persistent'],
      requiresRepublish: false,
      seLinuxMount: false,
    })
}

export const flowSchemaDefaults: FillDefaults = schema => {
  for (const spec of record(schema['spec'])) fill(spec, {matchingPrecedence: 1000})
}
