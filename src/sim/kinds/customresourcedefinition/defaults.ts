import {type Fields, fill, fillPointers, items, record} from '../../schema/fields.ts'

export const definitionDefaults = (definition: Fields): void => {
  for (const spec of record(definition['spec'])) {
    fillPointers(spec, {conversion: {strategy: 'None'}})
    for (const names of record(spec['names'])) {
      const kind = String(names['kind'] ?? '')
      if (kind !== '') fill(names, {singular: kind.toLowerCase(), listKind: `${kind}List`})
    }
    for (const version of items(spec['versions'])) fillPointers(version, {served: false, storage: false})
  }
}
