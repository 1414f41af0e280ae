import {contextOf, type ProviderName} from './provider.ts'
import {allRecords, type ClusterRecord, readRecord} from './state.ts'

/** As many contexts as are remembered for one cluster. */
const MOST = 5

/** What a record says is to be given back, the latest first. */
export const contextsToGiveBack = (record: ClusterRecord | undefined): string[] =>
  record ? [record.previousContext, ...(record.earlierContexts ?? [])].filter(name => name !== '') : []

/**
 * What is to be given back when a cluster goes whose context became current in the place of another one: that one, and
 * where it is of a cluster of kubia's, which may be gone by then, what that cluster would give back.
 * @param current the context that was current; empty where none was
 */
export const contextsBefore = (
  {provider, name}: {provider: ProviderName; name: string},
  current: string,
): Pick<ClusterRecord, 'previousContext' | 'earlierContexts'> => {
  if (current === '') return {previousContext: '', earlierContexts: []}
  const left = allRecords().find(record => contextOf(record.provider, record.name) === current)
  const all = [current, ...contextsToGiveBack(left), ...contextsToGiveBack(readRecord(name))]
  const own = contextOf(provider, name)
  const [previousContext = '', ...earlierContexts] = [...new Set(all)].filter(known => known !== own).slice(0, MOST)
  return {previousContext, earlierContexts}
}
