import {type Advice, commandText} from '../errors/advice.ts'

/** A piece of advice on one line: the command, and what it does behind it. */
export const formatAdvice = (advice: Advice): string => {
  if (typeof advice === 'string') return advice
  return `${commandText(advice)}${advice.comment === undefined ? '' : `     # ${advice.comment}`}`
}
