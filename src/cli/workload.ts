import {resolveContext} from '../api-server/kubeconfig.ts'
import type {Place} from '../api-server/objects.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {OutputFormat} from '../printers/output.ts'
import type {Run} from '../process/run.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {inGroup} from './flag-groups.ts'
import {accessFlags, dryRunFlags, outputFlag, progressFlags, timeoutFlag} from './flags.ts'
import {Flags} from './oclif.ts'

export const namespaceFlag = inGroup('place', {
  namespace: Flags.string({char: 'n', helpValue: 'NAME', description: "the namespace; default is the context's"}),
})

/** Flags of all commands that act on what runs in a namespace. */
export const placeFlags = {...accessFlags, ...namespaceFlag}

const waitFlag = inGroup('run', {
  wait: Flags.boolean({allowNo: true, default: true, description: 'wait until it is ready'}),
})
const objectFlags = {...timeoutFlag('5m'), ...outputFlag(['json', 'yaml', 'name'] as const), ...progressFlags}

/** Flags of the commands that make a workload roll out again, and wait for it. */
export const rolloutFlags = {...placeFlags, ...waitFlag, ...dryRunFlags, ...objectFlags}

/** Flags of the commands that change a workload and wait for it. */
export const workloadFlags = {
  ...placeFlags,
  ...waitFlag,
  ...inGroup('run', {
    'dry-run': Flags.string({
      options: ['client', 'server', 'none'],
      default: 'none',
      description: 'client: print the commands and the YAML; server: ask the API server, which keeps nothing',
    }),
    explain: Flags.boolean({description: 'show what happens in the cluster meanwhile, as events does afterwards'}),
  }),
  ...objectFlags,
}

/** Flags that describe a container: what `run` and `deploy` share. */
export const containerFlags = inGroup('app', {
  image: Flags.string({helpValue: 'IMAGE', description: 'the container’s image'}),
  port: Flags.string({helpValue: 'PORT', description: 'the port that the container listens on'}),
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'K=V',
    description: 'an environment variable',
  }),
  command: Flags.boolean({description: 'the words behind -- are the command, not its arguments'}),
  'image-pull-policy': Flags.string({
    options: ['Always', 'IfNotPresent', 'Never'],
    description: 'when the nodes pull the image',
  }),
})

export interface PlaceFlags {
  kubeconfig?: string | undefined
  context?: string | undefined
  namespace?: string | undefined
}

/** Says what is used where the flags name no context or no namespace: kubectl's current ones. Empty where nothing is. */
export const describeDefaults = (flags: PlaceFlags, context: string, namespace: string): string => {
  if (flags.kubeconfig !== undefined) return ''
  const parts = [
    ...(flags.context === undefined ? [`context ${context}`] : []),
    ...(flags.namespace === undefined ? [`namespace ${namespace}`] : []),
  ]
  return parts.length === 0 ? '' : `Using kubectl's current ${parts.join(' and ')}`
}

/** The same for a command that changes nothing: said only where the namespace is not `default`. */
export const describeLook: typeof describeDefaults = (flags, context, namespace) =>
  flags.namespace !== undefined || namespace === 'default' ? '' : describeDefaults(flags, context, namespace)

/**
 * The cluster and namespace that the flags mean; what they leave to kubectl's current ones is said on standard error.
 * @throws KubiaError CONTEXT_MISSING, KUBECONFIG_INVALID
 */
export const placeOf = async (
  run: Pick<Run, 'exec'>,
  reporter: Reporter,
  flags: PlaceFlags,
  describe = describeDefaults,
): Promise<Place & {context: string}> => {
  const context = await resolveContext(run.exec, flags)
  const namespace = flags.namespace ?? context.namespace
  const said = describe(flags, context.name, namespace)
  if (said) reporter.say(said)
  return {kubeconfig: flags.kubeconfig, context: context.name, server: context.server, namespace}
}

/** The same for a plan, which also works without a cluster: then it names only what was given. */
export const placeForPlan = async (run: Pick<Run, 'exec'>, reporter: Reporter, flags: PlaceFlags): Promise<Place> => {
  try {
    return await placeOf(run, reporter, flags)
  } catch (error) {
    if (!(error instanceof KubiaError) || error.code !== 'CONTEXT_MISSING') throw error
    reporter.note(`warning: ${error.message}; the commands are as for an empty cluster`)
    return {kubeconfig: flags.kubeconfig, context: flags.context, namespace: flags.namespace ?? 'default'}
  }
}

/** Splits the arguments of a command at the first `--`: the names of the object, and the container's arguments. */
export const splitArguments = (argv: readonly string[]): {names: string[]; args: string[]} => {
  const positional = (word: string): boolean => !word.startsWith('--')
  const at = argv.indexOf('--')
  const before = at < 0 ? argv : argv.slice(0, at)
  return {names: before.filter(positional), args: at < 0 ? [] : argv.slice(at + 1)}
}

/** The arguments of a command that starts no container, in which `--` ends the flags alone. */
export const argumentsOf = (argv: readonly string[]): string[] => {
  const {names, args} = splitArguments(argv)
  return [...names, ...args]
}

/** `K=V` of `--env`. @throws KubiaError USAGE */
export const parseEnv = (given: readonly string[] = []): {name: string; value: string}[] =>
  given.map(text => {
    const [, name, value] = /^([A-Za-z_.-][\w.-]*)=([\s\S]*)$/.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw usageError(`invalid argument ${JSON.stringify(text)} for "--env" flag: must be like NAME=value`)
    return {name, value}
  })

/** A port, `8080`. @throws KubiaError USAGE */
export const parsePort = (text: string | undefined, flag: string): number | undefined => {
  if (text === undefined) return undefined
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= 65_535) return value
  throw usageError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: must be a port, from 1 to 65535`)
}

/** A number of replicas. @throws KubiaError USAGE */
export const parseReplicas = (text: string | undefined, flag: string): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d{1,7}$/.test(text)) return Number(text)
  throw usageError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: must be an integer ≥ 0`)
}

/** A name of an object, as RFC 1123 has it. @throws KubiaError NAME_INVALID with one that is valid */
export const checkObjectName = (name: string): string => {
  if (/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return name
  const suggestion = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 63)
  throw new KubiaError(
    'NAME_INVALID',
    `${JSON.stringify(name)} is not a valid name: it may have only lowercase letters, digits, "-" and ".", and must begin and end with a letter or a digit (RFC 1123)`,
    {fix: [`use a name such as ${suggestion || 'kubia'}`]},
  )
}

/** The value of `-o`; undefined for kubectl's line. */
export const formatOf = (flags: {output?: string | undefined}): OutputFormat | undefined =>
  flags.output as OutputFormat | undefined
