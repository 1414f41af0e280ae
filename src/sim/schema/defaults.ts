import {copyOf} from '../api/copy.ts'
import type {KubeObject} from '../api/object.ts'
import type {Fields} from './fields.ts'

/** Puts what a request leaves out into an object, in place: what holds for every write, be it a create or an update. */
export type FillDefaults = (object: Fields) => void

/** Of a kind in which nothing is filled in. */
export const noDefaults: FillDefaults = () => {}

/** @returns a new object; the one given stays as it is */
export const withDefaults = (fill: FillDefaults, object: KubeObject): KubeObject => {
  if (fill === noDefaults) return object
  const copy = copyOf(object)
  fill(copy)
  return copy
}
