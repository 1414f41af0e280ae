import {setFlagsFromString} from 'node:v8'

/**
 * Lets the heap's room for what was made just now grow no more: by then it has all that is of use, and would go on to
 * tens of MB full of pages that were read. Measured with 40,000 pods: 182 MB in place of 293, in the same time.
 */
export const stayLean = (): void => setFlagsFromString('--semi-space-growth-factor=1')
