import {KubiaError} from '../errors/kubia-error.ts'

/** How many places are tried at which the JSON may begin, behind what a wrapper or a warning printed first. */
const MAX_STARTS = 10
const MAX_EVIDENCE = 200

/** Whether a value is an object with names, and no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same value with the keys of all its objects in the order of the alphabet, as kubectl prints them. */
export const sortedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sortedKeys(value[key])]),
  )
}

/** The texts that may be the JSON: the whole, then what begins at a line with a bracket and ends at the last one. */
function* candidates(text: string): Generator<string> {
  const whole = text.replace(/^\uFEFF/, '')
  yield whole
  const end = Math.max(whole.lastIndexOf('}'), whole.lastIndexOf(']')) + 1
  const starts = whole.matchAll(/^[{[]/gm)
  for (let tries = 0; tries < MAX_STARTS; tries++) {
    const start = starts.next().value
    if (start === undefined) return
    yield whole.slice(start.index, end)
  }
}

/** The failure for an answer that is not what was asked for. @param asked the command in short: `docker ps` */
export const unreadable = (asked: string, text: string): KubiaError => {
  const [first = ''] = text.trim().split('\n', 1)
  return new KubiaError(
    'ANSWER_UNREADABLE',
    `${asked} answered with ${first === '' ? 'nothing' : 'something that cannot be read'}`,
    {
      evidence: first === '' ? [] : [first.slice(0, MAX_EVIDENCE)],
      fix: [{command: asked, comment: 'is it the real program, and not a wrapper that prints something else?'}],
    },
  )
}

/**
 * The JSON that another program answered with. Lines around it that are none, such as a wrapper's warning, are left out.
 * @param asked the command in short, for the message: `docker inspect`
 * @param isRight whether the answer has the shape that is read; without it, it must be an object
 * @throws KubiaError ANSWER_UNREADABLE
 */
export const readAnswer = <T>(asked: string, text: string, isRight: (value: unknown) => boolean = isRecord): T => {
  for (const candidate of candidates(text)) {
    let value: unknown
    try {
      value = JSON.parse(candidate)
    } catch {
      continue
    }
    if (isRight(value)) return value as T
  }
  throw unreadable(asked, text)
}
