/** A flag as the manifest has it: what help says of it. */
export interface HelpFlag {
  name: string
  char?: string | undefined
  type: 'boolean' | 'option'
  description?: string | undefined
  helpValue?: string | readonly string[] | undefined
  helpGroup?: string | undefined
  options?: readonly string[] | undefined
  default?: unknown
  env?: string | undefined
  allowNo?: boolean | undefined
  multiple?: boolean | undefined
  hidden?: boolean | undefined
}

/** An argument as the manifest has it. */
export interface HelpArgument {
  name: string
  description?: string | undefined
  required?: boolean | undefined
  multiple?: boolean | undefined
}

/** A command as the manifest has it. */
export interface HelpCommand {
  id: string
  summary?: string | undefined
  description?: string | undefined
  usage?: string | readonly string[] | undefined
  examples?: readonly (string | {command: string})[] | undefined
  args: Readonly<Record<string, HelpArgument>>
  flags: Readonly<Record<string, HelpFlag>>
  hidden?: boolean | undefined
}

/** The commands by id; the words of an id are joined by colons (`config:print`). */
export type HelpCommands = Readonly<Record<string, HelpCommand>>

/** What help is printed for and on. */
export interface HelpContext {
  commands: HelpCommands
  /** What groups of commands are for, by their first word. */
  groups: Readonly<Record<string, {description: string}>>
  /** `kubectl kubia`. */
  bin: string
  /** In columns. */
  width: number
}
