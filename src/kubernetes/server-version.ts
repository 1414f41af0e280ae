import type {ServerVersion} from './types.ts'

/** Whether the API server is of version 1.`minor` or later. */
export function isAtLeast({major, minor}: ServerVersion, wanted: number): boolean {
  return major > 1 || (major === 1 && minor >= wanted)
}
