import type {Strategy} from '../../api/strategy.ts'
import {protectedBy} from '../storage-protection.ts'
import {PROTECTION} from './types.ts'

/** A volume goes when no claim is bound to it any more. */
export const volumeStrategy: Strategy = {prepareForCreate: protectedBy(PROTECTION)}
