import {describe} from 'vitest'

/**
 * A suite that runs beside the others of its kind, and its tests one after the other: they mostly wait for the cluster,
 * each suite in namespaces of its own.
 */
export const describeBeside = (title: string, tests: () => void): void => {
  describe(title, {concurrent: true}, () => {
    describe('one after the other', {concurrent: false}, tests)
  })
}
