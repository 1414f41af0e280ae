import type {HostPort} from '../../host-port.ts'

/** Whether simulated clusters carry what comes to a port. */
export const carries = (protocol: HostPort['protocol']): boolean => protocol === 'TCP'
