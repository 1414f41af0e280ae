import type {ErrorCode} from '../errors/catalogue.ts'
import {KubiaError} from '../errors/kubia-error.ts'

const BY_SIGNAL: readonly ErrorCode[] = ['INTERRUPTED', 'TERMINATED']

/**
 * Ends a command that goes on until it is ended. Ctrl-C and SIGTERM are how one ends it: that needs no explanation, only
 * its exit code. @param signal of the run; @param thrown what the command failed with, if it did
 * @throws any other reason for which the run was ended; `thrown` where it was not ended
 */
export const exitAsEnded = ({aborted, reason}: AbortSignal, thrown?: unknown): void => {
  if (!aborted || !(reason instanceof KubiaError)) {
    if (thrown !== undefined) throw thrown
    return
  }
  if (!BY_SIGNAL.includes(reason.code)) throw reason
  process.exitCode = reason.exit
}
