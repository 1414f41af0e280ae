import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden} from '../../schema/validation/causes.ts'
import {same} from '../../schema/validation/same.ts'
import {validateTaints} from '../pod/validation/tolerations.ts'

const NODE_CHANGES =
  'node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)'

/** What of a node's spec never changes once it is set. */
const fixed = (spec: Fields, old: Fields): Fields => {
  const {unschedulable: _, taints: _taints, ...rest} = spec
  const settable = ['podCIDR', 'podCIDRs', 'providerID'].filter(field => same(old[field], undefined))
  return Object.fromEntries(Object.entries(rest).filter(([field]) => !settable.includes(field)))
}

export const validateNode = (node: Fields, old?: Fields): StatusCause[] => {
  const [spec = {}] = record(node['spec'])
  const [before = {}] = record(old?.['spec'])
  return [
    ...validateTaints('metadata.taints', spec['taints']),
    ...(old && !same(fixed(spec, before), fixed(before, before)) ? [forbidden('', NODE_CHANGES)] : []),
  ]
}
