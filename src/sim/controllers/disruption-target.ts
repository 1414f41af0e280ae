// The condition of pods that are about to go for a reason beside themselves, which Jobs and people read (KEP-3329).
import {timestamp} from '../clock.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {withCondition} from './conditions.ts'
import {type ControlPlane, changeStatus, remove} from './control-plane.ts'
import {isFinished} from './pod-state.ts'

export interface Disruption {
  reason: string
  message: string
}

/** @param now RFC 3339 */
export const withDisruption = (pod: Pod, disruption: Disruption, now: string): Pod => {
  const condition = {type: 'DisruptionTarget', status: 'True', lastProbeTime: null, ...disruption} as const
  return {...pod, status: {...pod.status, conditions: withCondition(pod.status.conditions, condition, now)}}
}

/** Says in a pod why it goes, and deletes it; one that has ended needs no reason. */
export const disrupt = (
  plane: Pick<ControlPlane, 'clock' | 'registry'>,
  pod: Pod,
  disruption: Disruption,
  {gracePeriodSeconds, phase}: {gracePeriodSeconds?: number; phase?: 'Failed'} = {},
): void => {
  if (!isFinished(pod))
    changeStatus<Pod>(plane, podResource, pod, current => {
      const marked = withDisruption(current, disruption, timestamp(plane.clock.now()))
      return phase ? {...marked, status: {...marked.status, phase}} : marked
    })
  remove(plane, podResource, pod, gracePeriodSeconds)
}
