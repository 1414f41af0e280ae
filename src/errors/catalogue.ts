import {conflicts} from './catalogue/conflicts.ts'
import {environment} from './catalogue/environment.ts'
import {input} from './catalogue/input.ts'
import {machine} from './catalogue/machine.ts'
import {outcomes} from './catalogue/outcomes.ts'

export {type CatalogueEntry, EXIT, type ExitCode} from './catalogue/entry.ts'

/** Every failure kubia foresees. A new one is a new row in the table of its class; `npm run docs` writes docs/errors.md. */
export const catalogue = {...input, ...environment, ...machine, ...conflicts, ...outcomes}

export type ErrorCode = keyof typeof catalogue
