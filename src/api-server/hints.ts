import type {Advice} from '../errors/advice.ts'
import type {Place} from './objects.ts'

/** Commands of kubia's that are about no place in a cluster. */
const PLACELESS: readonly string[] = [
  'up',
  'down',
  'stop',
  'start',
  'clusters',
  'doctor',
  'config',
  'alias',
  'completion',
]
/** Commands of kubectl's that take no namespace, and kinds that live in none. */
const WITHOUT_NAMESPACE: readonly string[] = ['taint', 'api-resources', 'load']
const OF_NO_NAMESPACE: readonly string[] = ['node', 'nodes', 'namespace', 'namespaces']
const VERBS: readonly string[] = ['get', 'describe', 'create', 'delete']

/** Whether a flag is among words, with its value in the same word or behind it. */
const has = (args: readonly string[], ...names: readonly string[]): boolean =>
  args.some(word => names.some(name => word === name || word.startsWith(`${name}=`)))

const takesNamespace = (args: readonly string[]): boolean => {
  const [verb = '', object = ''] = args
  if (has(args, '-n', '--namespace') || WITHOUT_NAMESPACE.includes(verb === 'kubia' ? object : verb)) return false
  return !(VERBS.includes(verb) && (OF_NO_NAMESPACE.includes(object) || object === '--raw'))
}

/**
 * Advice with the place in its command, so that it does the right thing wherever it is pasted. What is no kubectl
 * command, or names a context already, stays as it is.
 */
export const inPlace = ({kubeconfig, context, namespace}: Place, advice: Advice): Advice => {
  if (typeof advice === 'string' || typeof advice.command === 'string') return advice
  const [program, ...args] = advice.command
  const isOurs = args[0] === 'kubia'
  const isPlaceless = isOurs ? PLACELESS.includes(args[1] ?? '') : args[0] === 'config'
  if (program !== 'kubectl' || args.length === 0 || isPlaceless || has(args, '--context')) return advice
  const flags = [
    ...(kubeconfig === undefined || has(args, '--kubeconfig') ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    ...(takesNamespace(args) ? ['-n', namespace] : []),
  ]
  // kubectl takes its flags in front of the command's name, a plugin only behind it, and none behind `--`.
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const ours = [...args.slice(0, end), ...flags, ...args.slice(end)]
  return {...advice, command: ['kubectl', ...(isOurs ? ours : [...flags, ...args])]}
}
