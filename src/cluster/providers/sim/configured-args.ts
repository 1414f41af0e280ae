import type {ClusterSpec} from '../../cluster-spec.ts'
import {wholeConfig} from '../kind/config/kind-config.ts'
import type {KindConfig} from '../kind/config/kind-schema.ts'
import {registrationsOf} from '../kind/config/node-registration.ts'
import {shapeArgs} from './shape-args.ts'

/** The nodes of a config by their index in it, in the order of a simulated cluster: control planes first. */
const nodesInOrder = ({nodes = [{}]}: KindConfig): number[] => {
  const isWorker = (index: number): boolean => nodes[index]?.role === 'worker'
  const all = [...nodes.keys()]
  return [...all.filter(index => !isWorker(index)), ...all.filter(isWorker)]
}

/** The words that describe the cluster of a spec that has a config. */
export const configuredArgs = (spec: ClusterSpec): string[] => {
  const {controlPlanes, workers, stated} = spec
  const config = wholeConfig(spec)
  const order = nodesInOrder(config)
  const given = registrationsOf(config)
  const registrations = order.map(index => given[index] ?? {})
  const isAny = registrations.some(registration => Object.keys(registration).length > 0)
  const publish = stated.publish?.map(({node, ...port}) => ({
    ...port,
    ...(node !== undefined && {node: order.indexOf(node)}),
  }))
  return [
    ...shapeArgs({...stated, publish, controlPlanes, workers}),
    ...(isAny ? [`--registrations=${JSON.stringify(registrations)}`] : []),
  ]
}
