import {KINDS, type KindVerb, kindsFor, wordsOf} from '../kubernetes/kinds/index.ts'

/**
 * What may follow `kubectl kubia`, as plain data: made from the commands at build time, written to
 * dist/completion.json, and read by the completer, which imports no command.
 */
export interface CompletionTable {
  /** Commands by id; the words of an id are joined by colons (`config:print`). */
  commands: Record<string, CompletedCommand>
  /** What groups of commands are for, by their first word. */
  topics: Record<string, string>
  /** The topics of `help`. */
  helpTopics: Record<string, string>
  /** How the local clusters are listed, of each provider. */
  clusters: readonly ClusterSource[]
  kinds: CompletedKinds
}

/** What is read of kinds of objects: to load all that is known of them takes a third of a completion's own time. */
export interface CompletedKinds {
  /** Every word that means a kind, in lower case. */
  words: readonly string[]
  /** Plurals, as `status` lists them. */
  plurals: readonly string[]
  /** The kinds that a source of targets offers, in the singular. */
  targets: Readonly<Record<TargetSource, readonly string[]>>
}

/** A command that prints a name a line, or a folder below the state folder that has one for each cluster. */
export type ClusterSource = {program: string; args: readonly string[]} | {folder: string}

export interface CompletedCommand {
  summary: string
  /** What each positional argument may be, in order; the last one stands for all that follow where `repeats`. */
  args: readonly ValueSource[]
  repeats: boolean
  flags: Record<string, CompletedFlag>
}

export interface CompletedFlag {
  char?: string
  description: string
  /** What its value may be; absent for a flag that takes none. */
  value?: ValueSource
  /** Whether it may stand without a value: the next word is not its own then. */
  bare?: true
  /** Whether `--no-NAME` is a flag too. */
  negatable?: true
  repeats?: true
}

/** Fixed words, or the name of a source of values (completer/complete.ts). */
export type ValueSource = readonly string[] | SourceName

/** Where values come from that are not fixed. */
export type SourceName =
  | 'none'
  | 'files'
  | 'clusters'
  /** Local clusters, and their nodes behind `node/`. */
  | 'power'
  | 'contexts'
  | 'namespaces'
  | 'images'
  /** Images, and archives of images. */
  | 'loadable'
  | 'nodes'
  /** Services, and ingresses behind `ingress/`. */
  | 'services'
  | 'deployments'
  /** A kind of object, and then names of that kind: `node kubia-worker`. */
  | 'kinds'
  | 'names'
  | TargetSource
  | 'durations'

/** What scale, expose, logs, or undo and restart work on: bare names, KIND, or KIND/NAME; names follow a KIND. */
export type TargetSource = 'scalable' | 'exposable' | 'logged' | 'rolled'

/** The part of oclif's manifest that is read. */
export interface ManifestCommand {
  summary?: string | undefined
  hidden?: boolean | undefined
  args: Record<string, {name: string; options?: readonly string[] | undefined; multiple?: boolean | undefined}>
  flags: Record<
    string,
    {
      name: string
      char?: string | undefined
      type: 'boolean' | 'option'
      description?: string | undefined
      options?: readonly string[] | undefined
      multiple?: boolean | undefined
      allowNo?: boolean | undefined
      hidden?: boolean | undefined
    }
  >
}

/** Values of flags, by name, or by command and name where it names something else there. Fixed options of a flag win over this table. */
const FLAG_VALUES: Readonly<Record<string, ValueSource>> = {
  context: 'contexts',
  namespace: 'namespaces',
  kubeconfig: 'files',
  filename: 'files',
  kustomize: 'files',
  dockerfile: 'files',
  config: 'files',
  rc: 'files',
  build: 'files',
  timeout: 'durations',
  since: 'durations',
  image: 'images',
  app: 'images',
  'load:name': 'clusters',
  by: ['body', 'status'],
  v: ['0', '1', '2', '4', '6', '8', '9'],
}

/**
 * Values of arguments, by the command's id and in their order, also for commands that take their words apart
 * themselves and so have no arguments in the manifest. A command that is not in the manifest is left out.
 */
const ARGUMENT_VALUES: Readonly<Record<string, readonly ValueSource[]>> = {
  up: ['clusters'],
  down: ['clusters'],
  stop: ['power'],
  start: ['power'],
  status: ['kinds', 'names'],
  'config:print': ['clusters'],
  'config:validate': ['files'],
  'config:set': [['provider'], 'none'],
  'config:get': [['provider']],
  'config:unset': [['provider']],
  deploy: ['deployments'],
  scale: ['scalable', 'names', 'none'],
  expose: ['exposable', 'names'],
  logs: ['logged', 'names'],
  undo: ['rolled', 'names'],
  restart: ['rolled', 'names'],
  events: ['logged', 'names'],
  open: ['services'],
  hit: ['services'],
  load: ['loadable'],
}

/** The singulars of the kinds that a verb takes. */
const singulars = (verb: KindVerb): string[] => kindsFor(verb).map(({names: [singular]}) => singular)

const COMPLETED_KINDS: CompletedKinds = {
  words: KINDS.flatMap(wordsOf),
  plurals: KINDS.map(({names: [, plural]}) => plural),
  targets: {
    scalable: singulars('scale'),
    exposable: singulars('expose'),
    logged: singulars('logs'),
    rolled: singulars('rollout'),
  },
}

const completedFlag = (id: string, flag: ManifestCommand['flags'][string], bare: boolean): CompletedFlag => ({
  ...(flag.char ? {char: flag.char} : {}),
  description: flag.description ?? '',
  ...(flag.type === 'option'
    ? {value: flag.options ?? FLAG_VALUES[`${id}:${flag.name}`] ?? FLAG_VALUES[flag.name] ?? 'none'}
    : {}),
  ...(bare ? {bare: true as const} : {}),
  ...(flag.allowNo ? {negatable: true as const} : {}),
  ...(flag.multiple ? {repeats: true as const} : {}),
})

const completedCommand = (id: string, command: ManifestCommand, bareFlags: readonly string[]): CompletedCommand => {
  const args = Object.values(command.args)
  return {
    summary: command.summary ?? '',
    args: ARGUMENT_VALUES[id] ?? args.map(({options}) => options ?? 'none'),
    repeats: args.at(-1)?.multiple === true,
    flags: Object.fromEntries(
      Object.entries(command.flags)
        .filter(([, flag]) => !flag.hidden)
        .map(([name, flag]) => [name, completedFlag(id, flag, bareFlags.includes(name))]),
    ),
  }
}

/**
 * The table for the commands of a manifest.
 * @param topics groups by name, from package.json; @param bareFlags flags that may stand without a value
 * @param clusters of each provider; @param helpTopics the topics of `help`, by name
 */
export const completionTable = (
  commands: Readonly<Record<string, ManifestCommand>>,
  topics: Readonly<Record<string, {description: string}>>,
  bareFlags: readonly string[],
  clusters: readonly ClusterSource[],
  helpTopics: Readonly<Record<string, string>> = {},
): CompletionTable => ({
  clusters,
  helpTopics,
  kinds: COMPLETED_KINDS,
  commands: Object.fromEntries(
    Object.entries(commands)
      .filter(([, command]) => !command.hidden)
      .map(([id, command]) => [id, completedCommand(id, command, bareFlags)]),
  ),
  topics: Object.fromEntries(Object.entries(topics).map(([name, {description}]) => [name, description])),
})
