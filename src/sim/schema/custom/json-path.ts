// JSONPath as columns and scales of custom resources have it (k8s.io/client-go, util/jsonpath), without `..`, which would
// look everywhere.

/** A path that is read: gives the values that it leads to. */
export type JsonPath = (object: unknown) => unknown[]

export class JsonPathError extends Error {}

type Step = (value: unknown) => unknown[]

const field =
  (name: string): Step =>
  value =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
      ? [(value as Record<string, unknown>)[name]]
      : []

const every: Step = value => (typeof value === 'object' && value !== null ? Object.values(value) : [])

const slice =
  (from: string, to: string | undefined): Step =>
  value => {
    if (!Array.isArray(value)) return []
    const start = Number(from || 0)
    if (to === undefined) return value.slice(start, start === -1 ? undefined : start + 1)
    return value.slice(start, to === '' ? undefined : Number(to))
  }

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  '!=': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '==': order => order === 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
}

const literal = (text: string): unknown => {
  const [, quoted] = /^(?:'(.*)'|"(.*)")$/s.exec(text)?.filter(part => part !== undefined) ?? []
  if (quoted !== undefined) return quoted
  if (text === 'true' || text === 'false') return text === 'true'
  if (text !== '' && !Number.isNaN(Number(text))) return Number(text)
  throw new JsonPathError(`unrecognized identifier ${text}`)
}

const filter = (text: string): Step => {
  const [, left = '', operator, right = ''] =
    /^\s*@((?:[^=!<>"']|\[[^\]]*\])*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*?)\s*)?$/s.exec(text) ?? []
  if (!text.trim().startsWith('@')) throw new JsonPathError(`invalid filter ${text}`)
  const path = stepsOf(left)
  const wanted = operator === undefined ? undefined : literal(right)
  return value =>
    every(value).filter(item => {
      const [found] = follow(path, item)
      if (operator === undefined) return found !== undefined
      if (typeof found !== typeof wanted) return false
      const order = found === wanted ? 0 : (found as number) < (wanted as number) ? -1 : 1
      return COMPARE[operator]?.(order) === true
    })
}

const NAME = /^\.((?:\\.|[^.[\\\s])+)/
const INDEX = /^\[(-?\d*)(?:(:)(-?\d*))?\]/
const QUOTED = /^\[(?:'([^']*)'|"([^"]*)")\]/
const FILTER = /^\[\?\(((?:[^()"']|"[^"]*"|'[^']*')*)\)\]/

/** The first step of a path, and what is left of it. */
const firstStep = (text: string): [step: Step, rest: string] => {
  if (/^(?:\.\*|\[\*\])/.test(text)) return [every, text.slice(text.startsWith('.') ? 2 : 3)]
  const [matched, name] = NAME.exec(text) ?? []
  if (matched !== undefined) return [field((name ?? '').replace(/\\(.)/g, '$1')), text.slice(matched.length)]
  const [key, single, double] = QUOTED.exec(text) ?? []
  if (key !== undefined) return [field(single ?? double ?? ''), text.slice(key.length)]
  const [index, from = '', colon, to] = INDEX.exec(text) ?? []
  if (index !== undefined && (from !== '' || colon)) return [slice(from, colon && (to ?? '')), text.slice(index.length)]
  const [condition, inner = ''] = FILTER.exec(text) ?? []
  if (condition !== undefined) return [filter(inner), text.slice(condition.length)]
  throw new JsonPathError(`unrecognized character in action: ${JSON.stringify(text)}`)
}

const stepsOf = (text: string): Step[] => {
  const steps: Step[] = []
  for (let rest = text; rest !== ''; ) {
    const [step, left] = firstStep(rest)
    steps.push(step)
    rest = left
  }
  return steps
}

const follow = (steps: readonly Step[], object: unknown): unknown[] =>
  steps.reduce<unknown[]>((values, step) => values.flatMap(step), [object])

/** @param text `.status.conditions[?(@.type=="Ready")].status`. @throws JsonPathError */
export const readJsonPath = (text: string): JsonPath => {
  const steps = stepsOf(text.trim())
  return object => follow(steps, object)
}
