// What is said of a definition that holds what nothing here acts on.
import type {KubeObject} from '../../api/object.ts'
import {isObject} from '../../schema/custom/index.ts'
import type {KindHandlers} from '../../server/context.ts'
import type {Definition} from './types.ts'

const has = (value: unknown, name: string): boolean => {
  if (Array.isArray(value)) return value.some(item => has(item, name))
  return isObject(value) && (Object.hasOwn(value, name) || Object.values(value).some(inner => has(inner, name)))
}

export const definitionHandlers: KindHandlers = {
  warningsOnCreate: (object: KubeObject) => {
    const {spec} = object as Definition
    return [
      ...(has(spec.versions, 'x-kubernetes-validations')
        ? ['the simulated cluster stores x-kubernetes-validations, and does not evaluate them']
        : []),
      ...(spec.conversion?.strategy === 'Webhook'
        ? ['the simulated cluster does not call conversion webhooks: versions differ in their apiVersion alone']
        : []),
    ]
  },
}
