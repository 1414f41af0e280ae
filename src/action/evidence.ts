import {cpSync, existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {definitionOf} from '../cluster/providers/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {stateDirectory} from '../process/paths.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import {collectEvidence} from '../workflow/evidence.ts'

/**
 * Collects what shows what became of a cluster: kubia's own logs of this machine's runs, and what nodes, engine and API
 * server say. What cannot be had is left out.
 * @param folder made where it is not there. @returns in a few words how much there is
 */
export const gatherEvidence = async (
  run: Pick<Run, 'exec' | 'cancellation'>,
  {name, provider}: {name: string; provider: string},
  folder: string,
): Promise<string> => {
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const logs = join(stateDirectory(), 'logs')
  if (existsSync(logs)) cpSync(logs, join(folder, 'runs'), {recursive: true})
  try {
    const connected = await definitionOf(provider).connect(run.exec)
    return `${await collectEvidence(run, connected, {name}, folder)}, ${counted(existsSync(logs) ? 1 : 0, 'folder')} of logs`
  } catch (error) {
    if (!(error instanceof KubiaError) || error === run.cancellation.reason) throw error
    return error.message
  }
}
