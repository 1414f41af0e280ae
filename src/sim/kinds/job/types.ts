import type {Condition, KubeObject, LabelSelector, ObjectMeta} from '../../api/object.ts'
import type {PodTemplate} from '../pod/types.ts'

export interface JobSpec {
  parallelism?: number
  /** Absent for a work queue, which is done when one pod is, and no other is active. */
  completions?: number
  completionMode?: 'Indexed' | 'NonIndexed'
  backoffLimit?: number
  activeDeadlineSeconds?: number
  ttlSecondsAfterFinished?: number
  suspend?: boolean
  manualSelector?: boolean
  managedBy?: string
  podReplacementPolicy?: 'Failed' | 'TerminatingOrFailed'
  selector?: LabelSelector
  template: PodTemplate
}

export interface Job extends KubeObject {
  spec: JobSpec
  status?: JobStatus
}

export interface JobStatus {
  startTime?: string
  completionTime?: string
  active?: number
  ready?: number
  terminating?: number
  succeeded?: number
  failed?: number
  /** Of an indexed job: `0,2-4`. */
  completedIndexes?: string
  uncountedTerminatedPods?: Record<string, never>
  conditions?: Condition[]
}

/** The template of the jobs of a cron job. */
export interface JobTemplate {
  metadata?: Pick<ObjectMeta, 'annotations' | 'labels'>
  spec: JobSpec
}
