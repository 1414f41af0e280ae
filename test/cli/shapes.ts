import Clusters from '../../commands/clusters.ts'
import ConfigPrint from '../../commands/config/print.ts'
import ConfigValidate from '../../commands/config/validate.ts'
import Down from '../../commands/down.ts'
import Status from '../../commands/status.ts'
import Up from '../../commands/up.ts'
import type {CommandShape, CommandShapes, FlagShape} from '../../src/cli/flag-reader.ts'
import {commonFlags} from '../../src/cli/flags.ts'

const shape = (command: {flags: object}): CommandShape => ({
  flags: Object.fromEntries(
    Object.entries({...command.flags, ...commonFlags}).map(([name, flag]) => [name, {...(flag as FlagShape), name}]),
  ),
})

/** The commands as the manifest has them, from their classes. */
export const shapes: CommandShapes = {
  clusters: shape(Clusters),
  'config:print': shape(ConfigPrint),
  'config:validate': shape(ConfigValidate),
  down: shape(Down),
  status: shape(Status),
  up: shape(Up),
}
