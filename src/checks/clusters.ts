import type {Check} from '../cluster/check.ts'

/** Whether the provider's clusters can be listed, on which several checks rest. */
export const clustersCheck: Check = {
  id: 'clusters',
  title: 'clusters',
  // A preflight looks up its own cluster, and reports a failure itself.
  commands: [],
  hasWayOut: true,
  async run({clusters}) {
    const names = (await clusters.ask()).map(({name}) => name)
    return names.length === 0 ? 'none' : names.join(', ')
  },
}
