import {resource} from '../../api/resource.ts'

export const endpointSliceResource = resource({
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  group: 'discovery.k8s.io',
})
