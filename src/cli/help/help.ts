import {commandHelp} from './command-help.ts'
import type {HelpContext} from './manifest.ts'
import {groupHelp, rootHelp} from './root-help.ts'
import {topicHelp} from './topics.ts'

/** What `--help` and `help` print. @param id a command's, a group's or a topic's; undefined for all of them */
export const help = (id: string | undefined, context: HelpContext): string => {
  if (id === undefined) return rootHelp(context)
  const command = Object.hasOwn(context.commands, id) ? context.commands[id] : undefined
  if (command) return commandHelp(command, context)
  if (Object.hasOwn(context.groups, id)) return groupHelp(id, context)
  return topicHelp(id, context.width) ?? rootHelp(context)
}
