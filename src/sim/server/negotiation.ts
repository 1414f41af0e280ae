// The Accept header: kubectl asks for tables, for aggregated discovery, for partial objects; whatever else it would
// take, it also takes JSON.

import {StatusError} from '../api/status.ts'

export interface MediaType {
  /** `Table`, `PartialObjectMetadata`, `APIGroupDiscoveryList`…; absent for the object itself. */
  as?: string
  group?: string
  version?: string
}

const parameters = (media: string): {type: string; values: Map<string, string>} => {
  const [type = '', ...rest] = media.split(';').map(part => part.trim())
  return {type: type.toLowerCase(), values: new Map(rest.map(part => part.split('=', 2) as [string, string]))}
}

/** The media types of an Accept header that this server writes, in the client's order. */
export const wanted = (accept: string | undefined): MediaType[] =>
  (accept ?? '*/*').split(',').flatMap(media => {
    const {type, values} = parameters(media)
    if (type !== 'application/json' && type !== 'application/*' && type !== '*/*') return []
    const [as, group, version] = [values.get('as'), values.get('g'), values.get('v')]
    return [{...(as && {as}), ...(group && {group}), ...(version && {version})}]
  })

/** @throws ApiError NotAcceptable where nothing that the client takes is written here */
export const checkAccept = (accept: string | undefined): void => {
  if (wanted(accept).length > 0) return
  throw new StatusError(406, 'NotAcceptable', 'only the following media types are accepted: application/json')
}

/** How objects are shown: in columns, without their spec, or whole. */
export const shapeOf = (accept: string | undefined): 'Object' | 'PartialObjectMetadata' | 'Table' => {
  for (const {as, group, version} of wanted(accept)) {
    if (as === undefined) return 'Object'
    if (group !== 'meta.k8s.io' || version !== 'v1') continue
    if (as === 'Table') return 'Table'
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'PartialObjectMetadata'
  }
  return 'Object'
}
