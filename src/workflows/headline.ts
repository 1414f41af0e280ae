import {describeShape} from '../cluster/cluster-spec.ts'
import type {LocalCluster} from '../cluster/provider.ts'

/** How many nodes of each kind a cluster has. */
export const shapeOf = ({nodes}: LocalCluster): {controlPlanes: number; workers: number} => {
  const count = (role: string): number => nodes.filter(node => node.role === role).length
  return {controlPlanes: count('control-plane'), workers: count('worker')}
}

/** What a command is about to work at: `kubia up · cluster shop · 1 control-plane + 2 workers · kind v0.33.0 · docker 20.10.24`. */
export const headline = (
  verb: string,
  names: readonly string[],
  {shape, versions = []}: {shape?: {controlPlanes: number; workers: number} | undefined; versions?: readonly string[]},
): string =>
  [
    `kubia ${verb}`,
    `${names.length === 1 ? 'cluster' : 'clusters'} ${names.join(', ')}`,
    ...(shape ? [describeShape(shape)] : []),
    ...new Set(versions),
  ].join(' · ')
