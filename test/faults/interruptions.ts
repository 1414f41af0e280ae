import {spawnSync} from 'node:child_process'
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

/** Starts a command, and comes back when it is struck. */
type Begin = (scene: Scene, phase: Phase) => Promise<Running>

const withinMs =
  (limitMs?: number): Begin =>
  (scene, phase) =>
    startAndWait(scene, phase, limitMs)

const expectCode = (ended: Ended, code: number): void => {
  // 0: it was done before the signal came. A signal: it had none of its own yet, in the first moments of Node.
  if (ended.code !== 0 && ended.code !== code && ended.signal === null)
    throw new Error(`${code} was expected, and kubia ${account(ended)}`)
}

const interrupt =
  (signal: 'SIGINT' | 'SIGTERM', begin: Begin = withinMs()) =>
  async (scene: Scene, phase: Phase): Promise<void> => {
    const running = await begin(scene, phase)
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
  (begin: Begin = withinMs()) =>
  async (scene: Scene, phase: Phase): Promise<void> => {
    const running = await begin(scene, phase)
    send(running.pid, 'SIGKILL')
    scene.say(account(await running.ended))
  }

/** kubia with all that it started, at once: what a machine that runs out of memory or a CI runner does. */
const killAll =
  (begin: Begin = withinMs()) =>
  async (scene: Scene, phase: Phase): Promise<void> => {
    const running = await begin(scene, phase)
    for (const {pid} of processesOf(scene.place)) send(pid, 'SIGKILL')
    scene.say(account(await running.ended))
  }

const IMAGE = 'museopkim/kubia'

const imageMissing = (): string | undefined =>
  spawnSync('docker', ['image', 'inspect', IMAGE]).status === 0 ? undefined : `the engine does not have ${IMAGE}`

/** What `up -v` prints first of the second of two steps side by side, and for how long both may go on, in ms. */
const OVERLAPS = [
  {title: 'while nodes are made and get an image', says: `$ docker save ${IMAGE}`, lastsMs: 1500},
  {title: 'while an app and its URL are waited for', says: ' get endpoints/', lastsMs: 2500},
] as const

/** Starts `up` with an app, and comes back at a random moment of an overlap. */
const inOverlap =
  ({says, lastsMs}: (typeof OVERLAPS)[number]): Begin =>
  async (scene, phase) => {
    const app = ['--app', IMAGE, '--app-port', '8080', '--replicas', '2', '--expose', '-v']
    const running = scene.place.kubia(...commandOf(scene, phase), ...app)
    let isOver = false
    void running.ended.then(() => {
      isOver = true
    })
    while (!isOver && !running.said().includes(says)) await sleep(20)
    if (isOver) throw new Error(`up ended before it said ${JSON.stringify(says)}: it ${account(await running.ended)}`)
    const ms = scene.random.between(0, lastsMs)
    scene.say(`strikes ${(ms / 1000).toFixed(2)}s after ${JSON.stringify(says)}`)
    await Promise.race([sleep(ms), running.ended])
    return running
  }

/** Strikes while `up` does two things at once. */
const overlaps: readonly Fault[] = OVERLAPS.flatMap(overlap =>
  (
    [
      ['SIGINT', interrupt('SIGINT', inOverlap(overlap))],
      ['SIGTERM', interrupt('SIGTERM', inOverlap(overlap))],
      ['SIGKILL of kubia alone', kill(inOverlap(overlap))],
      ['SIGKILL of kubia and its children', killAll(inOverlap(overlap))],
    ] as const
  ).map(([what, strike]) => ({
    title: `${what} ${overlap.title}`,
    phases: ['up'],
    weight: 1,
    missing: imageMissing,
    strike,
  })),
)

const ALL = ['up', 'running', 'down'] as const

/** Signals at random moments. */
export const interruptions: readonly Fault[] = [
  {title: 'SIGINT', phases: ALL, weight: 3, strike: interrupt('SIGINT')},
  {title: 'SIGTERM', phases: ALL, weight: 3, strike: interrupt('SIGTERM')},
  {title: 'SIGKILL of kubia alone', phases: ALL, weight: 4, strike: kill()},
  {title: 'SIGKILL of kubia and its children', phases: ALL, weight: 3, strike: killAll()},
  {title: 'SIGINT in the first second', phases: ALL, weight: 2, strike: interrupt('SIGINT', withinMs(1000))},
  {title: 'SIGTERM in the first second', phases: ALL, weight: 1, strike: interrupt('SIGTERM', withinMs(1000))},
  {title: 'SIGKILL in the first second', phases: ALL, weight: 2, strike: kill(withinMs(1000))},
  ...overlaps,
]
