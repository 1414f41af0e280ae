import {join} from 'node:path'

/** Where Node keeps compiled code for all test machines and homes; each would compile all of it again otherwise. */
export const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/kubia-tests')
