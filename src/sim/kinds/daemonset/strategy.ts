// pkg/registry/apps/daemonset: a DaemonSet counts the changes of its template, in an annotation since apps/v1.
import {isDeepStrictEqual} from 'node:util'
import type {KubeObject} from '../../api/object.ts'
import type {Strategy} from '../../api/strategy.ts'
import type {DaemonSet} from './types.ts'

export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

const countOf = ({metadata}: KubeObject): number =>
  Math.max(1, Number(metadata.annotations?.[TEMPLATE_GENERATION]) || 1)

const counted = (set: KubeObject, previous: KubeObject | undefined): number => {
  if (!previous) return countOf(set)
  const isSame = isDeepStrictEqual((set as DaemonSet).spec?.template, (previous as DaemonSet).spec?.template)
  return countOf(previous) + (isSame ? 0 : 1)
}

export const daemonSetStrategy: Strategy = {
  prepareForCreate: object => ({
    ...object,
    status: {currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0},
  }),
  // After the defaults: a client that leaves them out of a template has not changed it.
  admit: (object, previous) => {
    const annotations = {...object.metadata.annotations, [TEMPLATE_GENERATION]: String(counted(object, previous))}
    return {...object, metadata: {...object.metadata, annotations}}
  },
}
