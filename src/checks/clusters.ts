import {type Check, warn} from '../cluster/check.ts'
import {describeStopped, isHalted} from '../cluster/halted-nodes.ts'
import {kubiaAdvice} from '../errors/advice.ts'

/** Whether the provider's clusters can be listed, on which several checks rest. */
export const clustersCheck: Check = {
  id: 'clusters',
  title: 'clusters',
  // A preflight looks up its own cluster, and reports a failure itself.
  commands: [],
  hasWayOut: true,
  async run({clusters}) {
    const all = await clusters.ask()
    const names = all.length === 0 ? 'none' : all.map(({name}) => name).join(', ')
    const halted = all.filter(isHalted)
    if (halted.length === 0) return names
    return warn(
      names,
      'CLUSTER_STOPPED',
      halted.map(describeStopped).join('; '),
      halted.map(({name}) => kubiaAdvice(['start', name])),
    )
  },
}
