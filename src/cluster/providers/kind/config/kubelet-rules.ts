import {parseAllDocuments} from 'yaml'
import {isLabelName, isLabelValue, isRefusedByKubelet, TAINT_EFFECTS} from '../../../../kubernetes/node-labels.ts'
import {quoted} from '../../../config-problem.ts'
import type {KindConfig} from './kind-schema.ts'
import type {RuleProblem} from './rule-problem.ts'

/** What a patch gives a kubelet: labels and taints, as far as they are written out. */
interface Given {
  /** Names with their values. */
  labels: [name: string, value: string][]
  effects: string[]
}

/** `name=value`; nothing of an empty entry. */
const readLabel = (entry: string): [string, string][] => {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(entry.trim()) ?? []
  return entry.trim() === '' ? [] : [[name.trim(), value.trim()]]
}

/** An argument of the kubelet's, by its name. */
const readArgument = (name: unknown, value: unknown, given: Given): void => {
  if (typeof value !== 'string' || typeof name !== 'string') return
  const entries = value.split(',')
  if (name === 'node-labels') given.labels.push(...entries.flatMap(readLabel))
  // `key=value:Effect`, as kubectl taint has it; without an effect the kubelet leaves it out.
  if (name === 'register-with-taints')
    given.effects.push(...entries.flatMap(entry => /:([^:]*)$/.exec(entry)?.[1] ?? []))
}

/**
 * Looks through a patch: `kubeletExtraArgs` is a mapping up to kubeadm's v1beta3 and a list of `{name, value}` from
 * v1beta4 on; an operation of a JSON patch names the argument at the end of its path.
 */
const collect = (value: unknown, given: Given): void => {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) for (const item of value) collect(item, given)
  else {
    const {name, path, value: of, taints} = value as Record<string, unknown>
    readArgument(name, of, given)
    if (typeof path === 'string') readArgument(path.replace(/.*\//s, ''), of, given)
    if (Array.isArray(taints))
      for (const {effect} of taints.filter(taint => taint !== null && typeof taint === 'object'))
        if (typeof effect === 'string') given.effects.push(effect)
    for (const [key, item] of Object.entries(value)) {
      readArgument(key, item, given)
      collect(item, given)
    }
  }
}

/** What a patch gives; nothing where it cannot be read, of which kind tells. */
const readPatch = (text: string): Given => {
  const given: Given = {labels: [], effects: []}
  try {
    for (const document of parseAllDocuments(text)) if ('toJS' in document) collect(document.toJS(), given)
  } catch {
    return {labels: [], effects: []}
  }
  return given
}

/** The texts of a config's patches of kubeadm, with their paths. */
const patchesOf = (config: KindConfig): {path: string; text: string}[] => {
  const holders = [{at: '', of: config}, ...(config.nodes ?? []).map((of, i) => ({at: `nodes[${i}].`, of}))]
  return holders.flatMap(({at, of: {kubeadmConfigPatches = [], kubeadmConfigPatchesJSON6902 = []}}) => [
    ...kubeadmConfigPatches.map((text, i) => ({path: `${at}kubeadmConfigPatches[${i}]`, text})),
    ...kubeadmConfigPatchesJSON6902.map(({patch = ''}, i) => ({
      path: `${at}kubeadmConfigPatchesJSON6902[${i}].patch`,
      text: patch,
    })),
  ])
}

/** kind takes it, and the kubelet does not start. */
const fatal = (path: string, message: string, word: string): RuleProblem => ({
  path,
  message,
  level: 'warning',
  reason: 'value',
  isFatal: true,
  word,
})

const WORD = 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends'

const labelProblem = (path: string, label: string, value: string): RuleProblem[] => {
  if (!isLabelName(label))
    return [fatal(path, `${quoted(label)} is no name of a label, and no kubelet starts with it: it has ${WORD}`, label)]
  if (!isLabelValue(value))
    return [
      fatal(path, `${quoted(value)} is no value of a label, and no kubelet starts with it: it has ${WORD}`, value),
    ]
  return isRefusedByKubelet(label)
    ? [
        fatal(
          path,
          `no kubelet may give its own node the label ${quoted(label)}, so the node cannot join; leave it out, and set it when the cluster is there: kubectl label node NODE ${label}=`,
          label,
        ),
      ]
    : []
}

const effectProblem = (path: string, effect: string): RuleProblem[] =>
  TAINT_EFFECTS.includes(effect)
    ? []
    : [fatal(path, `a taint has the effect ${TAINT_EFFECTS.join(', ')}, not ${quoted(effect)}`, effect)]

/** What kubelets refuse: kind hands labels and taints on to them, and they end while kind waits for them. */
export const kubeletRule = (config: KindConfig): RuleProblem[] => [
  ...(config.nodes ?? []).flatMap(({labels = {}}, i) =>
    Object.entries(labels).flatMap(([label, value]) => labelProblem(`nodes[${i}].labels.${label}`, label, value)),
  ),
  ...patchesOf(config).flatMap(({path, text}) => {
    const {labels, effects} = readPatch(text)
    return [
      ...labels.flatMap(([label, value]) => labelProblem(path, label, value)),
      ...effects.flatMap(effect => effectProblem(path, effect)),
    ]
  }),
]
