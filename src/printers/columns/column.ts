import {age} from '../../kubernetes/age.ts'
import type {Container, KubeObject, PrinterContext} from '../../kubernetes/types.ts'

/** One column that the API server prints for a kind of object, besides NAMESPACE and NAME. */
export interface KindColumn<Kind extends KubeObject = KubeObject> {
  /** As printed: capitals. */
  name: string
  /** Shown only with `-o wide`. */
  wide?: boolean
  /** The minor version of the API server that first had the column. */
  sinceMinor?: number
  value(object: Kind, context: PrinterContext): string | number
}

export const ageColumn: KindColumn = {
  name: 'AGE',
  value: ({metadata}, {now}) => age(metadata.creationTimestamp, now),
}

/** CONTAINERS and IMAGES of whatever pod template a kind has. */
export function containerColumns<Kind extends KubeObject>(
  containersOf: (object: Kind) => readonly Container[],
): KindColumn<Kind>[] {
  return [
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
}
