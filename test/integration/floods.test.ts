import {readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {expectCalm, placeCluster} from '../support/hostile.ts'
import {CLI, createMachine, type Machine, type Outcome, type Program} from '../support/machine.ts'

/** The most that kubia may take, in MB. */
const MOST = 300

/** The most memory that a process has had so far, in MB; undefined once it is gone. */
const peakOf = (pid: number): number | undefined => {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return peak === undefined ? undefined : Number(peak) / 1024
  } catch {
    return undefined
  }
}

/** Runs kubia to its end. @returns how it ended, and the most memory that it had, in MB */
const measured = async (machine: Machine, args: readonly string[]): Promise<Outcome & {peak: number}> => {
  const {child, ended} = machine.start(process.execPath, [CLI, ...args])
  let peak = 0
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    peak = Math.max(peak, peakOf(child.pid ?? 0) ?? 0)
    await sleep(10)
  }
  return {...(await ended), peak}
}

const FLOODS = {
  'bytes without a line end': 'cat /dev/zero',
  lines: 'yes 0123456789012345678901234567890123456789',
  'an answer that begins well': `printf '{"items":['; yes '{"kind":"Pod","metadata":{"name":"a"}},'`,
} as const

const CASES: readonly [Program, string, keyof typeof FLOODS, string[]][] = [
  ['kubectl', '--context', 'bytes without a line end', ['status']],
  ['kubectl', '--context', 'an answer that begins well', ['status']],
  ['kubectl', 'config', 'lines', ['status']],
  ['kubectl', '--context', 'lines', ['deploy', 'web', '--image', 'b:1']],
  ['docker', 'ps', 'bytes without a line end', ['clusters']],
  ['docker', 'inspect', 'lines', ['down', 'kubia']],
  ['docker', 'version', 'lines', ['up']],
]

describe('A program that writes for ever', () => {
  test.each(CASES)('%s %s: %s, asked by %j', async (program, words, flood, args) => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer(program, words, `exec 2>/dev/null; ${FLOODS[flood]}`)
    const {code, stdout, stderr, peak} = await measured(machine, args)
    expectCalm({code, stdout, stderr})
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
    expect(stderr).toContain('[OUTPUT_TOO_LARGE]')
    expect(stderr).toContain(' printed more than the 160 MB that kubia holds')
    expect(stderr).toMatch(new RegExp(`^ +${program} had printed \\d+ MB and was ended$`, 'm'))
    expect(peak).toBeLessThan(MOST)
  })

  test('to its errors', async () => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('kubectl', '--context', 'cat /dev/zero >&2')
    const {code, stderr, peak} = await measured(machine, ['status'])
    expect(code).toBe(3)
    expect(stderr).toContain('[OUTPUT_TOO_LARGE]')
    expect(peak).toBeLessThan(MOST)
  })

  test('as the log of a container: one line without an end', async () => {
    const machine = createMachine()
    placeCluster(machine)
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {name: 'a', uid: '1'},
      status: {containerStatuses: [{name: 'c', state: {running: {}}}]},
    }
    machine.put('pod', JSON.stringify(pod))
    machine.answer(
      'kubectl',
      '--context',
      'case "$*" in *" logs "*) cat /dev/zero ;; *) cat "$state/pod" ;; esac; exit 0',
    )
    const {code, stdout, stderr, peak} = await measured(machine, ['logs', 'pod/a'])
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
    expect(stderr).toContain('printed a line of more than 16 MB')
    expect(peak).toBeLessThan(MOST)
  })
})
