import Clusters from '../../commands/clusters.ts'
import ConfigPrint from '../../commands/config/print.ts'
import ConfigValidate from '../../commands/config/validate.ts'
import Down from '../../commands/down.ts'
import Status from '../../commands/status.ts'
import Up from '../../commands/up.ts'
import type {CommandShapes} from '../../src/cli/flag-reader.ts'
import {shapeOf} from '../support/command.ts'

/** The commands as the manifest has them, from their classes. */
export const shapes: CommandShapes = {
  clusters: shapeOf(Clusters),
  'config:print': shapeOf(ConfigPrint),
  'config:validate': shapeOf(ConfigValidate),
  down: shapeOf(Down),
  status: shapeOf(Status),
  up: shapeOf(Up),
}
