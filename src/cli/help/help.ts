import {commandPage} from './command-help.ts'
import {type Block, layPage} from './layout.ts'
import type {HelpContext} from './manifest.ts'
import {groupPage, rootPage, startPage} from './root-help.ts'
import {topicPage} from './topics.ts'

/** The page of a command, a group or a topic; that of all of them where there is none. */
export const pageOf = (id: string | undefined, context: Omit<HelpContext, 'width'>): Block[] => {
  if (id === undefined) return rootPage(context)
  const command = Object.hasOwn(context.commands, id) ? context.commands[id] : undefined
  if (command) return commandPage(command, context)
  if (Object.hasOwn(context.groups, id)) return groupPage(id, context)
  return topicPage(id) ?? rootPage(context)
}

/** What `--help` and `help` print. @param id a command's, a group's or a topic's; undefined for all of them */
export const help = (id: string | undefined, context: HelpContext): string =>
  layPage(pageOf(id, context), context.width)

/** What `kubectl kubia` alone prints. */
export const startHelp = (context: Pick<HelpContext, 'bin' | 'width'>): string =>
  layPage(startPage(context), context.width)
