import type {MachineFacts} from '../checks/facts.ts'
import type {ClusterSpec} from '../cluster/cluster-spec.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {wayOutOf} from '../cluster/providers/summaries.ts'
import {readSetting} from '../cluster/settings.ts'
import {hasRecord} from '../cluster/state.ts'
import type {Run} from '../process/run.ts'
import {askYesNo} from './ask.ts'
import {isInteractive} from './interactive.ts'

/**
 * Offers a cluster that needs no container engine, where none is installed, somebody is there to answer, and nothing
 * has said what is to make the cluster.
 * @param facts what the preflight knows of the machine: the engine is looked for once
 * @returns what is to make it; undefined where all stays as it is
 */
export const offerProvider = async (
  run: Pick<Run, 'askUser'>,
  {name, provider}: ClusterSpec,
  {survey}: MachineFacts,
): Promise<ProviderName | undefined> => {
  if (!isInteractive() || hasRecord(name) || readSetting('provider').from !== 'default') return undefined
  const way = wayOutOf(provider)
  if (!way || (await survey.engineFailure())?.code !== 'ENGINE_MISSING') return undefined
  const question = `No container engine is installed. Make ${way.makes}, which needs none?`
  return (await askYesNo(question, run)) ? way.provider : undefined
}
