import {styleText} from 'node:util'
import {visibleLine} from '../text/visible.ts'
import {type StyledStream, showsColour} from './style.ts'

/** Colours that differ clearly on dark and on light backgrounds; pods take them in turn. */
const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const

/** The prefix of a container's lines, as `kubectl logs --prefix` has it; every pod has a colour of its own. */
export const createLogPrefix = (
  stream: StyledStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ((pod: string, container: string) => string) => {
  const coloured = showsColour(stream, env)
  const pods: string[] = []
  return (pod, container) => {
    const text = visibleLine(`[pod/${pod}/${container}]`)
    if (!coloured) return text
    if (!pods.includes(pod)) pods.push(pod)
    return styleText(COLOURS[pods.indexOf(pod) % COLOURS.length] ?? 'cyan', text, {validateStream: false})
  }
}
