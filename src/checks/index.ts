import type {Check} from './check.ts'
import {nameCheck} from './name.ts'
import {placeChecks} from './places.ts'
import {toolChecks} from './tools.ts'

/** Every check, in the order in which doctor tells them. A new one is a row in one of these, or a file and a line here. */
export const CHECKS: readonly Check[] = [...toolChecks, ...placeChecks, nameCheck]
