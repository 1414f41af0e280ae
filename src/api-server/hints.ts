import type {Advice} from '../errors/advice.ts'
import type {Place} from './objects.ts'

/** Commands of kubia's that are about no place in a cluster. */
const PLACELESS: readonly string[] = ['up', 'down', 'clusters', 'doctor', 'config', 'alias', 'completion']
/** Commands of kubectl's that take no namespace, and kinds that live in none. */
const WITHOUT_NAMESPACE: readonly string[] = ['taint', 'api-resources']
const OF_NO_NAMESPACE: readonly string[] = ['node', 'nodes', 'namespace', 'namespaces']
const VERBS: readonly string[] = ['get', 'describe', 'create', 'delete']

const takesNamespace = (words: readonly string[]): boolean => {
  const [verb = '', object = ''] = words
  if (words.includes('-n') || words.includes('--namespace') || WITHOUT_NAMESPACE.includes(verb)) return false
  return !(VERBS.includes(verb) && (OF_NO_NAMESPACE.includes(object) || object === '--raw'))
}

/**
 * Advice with the place in its command, so that it does the right thing wherever it is pasted. What is no kubectl
 * command, or names a context already, stays as it is.
 */
export const inPlace = ({kubeconfig, context, namespace}: Place, advice: Advice): Advice => {
  if (typeof advice === 'string' || typeof advice.command === 'string') return advice
  const [program, ...words] = advice.command
  const isOurs = words[0] === 'kubia'
  const isPlaceless = isOurs ? PLACELESS.includes(words[1] ?? '') : words[0] === 'config'
  if (program !== 'kubectl' || words.length === 0 || isPlaceless || words.includes('--context')) return advice
  const flags = [
    ...(kubeconfig === undefined || words.includes('--kubeconfig') ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    ...(takesNamespace(words) ? ['-n', namespace] : []),
  ]
  // kubectl takes its flags in front of the command's name, a plugin only behind it.
  return {...advice, command: isOurs ? ['kubectl', ...words, ...flags] : ['kubectl', ...flags, ...words]}
}
