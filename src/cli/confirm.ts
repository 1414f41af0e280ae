import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import type {DownTarget} from '../workflows/down/find-targets.ts'
import {askYesNo} from './ask.ts'
import {isInteractive} from './interactive.ts'

/**
 * Asks before clusters are deleted that kubia did not make, or that were not named. A cluster that kubia made and that
 * was named is deleted without a question.
 * @throws KubiaError NOT_OURS (4) or CONFIRMATION_NEEDED (2) where there is no terminal to ask on; NOT_OURS for a no
 */
export const confirmDown = async (
  targets: readonly DownTarget[],
  all: boolean,
  yes: boolean,
  run: Pick<Run, 'askUser'>,
): Promise<void> => {
  const foreign = targets.filter(({ours}) => !ours).map(({name}) => name)
  if (yes || (foreign.length === 0 && (!all || targets.length === 0))) return
  const names = targets.map(({name}) => name).join(', ')
  const isTerminal = isInteractive()
  if (
    isTerminal &&
    (await askYesNo(
      `Delete ${foreign.length > 0 ? `${foreign.join(', ')}, not made by kubia` : names}, with all data?`,
      run,
    ))
  )
    return
  if (foreign.length > 0) {
    throw new KubiaError('NOT_OURS', `${foreign.join(', ')}: not made by kubia`, {
      fix: [kubiaAdvice(['down', ...targets.map(({name}) => name), '--yes'], 'deletes it all the same, with its data')],
      left: 'nothing was changed',
    })
  }
  throw new KubiaError(
    'CONFIRMATION_NEEDED',
    isTerminal
      ? 'not confirmed: nothing was changed'
      : `deleting ${names} needs a confirmation, and there is no terminal to ask on`,
    {
      fix: [kubiaAdvice(['down', '--all', '--yes'])],
    },
  )
}

/**
 * Asks before a cluster is stopped or started that kubia did not make.
 * @param target as it was named: `shop`, `node/shop-worker`
 * @throws KubiaError NOT_OURS where nobody can be asked, and for a no
 */
export const confirmForeign = async (
  verb: 'stop' | 'start',
  target: string,
  yes: boolean,
  run: Pick<Run, 'askUser'>,
): Promise<void> => {
  const question = `${verb === 'stop' ? 'Stop' : 'Start'} ${target}, not made by kubia?`
  if (yes || (isInteractive() && (await askYesNo(question, run)))) return
  throw new KubiaError('NOT_OURS', `${target}: not made by kubia`, {
    fix: [kubiaAdvice([verb, target, '--yes'], `${verb}s it all the same`)],
    left: 'nothing was changed',
  })
}
