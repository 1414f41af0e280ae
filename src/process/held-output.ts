import type {ChildProcess} from 'node:child_process'
import type {Socket} from 'node:net'

/** For how long nothing may come from an output that outlives its program before it counts as ended, in ms. */
export const SILENCE_MS = 2000
const POLL_MS = 50

/** Whether what came from an output waits here for who reads it. */
const isHeldUp = (output: Socket): boolean => output.isPaused() || output.readableLength > 0

/**
 * Ends the outputs of a program that has exited while one of its descendants holds them open: a daemon that it left in
 * a session of its own, which no signal to the program's group reaches (ssh with ControlPersist behind
 * DOCKER_HOST=ssh://, a credential helper). All that the program itself wrote is in the pipe when it exits, so silence
 * means that it has been read.
 * @param isEnded whether the program was ended, with its group: then nothing more is waited for, and what is cut off
 * must not look complete
 * @param silenceMs for how long nothing may come
 */
export const endHeldOutput = (child: ChildProcess, isEnded: () => boolean, silenceMs: number): void => {
  const outputs = [child.stdout, child.stderr].filter(output => output !== null) as Socket[]
  child.once('exit', () => {
    let read = -1
    let silentLooks = 0
    const timer = setInterval(() => {
      const now = outputs.reduce((bytes, output) => bytes + output.bytesRead, 0)
      // Looks are counted, not time: after a pause of this process itself, what came meanwhile is still to be read.
      silentLooks = now !== read || outputs.some(isHeldUp) ? 0 : silentLooks + 1
      read = now
      if (isEnded()) for (const output of outputs) output.destroy()
      else if (silentLooks * POLL_MS >= silenceMs) for (const output of outputs) output.push(null)
      else return
      clearInterval(timer)
    }, POLL_MS)
    child.once('close', () => clearInterval(timer))
  })
}
