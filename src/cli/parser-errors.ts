import {usageError} from '../errors/kubia-error.ts'
import {CLIError} from './oclif.ts'

/** What oclif's parser refuses, in kubectl's manner; other errors as they are. */
export const fromParser = (thrown: unknown): unknown => {
  if (!(thrown instanceof CLIError)) return thrown
  const [first = ''] = thrown.message.split('\n')
  // A value on the command line was checked before oclif saw it: this one is of the flag's variable, KUBIA_PROVIDER.
  const [, flag, value, allowed] = /^Expected --(\S+?)=(.*) to be one of: (.+)$/.exec(first) ?? []
  if (flag) {
    const variable = `KUBIA_${flag.replaceAll('-', '_').toUpperCase()}`
    return usageError(`invalid argument "${value}" for "--${flag}" flag (from ${variable}): must be one of ${allowed}`)
  }
  const unexpected = /^Unexpected arguments?: (.+)$/.exec(first)?.[1]
  if (unexpected) return usageError(`unexpected argument: ${unexpected}`)
  const missing = /^Missing \d+ required args?/.test(first)
    ? [...thrown.message.matchAll(/^([a-z-]+) {2,}/gm)].map(([, name]) => name?.toUpperCase())
    : []
  if (missing.length > 0) return usageError(`required argument not given: ${missing.join(', ')}`)
  const [, given, choices] = /^Expected (.*) to be one of: (.+)$/.exec(first) ?? []
  if (choices) return usageError(`invalid argument "${given}": must be one of ${choices}`)
  return usageError(first)
}
