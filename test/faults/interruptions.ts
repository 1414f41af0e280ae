import {setTimeout as sleep} from 'node:timers/promises'
import {processesOf} from './audit.ts'
import {account, commandOf, type Fault, type Phase, type Scene, typicalMs} from './fault.ts'
import type {Ended, Running} from './place.ts'

/** How long kubia may take after SIGTERM, in seconds. */
const TERM_SECONDS = 7

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // It was done before the moment came.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Starts the command of a phase and comes back at a random moment of it. */
const startAndWait = async (scene: Scene, phase: Phase, limitMs?: number): Promise<Running> => {
  const ms = scene.random.between(0, limitMs ?? typicalMs(scene, phase))
  const running = scene.place.kubia(...commandOf(scene, phase))
  scene.say(`strikes after ${(ms / 1000).toFixed(2)}s`)
  await Promise.race([sleep(ms), running.ended])
  return running
}

const expectCode = (ended: Ended, code: number): void => {
  // 0: it was done before the signal came. A signal: it had none of its own yet, in the first moments of Node.
  if (ended.code !== 0 && ended.code !== code && ended.signal === null)
    throw new Error(`${code} was expected, and kubia ${account(ended)}`)
}

const interrupt =
  (signal: 'SIGINT' | 'SIGTERM', limitMs?: number) =>
  async (scene: Scene, phase: Phase): Promise<void> => {
    const running = await startAndWait(scene, phase, limitMs)
    const sentAt = performance.now()
    send(running.pid, signal)
    const ended = await running.ended
    const seconds = (performance.now() - sentAt) / 1000
    scene.say(account(ended))
    expectCode(ended, signal === 'SIGINT' ? 130 : 143)
    if (signal === 'SIGTERM' && seconds > TERM_SECONDS)
      throw new Error(`after SIGTERM kubia took ${seconds.toFixed(1)}s, and ${TERM_SECONDS}s are allowed`)
  }

const kill =
  (limitMs?: number) =>
  async (scene: Scene, phase: Phase): Promise<void> => {
    const running = await startAndWait(scene, phase, limitMs)
    send(running.pid, 'SIGKILL')
    scene.say(account(await running.ended))
  }

/** kubia with all that it started, at once: what a machine that runs out of memory or a CI runner does. */
const killAll = async (scene: Scene, phase: Phase): Promise<void> => {
  const running = await startAndWait(scene, phase)
  for (const {pid} of processesOf(scene.place)) send(pid, 'SIGKILL')
  scene.say(account(await running.ended))
}

const ALL = ['up', 'running', 'down'] as const

/** Signals at random moments. */
export const interruptions: readonly Fault[] = [
  {title: 'SIGINT', phases: ALL, weight: 3, strike: interrupt('SIGINT')},
  {title: 'SIGTERM', phases: ALL, weight: 3, strike: interrupt('SIGTERM')},
  {title: 'SIGKILL of kubia alone', phases: ALL, weight: 4, strike: kill()},
  {title: 'SIGKILL of kubia and its children', phases: ALL, weight: 3, strike: killAll},
  {title: 'SIGINT in the first second', phases: ALL, weight: 2, strike: interrupt('SIGINT', 1000)},
  {title: 'SIGTERM in the first second', phases: ALL, weight: 1, strike: interrupt('SIGTERM', 1000)},
  {title: 'SIGKILL in the first second', phases: ALL, weight: 2, strike: kill(1000)},
]
