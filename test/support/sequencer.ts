import {relative} from 'node:path'
import {BaseSequencer, type TestSpecification} from 'vitest/node'
import {LONGEST_FILES} from './longest-files.ts'

/**
 * Sorts as vitest does, with the longest files in front of those of their project, so that no worker is left alone with
 * one at the end. vitest itself goes by how long a file took, and by sizes on a fresh clone.
 */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({project, moduleId}: TestSpecification): number => {
      const at = LONGEST_FILES.indexOf(relative(project.config.root, moduleId).replaceAll('\\', '/'))
      return at < 0 ? LONGEST_FILES.length : at
    }
    const byProject = Map.groupBy(await super.sort(files), ({project}) => project.name)
    return [...byProject.values()].flatMap(some => some.toSorted((a, b) => place(a) - place(b)))
  }
}
