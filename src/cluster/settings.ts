import {existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import {makeFolders} from '../process/folders.ts'
import {readKept, writeKept} from '../process/kept-record.ts'
import {configDirectory, tildePath} from '../process/paths.ts'
import {DEFAULT_PROVIDER, PROVIDERS} from './providers/index.ts'

/** What may be kept for later runs. */
interface Setting {
  /** The values that it may have. */
  values: readonly string[]
  /** The variable that wins over it. */
  variable: string
  /** What is meant where nothing says it. */
  fallback: string
}

/** All settings, by key. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  provider: {values: PROVIDERS, variable: 'KUBIA_PROVIDER', fallback: DEFAULT_PROVIDER},
}

const file = (): string => join(configDirectory(), 'config.json')

const unusable = (why: string, cause?: unknown): KubiaError =>
  new KubiaError('STATE_UNWRITABLE', `${tildePath(file())} cannot be used: ${why}`, {
    fix: [{command: 'export XDG_CONFIG_HOME=/a/folder/that/you/may/write'}],
    cause,
  })

/** What is kept, by key. @throws KubiaError STATE_UNWRITABLE where the file is none of kubia's; STATE_NEWER */
const readSettings = (): Readonly<Record<string, unknown>> => {
  if (!existsSync(file())) return {}
  const kept = readKept(file())
  if (kept) return kept
  throw new KubiaError('STATE_UNWRITABLE', `${tildePath(file())} is no file of settings`, {
    fix: [{command: ['rm', file()], comment: 'forgets what is set'}],
  })
}

const settingOf = (key: string): Setting => {
  const setting = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined
  if (setting) return setting
  const known = Object.keys(SETTINGS)
  const near = didYouMean(key, known)
  throw usageError(`there is no setting ${JSON.stringify(key)} (there is ${known.join(', ')})${orMeant(near)}`)
}

const checkValue = (value: string, {values}: Setting, of: string): string => {
  if (values.includes(value)) return value
  throw usageError(`invalid argument ${JSON.stringify(value)} for ${of}: must be one of ${values.join(', ')}`)
}

/** What a setting has, and what says so: the environment, the file, or nobody. */
export interface SettingValue {
  key: string
  value: string
  from: 'environment' | 'config' | 'default'
}

/** The value of a setting: of its variable, else of the file, else the default. @throws KubiaError USAGE for a value that is none */
export const readSetting = (key: string, env: NodeJS.ProcessEnv = process.env): SettingValue => {
  const setting = settingOf(key)
  const {variable, fallback} = setting
  const inEnvironment = env[variable]
  if (inEnvironment)
    return {key, value: checkValue(inEnvironment, setting, `"--${key}" flag (from ${variable})`), from: 'environment'}
  const kept = readSettings()[key]
  if (kept === undefined) return {key, value: fallback, from: 'default'}
  return {key, value: checkValue(String(kept), setting, `${key} in ${tildePath(file())}`), from: 'config'}
}

const write = (settings: Readonly<Record<string, unknown>>): void => {
  try {
    if (Object.keys(settings).length === 0) return rmSync(file(), {force: true})
    makeFolders(configDirectory())
    writeKept(file(), settings)
  } catch (error) {
    throw unusable((error as Error).message, error)
  }
}

/** Keeps a value, durably and whole or not at all. @throws KubiaError USAGE for a key or a value that is none; STATE_UNWRITABLE */
export const writeSetting = (key: string, value: string): void => {
  const checked = checkValue(value, settingOf(key), key)
  write({...readSettings(), [key]: checked})
}

/** Forgets a value; none is fine. @throws KubiaError USAGE for a key that is none; STATE_UNWRITABLE */
export const removeSetting = (key: string): void => {
  settingOf(key)
  const {[key]: _, ...others} = readSettings()
  write(others)
}
