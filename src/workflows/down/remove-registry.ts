import {REGISTRY_WORD, registryAddress} from '../../cluster/image-registry.ts'
import {connectEngine} from '../../cluster/providers/common/engine.ts'
import {removeOwnScript} from '../../cluster/providers/common/registry/commands.ts'
import {type RemovedRegistry, removeOwnRegistry} from '../../cluster/providers/common/registry/registry-host.ts'
import {isNotInstalled} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {usageError} from '../../errors/kubia-error.ts'
import type {Line} from '../../printers/advice.ts'
import {engineProgram} from '../../process/engine-program.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'

/**
 * Whether a word behind `down` names the registry and not a cluster, whose name has no slash.
 * @throws KubiaError USAGE for another registry
 */
export const isRegistryWord = (word: string): boolean => {
  if (!word.startsWith('registry/')) return false
  if (word === REGISTRY_WORD) return true
  throw usageError(`kubia removes no ${word}: the registry that it makes is ${REGISTRY_WORD}`)
}

/** Removes the registry that kubia made, with its images. @returns undefined where there is none */
export const removeRegistry = ({exec}: Pick<Run, 'exec'>): Action<RemovedRegistry | undefined> => ({
  script: () => [removeOwnScript(engineProgram())],
  planned: undefined,
  run: async () => {
    const engine = await connectEngine(exec).catch((error: unknown) => {
      // Without an engine there is no container.
      if (isNotInstalled(error)) return undefined
      throw error
    })
    const removed = engine && (await removeOwnRegistry(exec, engine.program))
    return done(removed ? `${removed.name} removed, with its images` : 'not there', removed)
  },
})

/** What is said where clusters that stay pulled from it; undefined where none did. */
export const describeUsers = ({port, clusters}: RemovedRegistry): Line[] | undefined => {
  const [first] = clusters
  if (first === undefined) return undefined
  const what = `${clusters.join(', ')} pulled from ${registryAddress(port)}: pods that start there find no image of it`
  return [
    what,
    {
      label: 'Fix',
      advice: [kubiaAdvice(['up', first, `--registry=${port}`], 'makes a registry again, without images')],
    },
  ]
}
