import {age} from '../age.ts'
import type {Container, KubeObject} from '../types.ts'
import type {KindColumn} from './kind.ts'

export const ageColumn: KindColumn = {
  name: 'AGE',
  value: ({metadata}, {now}) => age(metadata.creationTimestamp, now),
}

/** CONTAINERS and IMAGES of whatever pod template a kind has. */
export const containerColumns = <T extends KubeObject>(
  containersOf: (object: T) => readonly Container[],
): KindColumn<T>[] => [
  {
    name: 'CONTAINERS',
    wide: true,
    value: object =>
      containersOf(object)
        .map(({name}) => name)
        .join(','),
  },
  {
    name: 'IMAGES',
    wide: true,
    value: object =>
      containersOf(object)
        .map(({image = ''}) => image)
        .join(','),
  },
]
