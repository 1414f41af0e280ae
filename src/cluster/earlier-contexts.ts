import {contextOf, type ProviderName} from './provider.ts'
import {allRecords, type ClusterRecord, readRecord} from './state.ts'

/** As many contexts as are remembered for one cluster. */
const MOST = 5

/** What a record says is to be given back, the latest first. */
export const contextsToGiveBack = (record: ClusterRecord | undefined): string[] =>
  record ? [record.previousContext, ...(record.earlierContexts ?? [])].filter(name => name !== '') : []

/**
 * The contexts that may take the place of one that goes, the latest first: the one that is current, and where it is of
 * a cluster of kubia's, which may be gone by then, what that cluster would give back. Where none is current, a cluster
 * may be on its way out whose earlier context has not come back yet.
 * @param current the context that is current; empty where none is
 */
export const contextChain = (current: string): string[] => {
  const left = allRecords().find(record =>
    current === '' ? record.wasCurrent : contextOf(record.provider, record.name) === current,
  )
  return [current, ...contextsToGiveBack(left)].filter(name => name !== '')
}

/** What is to be given back when a cluster goes whose context became current in the place of another one. */
export const contextsBefore = (
  {provider, name}: {provider: ProviderName; name: string},
  current: string,
): Pick<ClusterRecord, 'previousContext' | 'earlierContexts'> => {
  const chain = contextChain(current)
  const all = chain.length === 0 ? [] : [...chain, ...contextsToGiveBack(readRecord(name))]
  const own = contextOf(provider, name)
  const [previousContext = '', ...earlierContexts] = [...new Set(all)].filter(known => known !== own).slice(0, MOST)
  return {previousContext, earlierContexts}
}

/** Whether a context is of a cluster of kubia's that a run is about to delete, or was when it was killed. */
export const isBeingDeleted = (context: string): boolean =>
  allRecords().some(({provider, name, deleting}) => deleting === true && contextOf(provider, name) === context)
