import type {KubiaError} from '../errors/kubia-error.ts'
import type {IntegrateOptions, Outcome} from '../shell/integrate.ts'
import {SHELL_NAMES} from '../shell/shells.ts'
import {Flags} from './oclif.ts'

export const shellFlag = {
  shell: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    options: [...SHELL_NAMES],
    description: 'only this shell; may be repeated; default is every shell that is installed',
  }),
}

export const startFileFlag = {
  rc: Flags.string({
    helpValue: 'FILE',
    description: "the start-up file, instead of the shell's own (needs one --shell)",
  }),
}

/** What was done, a line a shell; with a dry run the diffs. */
export const formatOutcomes = (outcomes: readonly Outcome[], {dryRun}: Pick<IntegrateOptions, 'dryRun'>): string =>
  dryRun
    ? outcomes.map(({diff}) => diff).join('')
    : outcomes.map(({shell, what, detail}) => `${shell}: ${what}${detail ? ` (${detail})` : ''}\n`).join('')

/**
 * The failures of single shells: printed as warnings where another shell got all that was asked for, else the first is
 * thrown. A file that cannot be written is always thrown: the user must do something.
 */
export const settleFailures = (
  failures: readonly KubiaError[],
  outcomes: readonly Outcome[],
  warn: (line: string) => void,
): void => {
  const grave =
    failures.find(({code}) => code !== 'NAME_TAKEN') ??
    (outcomes.every(({failure}) => failure) ? failures[0] : undefined)
  for (const failure of failures) if (failure !== grave) warn(`warning: ${failure.message}`)
  if (grave) throw grave
}
