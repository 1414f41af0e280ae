import {resource} from '../../api/resource.ts'

export const leaseResource = resource({kind: 'Lease', plural: 'leases', group: 'coordination.k8s.io'})
