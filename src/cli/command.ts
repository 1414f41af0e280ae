import type {ArgInput, FlagInput, Input, ParserOutput} from '@oclif/core/parser'
import {type CommandWords, parseWords} from './parse-words.ts'

/** What a command knows of the program that it is part of. */
export interface Program {
  /** The program as it is typed: `kubectl kubia`. */
  bin: string
  /** The name of the package. */
  name: string
  version: string
  /** The folder of the package, absolute. */
  root: string
}

/** What flags or arguments are read into. */
type Values = Record<string, unknown>

/**
 * A command as oclif's manifest knows it. oclif's own class loads the whole of oclif, to find plugins and their hooks, of
 * which there are none.
 */
export abstract class Command {
  static summary: string
  static description?: string
  static usage?: string | string[]
  static examples: string[] = []
  static args: ArgInput = {}
  static flags: FlagInput = {}
  static baseFlags: FlagInput = {}
  /** False: takes more positional arguments than it names. */
  static strict = true

  /** The words of the command's name, joined by colons: `config:print`. */
  protected readonly id: string
  /** The arguments in the spelling that `parseWords` reads. */
  protected readonly argv: string[]
  protected readonly config: Program

  constructor(id: string, argv: string[], config: Program) {
    this.id = id
    this.argv = argv
    this.config = config
  }

  protected get ctor(): typeof Command {
    return this.constructor as typeof Command
  }

  /** Runs the command from begin to end. */
  async execute(): Promise<void> {
    try {
      await this.run()
    } catch (error) {
      await this.catch(error)
    } finally {
      await this.finally()
    }
  }

  /** Reads the arguments. @param command the command's own class, for its types. @throws KubiaError USAGE */
  protected async parse<F extends Values, B extends Values, A extends Values>(
    command: Input<F, B, A>,
  ): Promise<Pick<ParserOutput<F, B, A>, 'args' | 'flags'>> {
    const {args = {}, flags = {}, baseFlags = {}, strict = true} = command
    const words = {args, flags: {...baseFlags, ...flags}, strict} as unknown as CommandWords
    return parseWords(words, this.argv) as unknown as ParserOutput<F, B, A>
  }

  abstract run(): Promise<void>
  protected abstract catch(thrown: unknown): Promise<void>
  protected abstract finally(): Promise<void>
}

/** A class of a command that can run. */
export type CommandClass = typeof Command & (new (...given: ConstructorParameters<typeof Command>) => Command)
