import {SETTINGS} from '../cluster/settings.ts'
import {Args} from './oclif.ts'

/** The setting that `config get`, `set` and `unset` are about. */
export const settingKey = Args.string({
  description: `the setting: ${Object.keys(SETTINGS).join(', ')}`,
  required: true,
  ignoreStdin: true,
})
