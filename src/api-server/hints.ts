import {formatCommand} from '../process/command.ts'
import type {Place} from './objects.ts'

/** Commands that are about no place in a cluster. */
const PLACELESS = /^(?:config |kubia (?:up|down|clusters|doctor|config|alias|completion)\b)/
/** Kinds that live in no namespace, and commands that take none. */
const WITHOUT_NAMESPACE =
  /^(?:taint|config|api-resources|get --raw|(?:get|describe|create|delete) (?:nodes?|namespaces?)\b)/

/**
 * A line of advice, with the place in its command, so that it does the right thing wherever it is pasted. Lines that
 * are no kubectl command, or that name a place already, stay as they are.
 */
export const inPlace = ({kubeconfig, context, namespace}: Place, line: string): string => {
  const [, words = '', comment = ''] = /^kubectl ([^#]*?)(\s+#.*)?$/.exec(line) ?? []
  if (words === '' || PLACELESS.test(words) || / --context /.test(`${line} `)) return line
  const isOurs = words.startsWith('kubia ')
  const takesNamespace = !WITHOUT_NAMESPACE.test(words) && !/(?: -n | --namespace )/.test(line)
  const flags = [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    ...(takesNamespace ? ['-n', namespace] : []),
  ]
  if (flags.length === 0) return line
  // kubectl takes its flags in front of the command's name, a plugin only behind it.
  const shown = formatCommand({program: flags[0] as string, args: flags.slice(1)})
  return isOurs ? `kubectl ${words} ${shown}${comment}` : `kubectl ${shown} ${words}${comment}`
}
