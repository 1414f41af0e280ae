// The defaults of what runs Pods, from pkg/apis/apps/v1/defaults.go and pkg/apis/core/v1/defaults.go.
import {type Fields, fill, fillPointers, record} from '../fields.ts'
import {podSpecDefaults} from './pod.ts'

const template = (spec: Fields): void => {
  for (const given of record(spec['template'])) for (const podSpec of record(given['spec'])) podSpecDefaults(podSpec)
}

const rollingUpdate = (strategy: Fields): void => {
  fill(strategy, {type: 'RollingUpdate'})
  if (strategy['type'] !== 'RollingUpdate') return
  fillPointers(strategy, {rollingUpdate: {}})
  for (const limits of record(strategy['rollingUpdate'])) fillPointers(limits, {maxSurge: '25%', maxUnavailable: '25%'})
}

export const deploymentDefaults = (deployment: Fields): void => {
  for (const spec of record(deployment['spec'])) {
    fillPointers(spec, {replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {}})
    for (const strategy of record(spec['strategy'])) rollingUpdate(strategy)
    template(spec)
  }
}

export const replicaSetDefaults = (set: Fields): void => {
  for (const spec of record(set['spec'])) {
    fillPointers(spec, {replicas: 1})
    template(spec)
  }
}

/** A controller without a selector or labels takes those of its template. */
export const replicationControllerDefaults = (controller: Fields): void => {
  for (const spec of record(controller['spec'])) {
    fillPointers(spec, {replicas: 1})
    for (const given of record(spec['template']))
      for (const meta of record(given['metadata']))
        for (const labels of record(meta['labels'])) {
          fill(spec, {selector: {...labels}})
          for (const own of record(controller['metadata'])) fill(own, {labels: {...labels}})
        }
    template(spec)
  }
}
