// What is used of oclif, by its parts: its index loads what reads plugins, settings and help from disk as well, half of
// what a start would cost. The commands are in the bundle, and help is our own.
export * as Args from '@oclif/core/args'
export {CLIError} from '@oclif/core/errors'
export * as Flags from '@oclif/core/flags'
export {parse} from '@oclif/core/parser'
