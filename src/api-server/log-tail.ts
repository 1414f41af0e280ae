import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import {type KubeAccess, runKubectl} from './kubectl.ts'

/** How many lines of a container's log go with a failure. */
const TAIL = 10

export interface LogOf {
  pod: string
  container: string
  /** The container before its last restart. */
  previous: boolean
}

export const logTailArgs = ({pod, container, previous}: LogOf): string[] => [
  'logs',
  pod,
  '-c',
  container,
  `--tail=${TAIL}`,
  ...(previous ? ['--previous'] : []),
]

/** What the kubelet answers, with success, where the runtime has removed the container in the meantime. */
const GONE = /^unable to retrieve container logs for /

/** The last ten lines that a container said; none where they cannot be had, since they only explain. */
export const logTail = async (exec: Exec, access: KubeAccess, of: LogOf): Promise<string[]> => {
  try {
    const lines = (await runKubectl(exec, access, logTailArgs(of), {timeoutMs: 10_000})).split('\n').filter(Boolean)
    return lines.some(line => GONE.test(line)) ? [] : lines
  } catch (error) {
    // A container that never ran, or whose log the node has dropped, has none to give.
    if (error instanceof CommandFailed) return []
    if (error instanceof KubiaError && ['FORBIDDEN', 'NOT_FOUND', 'TIMEOUT'].includes(error.code)) return []
    throw error
  }
}

/** For how long a container's last lines may take to reach its log, in ms. */
const FLUSH_MS = 700

/** The last ten lines, of whichever life of the container has them: one that restarts just now has them in the other. */
export const lastLogLines = async (exec: Exec, access: KubeAccess, of: LogOf): Promise<string[]> => {
  for (const previous of [of.previous, !of.previous]) {
    const lines = await logTail(exec, access, {...of, previous})
    if (lines.length > 0) return lines
  }
  await sleep(FLUSH_MS)
  return logTail(exec, access, of)
}

const TELLING = /error|exception|panic|fatal|fail|denied|refused|EADDR|ENOENT|cannot|can't/i
/** Stack frames and the like say less than what stands above them. */
const FRAME = /^\s+at |^\s*\^|^\s*goroutine|^\s*$/

/** The line of a log that most likely says why a program ended: the last telling one, else the last. At most 60 characters. */
export const tellingLine = (lines: readonly string[]): string | undefined => {
  const plain = lines.filter(line => !FRAME.test(line)).map(line => line.trim())
  const line = plain.findLast(text => TELLING.test(text)) ?? plain.at(-1)
  return line && (line.length > 60 ? `${line.slice(0, 59)}…` : line)
}
