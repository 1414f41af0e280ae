import {connectEngine} from '../../cluster/providers/common/engine.ts'
import {removeOwnScript} from '../../cluster/providers/common/registry/commands.ts'
import {removeOwnRegistry} from '../../cluster/providers/common/registry/registry-host.ts'
import {isNotInstalled} from '../../cluster/registry.ts'
import {engineProgram} from '../../process/engine-program.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'

/** Removes the registry that kubia made, with its images. @returns its name; undefined where there is none */
export const removeRegistry = ({exec}: Pick<Run, 'exec'>): Action<string | undefined> => ({
  script: () => [removeOwnScript(engineProgram())],
  planned: undefined,
  run: async () => {
    const engine = await connectEngine(exec).catch((error: unknown) => {
      // Without an engine there is no container.
      if (isNotInstalled(error)) return undefined
      throw error
    })
    const name = engine && (await removeOwnRegistry(exec, engine.program))
    return done(name === undefined ? 'not there' : `${name} removed, with its images`, name)
  },
})
