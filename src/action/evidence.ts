import {cpSync, existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {definitionOf} from '../cluster/providers/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {stateDirectory} from '../process/paths.ts'
import type {Run} from '../process/run.ts'
import {collectEvidence} from '../workflow/evidence.ts'
import type {Action} from './action.ts'

/** A cluster, and where evidence of it goes. */
export interface Evidence {
  name: string
  provider: string
  /** Made where it is not there. */
  folder: string
}

/** @returns in a few words how much there is @throws the file system's error where the folder cannot be written */
const gather = async (run: Pick<Run, 'exec' | 'cancellation'>, {name, provider, folder}: Evidence): Promise<string> => {
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const logs = join(stateDirectory(), 'logs')
  if (existsSync(logs)) cpSync(logs, join(folder, 'runs'), {recursive: true})
  try {
    const connected = await definitionOf(provider).connect(run.exec)
    return await collectEvidence(run, connected, {name}, folder)
  } catch (error) {
    if (!(error instanceof KubiaError) || error === run.cancellation.reason) throw error
    return error.message
  }
}

/**
 * Collects what shows what became of a cluster: kubia's own logs of this machine's runs, and what nodes, engine and API
 * server say. What cannot be had is left out; where nothing can be written a warning says so, since it must neither hide
 * the failure that it is evidence of, nor keep a cluster from being deleted.
 */
export const keepLogs = async ({run, reporter, step}: Action, evidence: Evidence): Promise<void> => {
  try {
    await step('Keep logs', async () => ({
      detail: `${await gather(run, evidence)}: ${evidence.folder}`,
      value: undefined,
    }))
  } catch (error) {
    run.signal.throwIfAborted()
    reporter.note(`there are no logs: ${(error as Error).message}`, 'warn')
  }
}
