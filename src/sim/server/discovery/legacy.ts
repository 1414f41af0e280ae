// Discovery as it has always been: one document for each group and version.
import {apiVersionOf, type ResourceType, type Subresource, type Verb} from '../../api/resource.ts'

const inVersion = (resources: readonly ResourceType[], group: string, version: string): ResourceType[] =>
  resources.filter(type => type.group === group && type.version === version)

/** Groups in the order of discovery, without the core group. */
const groupsOf = (resources: readonly ResourceType[]): {group: string; versions: string[]}[] => {
  const found = new Map<string, Set<string>>()
  for (const {group, version} of resources) {
    if (group === '') continue
    const versions = found.get(group) ?? new Set()
    found.set(group, versions.add(version))
  }
  return [...found].map(([group, versions]) => ({group, versions: [...versions]}))
}

const groupDocument = ({group, versions}: {group: string; versions: string[]}) => {
  const listed = versions.map(version => ({groupVersion: `${group}/${version}`, version}))
  return {name: group, versions: listed, preferredVersion: listed[0]}
}

/** /api */
export const apiVersions = (address: string) => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{clientCIDR: '0.0.0.0/0', serverAddress: address}],
})

/** /apis */
export const apiGroupList = (resources: readonly ResourceType[]) => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupsOf(resources).map(groupDocument),
})

/** /apis/GROUP */
export const apiGroup = (resources: readonly ResourceType[], name: string) => {
  const found = groupsOf(resources).find(({group}) => group === name)
  return found && {kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(found)}
}

const verbsOf = (verbs: readonly Verb[]): Verb[] => [...verbs].sort()

const subresourceDocument = (type: ResourceType, {name, kind, group, version, verbs}: Subresource) => ({
  name: `${type.plural}/${name}`,
  singularName: '',
  namespaced: type.namespaced,
  ...(group !== undefined && {group, version}),
  kind,
  verbs: verbsOf(verbs),
})

const resourceDocuments = (type: ResourceType) => [
  {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: verbsOf(type.verbs),
    ...(type.shortNames.length > 0 && {shortNames: type.shortNames}),
    ...(type.categories.length > 0 && {categories: type.categories}),
  },
  ...type.subresources.map(subresource => subresourceDocument(type, subresource)),
]

/** /api/v1 and /apis/GROUP/VERSION. */
export const apiResourceList = (resources: readonly ResourceType[], group: string, version: string) => {
  const found = inVersion(resources, group, version)
  return found.length === 0
    ? undefined
    : {
        kind: 'APIResourceList',
        ...(group !== '' && {apiVersion: 'v1'}),
        groupVersion: apiVersionOf({group, version}),
        resources: found.flatMap(resourceDocuments),
      }
}
