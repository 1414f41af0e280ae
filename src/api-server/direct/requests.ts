import {type DryRun, dryRunOf} from './dry-run.ts'
import {logRequestOf} from './log-request.ts'
import {isPlain, type ObjectRequest, requestOf, resourceOf} from './resource-paths.ts'

/** What a command of kubectl looks at. */
export type Look =
  | {of: 'version'}
  /** Whatever a path answers, as text. */
  | {of: 'path'; path: string}
  | DryRun
  /** The names of objects, as `-o name` prints them. */
  | {of: 'names'; requests: ObjectRequest[]}
  | {
      of: 'objects'
      requests: ObjectRequest[]
      /** Whether what is absent is left out. */
      ignoreNotFound: boolean
      /** Whether objects keep the record of who owns which field. */
      managedFields: boolean
    }

/** The flags of `kubectl get` that are understood here, and how many words each has behind it. */
const FLAGS: Readonly<Record<string, {name: string; values: 0 | 1}>> = {
  '-A': {name: 'all', values: 0},
  '--all-namespaces': {name: 'all', values: 0},
  '-n': {name: 'namespace', values: 1},
  '--namespace': {name: 'namespace', values: 1},
  '-l': {name: 'selector', values: 1},
  '--selector': {name: 'selector', values: 1},
  '--field-selector': {name: 'fieldSelector', values: 1},
  '--ignore-not-found': {name: 'ignoreNotFound', values: 0},
  '--show-managed-fields': {name: 'managedFields', values: 0},
  '-o': {name: 'output', values: 1},
}

/** The words of a command line, and its flags by their names; undefined where one is not understood. */
const parse = (args: readonly string[]): {words: string[]; flags: Map<string, string>} | undefined => {
  const words: string[] = []
  const flags = new Map<string, string>()
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string
    if (!arg.startsWith('-')) {
      words.push(arg)
      continue
    }
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1
    const flag = FLAGS[equals < 0 ? arg : arg.slice(0, equals)]
    if (!flag || (equals >= 0 && flag.values === 0)) return undefined
    if (flag.values === 1 && equals < 0) at++
    const value = flag.values === 0 ? '' : equals < 0 ? args[at] : arg.slice(equals + 1)
    if (value === undefined) return undefined
    flags.set(flag.name, value)
  }
  return {words, flags}
}

/** The objects that are named: `['deployment.apps/a', 'pod/b']` or `['node', 'a', 'b']`; undefined where none is, or unclear. */
const namedIn = (words: readonly string[]): [word: string, name: string][] | undefined => {
  const [first = '', ...rest] = words
  if (words.length > 0 && words.every(word => word.includes('/')))
    return words.map(word => [word.slice(0, word.indexOf('/')), word.slice(word.indexOf('/') + 1)])
  return rest.length > 0 && words.every(word => !word.includes('/')) ? rest.map(name => [first, name]) : undefined
}

/** The requests for objects by name, or for lists. */
const requestsFor = (
  words: readonly string[],
  namespace: string | undefined,
  selection: Record<string, string>,
): ObjectRequest[] | undefined => {
  const named = namedIn(words)
  if (!named && words.length !== 1) return undefined
  if (named && (Object.keys(selection).length > 0 || namespace === undefined)) return undefined
  const asked: (readonly [string, string | undefined])[] =
    named ?? (words[0] ?? '').split(',').map(word => [word, undefined])
  const requests = asked.map(([word, name]) => {
    const resource = resourceOf(word)
    if (!resource || (name !== undefined && !isPlain(name))) return undefined
    return requestOf(resource, {namespace, selection, ...(name === undefined ? {} : {name})})
  })
  return requests.every(request => request !== undefined) ? requests : undefined
}

/**
 * What a command of kubectl looks at, where it only looks, and its requests can be made without asking the server what
 * it has. Undefined for all else: kubectl runs then.
 * @param args without `--kubeconfig` and `--context`
 * @param input what goes to its standard input
 * @param defaultNamespace the one that is meant where the command names none
 */
export const lookOf = (args: readonly string[], defaultNamespace: string, input?: string): Look | undefined => {
  if (args.join(' ') === 'version -o json') return {of: 'version'}
  if (args[0] === 'apply' && isPlain(defaultNamespace)) return dryRunOf(args, defaultNamespace, input)
  if (input !== undefined) return undefined
  const log = logRequestOf(args, defaultNamespace)
  if (log) return log.follow ? undefined : {of: 'path', path: log.path}
  const [verb, ...rest] = args
  const [flag, rawPath = '', ...others] = rest
  if (verb === 'get' && flag === '--raw' && others.length === 0)
    return /^\/[\w./:?=&-]*$/.test(rawPath) ? {of: 'path', path: rawPath} : undefined
  const parsed = verb === 'get' ? parse(rest) : undefined
  if (!parsed) return undefined
  const {words, flags} = parsed
  const namespace = flags.has('all') ? undefined : (flags.get('namespace') ?? defaultNamespace)
  if (namespace !== undefined && !isPlain(namespace)) return undefined
  const [labelSelector, fieldSelector] = [flags.get('selector'), flags.get('fieldSelector')]
  const requests = requestsFor(words, namespace, {
    ...(labelSelector === undefined ? {} : {labelSelector}),
    ...(fieldSelector === undefined ? {} : {fieldSelector}),
  })
  if (!requests) return undefined
  const [ignoreNotFound, managedFields] = [flags.has('ignoreNotFound'), flags.has('managedFields')]
  if (flags.get('output') === 'json') return {of: 'objects', requests, ignoreNotFound, managedFields}
  const isOneName = flags.get('output') === 'name' && requests.length === 1 && requests[0]?.name !== undefined
  return isOneName && !ignoreNotFound ? {of: 'names', requests} : undefined
}
