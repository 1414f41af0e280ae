import {setTimeout as sleep} from 'node:timers/promises'

/** How long a child may take to end after SIGTERM before its group is killed, in ms. */
export const STOP_GRACE_MS = 1500
export const STOP_POLL_MS = 20

/** Sends a signal to the whole process group of a child. @returns false where nothing of it can be reached any more */
export const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, signal)
  } catch (error) {
    // EPERM is macOS' word for a group of dead processes, and everybody's for one of another user.
    const {code} = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
    return false
  }
}

/**
 * Ends a child and all it started: SIGTERM to the group, SIGKILL after a grace to what is left of it. A grandchild that
 * ignores SIGTERM outlives the group's leader, so it is the group that is waited for.
 */
export const stopGroup = async (pid: number, graceMs = STOP_GRACE_MS): Promise<void> => {
  signalGroup(pid, 'SIGTERM')
  const deadline = performance.now() + graceMs
  while (signalGroup(pid, 0)) {
    if (performance.now() > deadline) return void signalGroup(pid, 'SIGKILL')
    await sleep(STOP_POLL_MS)
  }
}
