import type {Definition, DefinitionNames} from './types.ts'

interface Conflict {
  reason: string
  message: string
}

/** The names that no other definition of the group may have too. */
const taken = ({plural, singular, kind, listKind, shortNames = []}: Partial<DefinitionNames>) => ({
  resources: [plural, singular, ...shortNames].filter(name => name !== undefined && name !== ''),
  kinds: [kind, listKind].filter(name => name !== undefined && name !== ''),
})

const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`

/**
 * Which names a definition has from now on: those it asks for, but for what another one of its group was given before
 * (k8s.io/apiextensions-apiserver, pkg/controller/status/naming_controller.go).
 * @returns the last conflict, as the server tells it
 */
export const acceptNames = (
  {spec, status}: Definition,
  others: readonly Definition[],
): {names: DefinitionNames; conflict: Conflict | undefined} => {
  const accepted = others.map(other => taken(other.status?.acceptedNames ?? {}))
  const resources = new Set(accepted.flatMap(names => names.resources))
  const kinds = new Set(accepted.flatMap(names => names.kinds))
  const wanted = spec.names
  let names: DefinitionNames = status?.acceptedNames ?? {plural: '', kind: ''}
  let conflict: Conflict | undefined
  const decide = (
    name: keyof DefinitionNames,
    reason: string,
    values: readonly string[],
    known: Set<string | undefined>,
  ) => {
    const bad = values.filter(value => known.has(value))
    if (bad.length === 0) names = {...names, [name]: wanted[name]}
    else conflict = {reason, message: bad.length === 1 ? inUse(bad[0] ?? '') : `[${bad.map(inUse).join(', ')}]`}
  }
  const {plural, singular = '', shortNames = [], kind, listKind = '', categories} = wanted
  decide('plural', 'PluralConflict', [plural], resources)
  decide('singular', 'SingularConflict', [singular], resources)
  if (wanted.shortNames || names.shortNames) decide('shortNames', 'ShortNamesConflict', shortNames, resources)
  decide('kind', 'KindConflict', [kind], kinds)
  decide('listKind', 'ListKindConflict', [listKind], kinds)
  return {names: {...names, ...(categories && {categories})}, conflict}
}
