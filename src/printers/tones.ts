import type {Tone} from './style.ts'

/** Words of Kubernetes' tables for what is wrong, and for what is under way. They begin with capitals, names do not. */
const WRONG = /Error|Err[A-Z]|BackOff|Fail|NotReady|not Ready|Unknown|OOMKilled|Evicted|Lost|ExitCode|Signal:/
const UNDER_WAY =
  /Pending|Creating|Initializing|Terminating|SchedulingDisabled|Init:|Waiting|Suspended|, restarted |<pending>|no endpoint/

/** How words about an object's state are shown; undefined for what is as it should be. */
export const toneOfState = (words: string): Tone | undefined => {
  if (WRONG.test(words)) return 'fail'
  return UNDER_WAY.test(words) ? 'warn' : undefined
}

/** `1/3`: less than there should be. */
const isShort = (counts: string): boolean => {
  const [, some = '', all = ''] = /^(\d+)\/(\d+)/.exec(counts) ?? []
  return some !== '' && Number(some) < Number(all)
}

/** The tones of a row's cells, by the names of their columns. What a cell says it says in words, too. */
export const tonesOfRow = (names: readonly string[], cells: readonly string[]): (Tone | undefined)[] => {
  const status = cells[names.indexOf('STATUS')] ?? ''
  return names.map((name, index) => {
    const cell = cells[index] ?? ''
    if (name === 'STATUS' || name === 'EXTERNAL-IP') return toneOfState(cell)
    if (name === 'READY' && isShort(cell) && status !== 'Completed') return toneOfState(status) ?? 'warn'
    if (name === 'TYPE' && cell === 'Warning') return 'warn'
    return name === 'ENDPOINTS' && cell === '<none>' ? 'warn' : undefined
  })
}
