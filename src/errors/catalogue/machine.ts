import {type CatalogueEntry, EXIT} from './entry.ts'

/** What `doctor` and the preflights find wrong with the machine. Those that only warn have a class too: exit 3. */
export const machine = {
  CHECK_TIMEOUT: {
    exit: EXIT.environment,
    meaning: 'A check had no answer in time: a program or a file system hangs.',
    remedy: 'The message names what does not answer; run it by hand to see why.',
  },
} as const satisfies Record<string, CatalogueEntry>
