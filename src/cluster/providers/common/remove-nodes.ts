import {setTimeout as sleep} from 'node:timers/promises'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {listContainers, removeCommand} from './containers.ts'

/**
 * How far apart two listings must be empty before nothing can appear any more, in ms: a daemon goes on with a
 * `docker run` whose client is dead.
 */
const SETTLE_MS = 2000
/** How often containers that are still there are removed again, and how long to wait between, in ms. */
const REMOVE_TRIES = 20
const REMOVE_PAUSE_MS = 250

/**
 * Removes the node containers of a cluster until none is left. A container may vanish by itself or be in the middle of
 * its creation: what counts is the listing, not what a removal says.
 * @param settle true where containers may still appear: two listings, 2 s apart, must then be empty
 * @returns the names of what was removed here. @throws CommandFailed where containers stay
 */
export const removeNodes = async (exec: Exec, engine: string, cluster: string, settle: boolean): Promise<string[]> => {
  const removed = new Set<string>()
  let empty = 0
  for (let tries = 0; ; ) {
    const containers = await listContainers(exec, engine, cluster)
    if (containers.length === 0) {
      empty += 1
      if (empty === (settle ? 2 : 1)) return [...removed]
      await sleep(SETTLE_MS)
      continue
    }
    empty = 0
    tries += 1
    const command = removeCommand(
      engine,
      containers.map(({id}) => id),
    )
    const result = await exec(command, {allowFailure: true})
    if (result.exitCode !== 0 && tries === REMOVE_TRIES) throw new CommandFailed(command, result)
    for (const {name} of containers) removed.add(name)
    await sleep(REMOVE_PAUSE_MS)
  }
}
