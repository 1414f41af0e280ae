import {readCommands} from '../../../scripts/manifest.ts'
import type {HelpCommands, HelpContext} from '../../../src/cli/help/manifest.ts'

/** All commands as the manifest has them. */
export const commands: HelpCommands = await readCommands()

/** What help is printed for, at a width. */
export const helpContext = (commands: HelpCommands, width: number): HelpContext => ({
  commands,
  groups: {
    alias: {description: 'let `k` stand for kubectl'},
    completion: {description: 'completion for zsh, bash and fish'},
    config: {description: 'print and check the kind config that up would use'},
  },
  bin: 'kubectl kubia',
  width,
})
