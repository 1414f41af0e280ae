// Flags and arguments as oclif describes them, since it makes the manifest of them (scripts/manifest.ts). What they come
// to is read by parse-words.ts: oclif itself is not loaded, which would be a tenth of a short command's time.
import type * as oclifArgs from '@oclif/core/args'
import type * as oclifFlags from '@oclif/core/flags'

const valued = (options: {multiple?: boolean} = {}): object => ({
  ...options,
  input: [],
  multiple: Boolean(options.multiple),
  type: 'option',
})

export const Flags = {
  boolean: (options: {allowNo?: boolean} = {}) => ({...options, allowNo: Boolean(options.allowNo), type: 'boolean'}),
  string: valued,
  option: (options: object) => () => valued(options),
} as unknown as Pick<typeof oclifFlags, 'boolean' | 'string' | 'option'>

export const Args = {
  string: (options: object = {}) => ({...options, input: [], type: 'option'}),
} as unknown as Pick<typeof oclifArgs, 'string'>
