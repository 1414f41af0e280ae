import {execFileSync} from 'node:child_process'
import {arch, cpus, platform, release} from 'node:os'
import {afterAll, describe, test} from 'vitest'
import {Budget} from './budget.ts'
import {type Cycle, runCycle} from './cycle.ts'
import type {Fault, Phase} from './fault.ts'
import {interruptions} from './interruptions.ts'
import {machines} from './machines.ts'
import {type Random, seeded} from './random.ts'
import {surroundings} from './surroundings.ts'
import {FaultTable} from './table.ts'

/** How long a run takes, in seconds, unless KUBIA_FAULTS_TRIES says how many tries there are to be. */
const SECONDS = Number(process.env['KUBIA_FAULTS_SECONDS'] ?? 240)
const TRIES = Number(process.env['KUBIA_FAULTS_TRIES'] ?? 0)
/** KUBIA_FAULTS_SEED repeats a run, KUBIA_FAULTS_CYCLE one cycle of it. */
const SEED = process.env['KUBIA_FAULTS_SEED'] ?? String(Date.now() % 1_000_000)
const ONLY = process.env['KUBIA_FAULTS_CYCLE']
/** KUBIA_FAULTS_ONLY tries those alone whose titles have these words, where a phase has any of them. */
const WORDS = process.env['KUBIA_FAULTS_ONLY'] ?? ''
/** `up` of a running cluster takes seconds: most tries are made there. */
const RUNNING_A_CYCLE = 5
const FAULTS_A_CYCLE = RUNNING_A_CYCLE + 2
/** A cycle takes at least this long, in seconds: as many as fit are planned. */
const SHORTEST_CYCLE = 20
const CYCLE_LIMIT_MS = 30 * 60_000

/** What this machine lacks for a real cluster; undefined where nothing. */
const whatIsMissing = (): string | undefined => {
  for (const [program, ...args] of [
    ['docker', 'info'],
    ['kind', 'version'],
    ['kubectl', 'version', '--client'],
  ] as const) {
    try {
      execFileSync(program, args, {stdio: 'pipe'})
    } catch (error) {
      return `${program} ${args.join(' ')} fails: ${(error as Error).message.split('\n').at(-1)}`
    }
  }
  return platform() === 'linux' ? undefined : 'what is left of processes is looked for in /proc'
}

const missing = whatIsMissing()
const unavailable = new Map<string, string>()
const FAULTS: readonly Fault[] = [...interruptions, ...surroundings, ...machines].filter(fault => {
  const reason = missing ?? fault.missing?.()
  if (reason !== undefined) unavailable.set(fault.title, reason)
  return reason === undefined
})

/** The faults of a phase, each as often as its weight says, shuffled. */
const deckOf = (phase: Phase, random: Random): Fault[] => {
  const all = FAULTS.filter(({phases}) => phases.includes(phase))
  const chosen = all.filter(({title}) => title.includes(WORDS))
  return (chosen.length > 0 ? chosen : all)
    .flatMap(fault => Array.from({length: fault.weight}, () => ({fault, order: random.fraction()})))
    .sort((a, b) => a.order - b.order)
    .map(({fault}) => fault)
}

const planCycles = (count: number): Cycle[] => {
  const random = seeded(SEED)
  const decks = {up: deckOf('up', random), running: deckOf('running', random), down: deckOf('down', random)}
  const take = (phase: Phase, index: number): Fault => decks[phase][index % decks[phase].length] as Fault
  return Array.from({length: count}, (_, index) => ({
    up: take('up', index),
    running: Array.from({length: RUNNING_A_CYCLE}, (_, part) => take('running', index * RUNNING_A_CYCLE + part)),
    down: take('down', index),
  }))
}

const count = TRIES > 0 ? Math.ceil(TRIES / FAULTS_A_CYCLE) : Math.ceil(SECONDS / SHORTEST_CYCLE)
const table = new FaultTable()
const budget = new Budget(TRIES > 0 || ONLY !== undefined ? Number.POSITIVE_INFINITY : SECONDS)

describe('After each fault up converges, and down leaves nothing', () => {
  if (missing !== undefined) {
    if (process.env['KUBIA_E2E'] === 'required') throw new Error(`KUBIA_E2E=required, but ${missing}`)
    test('on a real kind', ctx => ctx.skip(missing))
    return
  }
  afterAll(() => {
    const skipped = [...unavailable].map(([title, reason]) => `Not tried: ${title}, since ${reason}`)
    const machine = `${cpus().length} CPUs, ${platform()} ${release()} ${arch()}`
    console.log(['', `Faults, seed ${SEED}, ${machine}`, String(table), ...skipped, ''].join('\n'))
  })
  for (const [index, cycle] of planCycles(count).entries()) {
    if (ONLY !== undefined && ONLY !== String(index)) continue
    const titles = [cycle.up, ...cycle.running, cycle.down].map(fault => fault.title).join(', ')
    test(`KUBIA_FAULTS_SEED=${SEED} KUBIA_FAULTS_CYCLE=${index}: ${titles}`, {timeout: CYCLE_LIMIT_MS}, async ctx => {
      if (!budget.has('up', 'down')) ctx.skip('the time is over')
      await runCycle(`faults-${process.pid}-${index}`, `${SEED} ${index}`, cycle, {table, budget})
    })
  }
})
