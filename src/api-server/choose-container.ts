import {KubiaError} from '../errors/kubia-error.ts'
import type {ReplicaWorkload} from '../kubernetes/types.ts'
import {type AppSpec, containerName} from './manifests.ts'

/**
 * The container of a live Deployment that the flags mean: the one named, the only one, the one that is named like the
 * app or its image.
 * @throws KubiaError AMBIGUOUS_NAME, naming them; NOT_FOUND for one that is not there
 */
export const chooseContainer = (live: ReplicaWorkload, spec: AppSpec): string => {
  const names = live.spec.template.spec.containers.map(({name}) => name)
  const list = names.join(', ')
  if (spec.container !== undefined) {
    if (names.includes(spec.container)) return spec.container
    throw new KubiaError('NOT_FOUND', `deployment ${spec.name} has no container ${spec.container}, but ${list}`)
  }
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return only
  const wanted = [spec.name, ...(spec.image === undefined ? [] : [containerName(spec.image)])]
  const found = names.find(name => wanted.includes(name))
  if (found !== undefined) return found
  throw new KubiaError('AMBIGUOUS_NAME', `deployment ${spec.name} has several containers: ${list}`, {
    fix: names.map(name => `with --container ${name}`),
  })
}
