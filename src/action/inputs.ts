import {DEFAULT_PROVIDER, PROVIDERS} from '../cluster/providers/index.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {usageError} from '../errors/kubia-error.ts'

const WHEN_LOGS = ['on-failure', 'always', 'never'] as const
const WHEN_DELETE = ['always', 'never'] as const
const MAX_RETRIES = 5

/** The inputs that are the words of flags of `up`, as they are; what is wrong with one, `up` says. */
const SHAPE = ['workers', 'control-planes', 'kubernetes-version', 'image', 'config', 'provider', 'timeout'] as const
const APP = ['app', 'app-port', 'replicas'] as const

/** What the inputs of the action say. */
export interface Inputs {
  /** The release of kubia to run; undefined for the one that the action is part of. */
  version: string | undefined
  /** The arguments of `up` that describe the cluster, and those that describe what is to run on it. */
  cluster: string[]
  app: string[]
  provider: string
  /** Images to be loaded before the app is deployed. */
  load: string[]
  allowNoCni: boolean
  /** Releases, with their `v`, of the programs that are asked for by version. */
  kindVersion: string | undefined
  kubectlVersion: string | undefined
  retries: number
  cache: boolean
  logs: (typeof WHEN_LOGS)[number]
  delete: (typeof WHEN_DELETE)[number]
  installOnly: boolean
}

type Env = Readonly<Record<string, string | undefined>>

/** An input's value, empty where it is not given: the runner sets INPUT_ and the name in capitals, hyphens and all. */
export const inputOf = (env: Env, name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()

const invalid = (name: string, value: string, rule: string, near = '') =>
  usageError(`invalid value ${JSON.stringify(value)} for the input ${name}: ${rule}${near}`)

/** The inputs of the action. @throws KubiaError USAGE */
export const readInputs = (env: Env): Inputs => {
  const word = (name: string): string | undefined => inputOf(env, name) || undefined
  const words = (name: string): string[] =>
    inputOf(env, name)
      .split(/[\s,]+/)
      .filter(Boolean)
  const flags = (names: readonly string[]): string[] =>
    names.flatMap(name => {
      const value = word(name)
      return value === undefined ? [] : [`--${name}=${value}`]
    })
  const oneOf = <T extends string>(name: string, values: readonly T[]): T => {
    const value = inputOf(env, name) || values[0]
    const found = values.find(known => known === value)
    if (found !== undefined) return found
    throw invalid(name, value ?? '', `must be ${values.join(', ')}`, orMeant(didYouMean(value ?? '', values)))
  }
  const truth = (name: string): boolean => {
    const value = inputOf(env, name).toLowerCase()
    if (['', 'false', 'true'].includes(value)) return value === 'true'
    throw invalid(name, value, 'must be true or false')
  }
  const release = (name: string): string | undefined => {
    const value = word(name)
    if (value === undefined) return undefined
    if (!/^v?\d+\.\d+\.\d+$/.test(value)) throw invalid(name, value, 'must be a release, as v0.33.0')
    return value.replace(/^v?/, 'v')
  }
  const retries = word('retries') ?? '1'
  if (!/^\d$/.test(retries) || Number(retries) > MAX_RETRIES)
    throw invalid('retries', retries, `must be a number from 0 to ${MAX_RETRIES}`)
  const provider = word('provider') ?? env['KUBIA_PROVIDER'] ?? DEFAULT_PROVIDER
  if (!PROVIDERS.includes(provider)) throw invalid('provider', provider, `must be ${PROVIDERS.join(', ')}`)
  const name = word('name')
  return {
    version: release('version')?.slice(1),
    cluster: [
      ...(name === undefined ? [] : [name]),
      ...flags(SHAPE),
      ...words('publish').map(port => `--publish=${port}`),
    ],
    app: [...flags(APP), ...(truth('expose') ? ['--expose'] : [])],
    provider,
    load: words('load'),
    allowNoCni: truth('allow-no-cni'),
    kindVersion: release('kind-version'),
    kubectlVersion: release('kubectl-version'),
    retries: Number(retries),
    cache: truth('cache'),
    logs: oneOf('logs', WHEN_LOGS),
    delete: oneOf('delete', WHEN_DELETE),
    installOnly: truth('install-only'),
  }
}
