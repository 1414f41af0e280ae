import {KubiaError} from '../../../../errors/kubia-error.ts'
import type {Exec} from '../../../../process/exec.ts'
import type {ReadConfig} from '../../../config-problem.ts'
import {kindVersion} from '../kind-version.ts'
import {clusterConfig} from './kind-config.ts'
import {KIND_SCHEMA_VERSION} from './kind-schema.ts'
import {parseKindConfig} from './kind-validate.ts'
import type {Machine} from './machine-rules.ts'

const isNewer = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [knownMajor = 0, knownMinor = 0] = KIND_SCHEMA_VERSION.split('.').map(Number)
  return major > knownMajor || (major === knownMajor && minor > knownMinor)
}

/** A key that is not in the table may be one of a newer kind. Only then is kind asked for its version. */
const knowsMoreKeys = async (exec: Exec): Promise<boolean> => {
  try {
    return isNewer(await kindVersion(exec))
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KIND_MISSING') return false
    throw error
  }
}

/**
 * Reads a kind config and finds all that is wrong with it.
 * @param source what messages call the text; @param machine the one that kind runs on, where it is kind that is to run
 */
export const readKindConfig = async (
  exec: Exec,
  text: string,
  source: string,
  machine?: Machine,
): Promise<ReadConfig> => {
  const strict = parseKindConfig(text, {machine})
  const isUnsure = strict.problems.some(({reason}) => reason === 'unknown-key') && (await knowsMoreKeys(exec))
  const parsed = isUnsure ? parseKindConfig(text, {unknownKeys: 'warning', machine}) : strict
  // parseKindConfig judges as kind does; here it counts whether a cluster can come of the file.
  const problems = parsed.problems.map(({isFatal, ...problem}) =>
    isFatal ? {...problem, level: 'error' as const} : problem,
  )
  const isUsable = problems.every(({level}) => level !== 'error')
  return {config: isUsable && parsed.config ? clusterConfig({text, name: source}, parsed) : undefined, problems}
}
