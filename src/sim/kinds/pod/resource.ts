import {PROXY_VERBS, resource, statusOf} from '../../api/resource.ts'

export const podResource = resource({
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  subresources: [
    {name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get']},
    {name: 'binding', kind: 'Binding', verbs: ['create']},
    {name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create']},
    {name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get']},
    {name: 'log', kind: 'Pod', verbs: ['get']},
    {name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get']},
    {name: 'proxy', kind: 'PodProxyOptions', verbs: PROXY_VERBS},
    statusOf('Pod'),
  ],
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  returnsDeleted: true,
})
