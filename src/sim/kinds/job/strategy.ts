// pkg/registry/batch/job: a job selects its pods by its own uid, unless it says that it has a selector of its own.
import type {KubeObject} from '../../api/object.ts'
import {notSimulated} from '../../api/status.ts'
import type {Strategy} from '../../api/strategy.ts'
import {CONTROLLER_UID, labelsOfPods} from './labels.ts'
import type {Job, JobSpec} from './types.ts'

/** What a job may ask for and no controller here does. */
const NOT_SIMULATED = ['podFailurePolicy', 'successPolicy', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const

/** @throws ApiError NotImplemented */
export const refuseUnsimulated = (spec: unknown): void => {
  const asked = NOT_SIMULATED.find(field => Object(spec)[field] !== undefined)
  if (asked) throw notSimulated(`run Jobs with ${asked}`)
}

const withSelector = ({selector, template, ...spec}: JobSpec, {metadata}: KubeObject): JobSpec => {
  const labels = {...template.metadata?.labels, ...labelsOfPods(metadata.name, metadata.uid)}
  return {
    ...spec,
    selector: {...selector, matchLabels: {...selector?.matchLabels, [CONTROLLER_UID]: metadata.uid}},
    template: {...template, metadata: {...template.metadata, labels}},
  }
}

export const jobStrategy: Strategy = {
  checkCreation: object => refuseUnsimulated(object['spec']),
  prepareForCreate: object => {
    const {spec} = object as Job
    const isGenerated = spec?.template !== undefined && spec.manualSelector !== true
    return {...object, ...(isGenerated && {spec: withSelector(spec, object)}), status: {}}
  },
  // As batch/v1 has had it since before there was a garbage collector.
  defaultPropagation: 'Orphan',
}
