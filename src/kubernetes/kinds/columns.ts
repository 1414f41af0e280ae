import {age} from '../age.ts'
import type {Container, KubeObject} from '../types.ts'
import type {KindColumn} from './kind.ts'

export const ageColumn: KindColumn = {
  name: 'Age',
  value: ({metadata}, {now}) => age(metadata.creationTimestamp, now),
}

/** CONTAINERS and IMAGES of whatever pod template a kind has. */
export const containerColumns = <T extends KubeObject>(
  containersOf: (object: T) => readonly Container[],
): KindColumn<T>[] => [
  {
    name: 'Containers',
    wide: true,
    value: object =>
      containersOf(object)
        .map(({name}) => name)
        .join(','),
  },
  {
    name: 'Images',
    wide: true,
    value: object =>
      containersOf(object)
        .map(({image = ''}) => image)
        .join(','),
  },
]
