import {visibleLog} from '../text/visible.ts'
import {createLogPrefix} from './log-prefix.ts'
import type {StyledStream} from './style.ts'

/**
 * Writes the lines of containers, each with its pod. A terminal gets them as text, with the colours that they have; a
 * pipe or a file gets their bytes.
 */
export const createLogWriter = (
  stream: StyledStream & {write(bytes: string | Uint8Array): unknown},
  env: Readonly<Record<string, string | undefined>> = process.env,
): ((pod: string, container: string, line: Buffer) => void) => {
  const prefix = createLogPrefix(stream, env)
  return (pod, container, line) => {
    const head = `${prefix(pod, container)} `
    if (stream.isTTY) stream.write(`${head}${visibleLog(line.toString().replace(/\r$/, ''))}\n`)
    else stream.write(Buffer.concat([Buffer.from(head), line, Buffer.from('\n')]))
  }
}
