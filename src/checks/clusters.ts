import type {Check} from '../cluster/check.ts'

/** Whether the provider's clusters can be listed, on which several checks rest. */
export const clustersCheck: Check = {
  id: 'clusters',
  title: 'clusters',
  // A preflight asks for its own cluster, and tells by itself where it can't.
  commands: [],
  hasWayOut: true,
  async run({clusters}) {
    const names = (await clusters.ask()).map(({name}) => name)
    return names.length === 0 ? 'none' : names.join(', ')
  },
}
