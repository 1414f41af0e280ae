// Aggregated discovery: everything in two documents, which kubectl has asked for since 1.27.
import type {ResourceType} from '../../api/resource.ts'
import {type Answer, json} from '../answer.ts'
import {wanted} from '../negotiation.ts'

const KIND = 'APIGroupDiscoveryList'
const GROUP = 'apidiscovery.k8s.io'
const VERSIONS = ['v2', 'v2beta1']

const responseKind = (group: string, version: string, kind: string) => ({group, version, kind})

const resourceDocument = (type: ResourceType) => ({
  resource: type.plural,
  responseKind: responseKind(type.group, type.version, type.kind),
  scope: type.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: type.singular,
  verbs: [...type.verbs].sort(),
  ...(type.shortNames.length > 0 && {shortNames: type.shortNames}),
  ...(type.categories.length > 0 && {categories: type.categories}),
  ...(type.subresources.length > 0 && {
    subresources: type.subresources.map(({name, kind, verbs, ...own}) => ({
      subresource: name,
      responseKind: responseKind(own.group ?? type.group, own.version ?? type.version, kind),
      verbs: [...verbs].sort(),
    })),
  }),
})

const groupDocuments = (served: readonly ResourceType[]) => {
  const names = [...new Set(served.map(({group}) => group))]
  return names.map(name => {
    const ofGroup = served.filter(({group}) => group === name)
    const versions = [...new Set(ofGroup.map(({version}) => version))]
    return {
      metadata: {...(name !== '' && {name}), creationTimestamp: null},
      versions: versions.map(version => ({
        version,
        resources: ofGroup.filter(type => type.version === version).map(resourceDocument),
        freshness: 'Current',
      })),
    }
  })
}

/**
 * @param core whether /api was asked for, and not /apis
 * @returns undefined for a client that does not ask for it
 */
export const aggregatedDiscovery = (
  resources: readonly ResourceType[],
  accept: string | undefined,
  core: boolean,
): Answer | undefined => {
  const choice = wanted(accept).find(({as, group, version = ''}) =>
    as === undefined ? true : as === KIND && group === GROUP && VERSIONS.includes(version),
  )
  if (choice?.as === undefined) return undefined
  const served = resources.filter(({group}) => (group === '') === core)
  const body = {kind: KIND, apiVersion: `${GROUP}/${choice.version}`, metadata: {}, items: groupDocuments(served)}
  // kubectl reads the document as what this header says, exactly.
  return {...json(body), contentType: `application/json;g=${GROUP};v=${choice.version};as=${KIND}`}
}
