import {kubiaAdvice} from '../../../../errors/advice.ts'
import {amend, KubiaError} from '../../../../errors/kubia-error.ts'
import {commandAdvice} from '../../../../process/command.ts'
import type {CommandFailed} from '../../../../process/exec.ts'
import {atExisting} from '../../../host-port.ts'
import {REGISTRY_NAME} from '../../../image-registry.ts'

/** A command that failed for a registry or a node, for reasons that are not known. The cluster is kept. */
export const setupFailed = (message: string, {command, result}: CommandFailed): KubiaError =>
  new KubiaError('REGISTRY_FAILED', message, {
    evidence: result.stderr.trim().split('\n').slice(-3),
    fix: [commandAdvice(command, 'says what is wrong')],
    keep: true,
  })

/** What to say of a command that was to set a registry up. The cluster, which may have taken minutes, is kept. */
export const notSetUp = (error: CommandFailed): KubiaError => {
  if (error.code === 'COMMAND_FAILED') return setupFailed('the registry of this machine cannot be set up', error)
  const again = kubiaAdvice(['up', '--registry'], 'goes on with it')
  // The look before it found no container of that name.
  if (error.code === 'NAME_TAKEN')
    return new KubiaError('NAME_TAKEN', `another program made the container ${REGISTRY_NAME} meanwhile`, {
      fix: [again],
      keep: true,
    })
  return amend(atExisting(error, [], again), {keep: true})
}
