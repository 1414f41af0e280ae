// Secrets: `stringData` is a convenience for writers only; it is stored base64 in `data`.
import type {KubeObject} from '../../api/object.ts'
import type {Strategy} from '../../api/strategy.ts'

const withoutStringData = (object: KubeObject): KubeObject => {
  const {stringData, ...rest} = object
  if (typeof stringData !== 'object' || stringData === null) return object
  const encoded = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')])
  return {
    ...rest,
    metadata: object.metadata,
    data: {...(object['data'] as object), ...Object.fromEntries(encoded)},
  } as KubeObject
}

export const secretStrategy: Strategy = {
  prepareForCreate: withoutStringData,
  prepareForUpdate: withoutStringData,
}
