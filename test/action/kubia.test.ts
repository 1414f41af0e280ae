import {expect, test} from 'vitest'
import {KubiaFailed, readEvent, runKubia} from '../../src/action/kubia.ts'
import {chooseSymbols, createPaint} from '../../src/printers/style.ts'
import {createExec} from '../../src/process/exec.ts'
import {createQuietReporter} from '../../src/workflow/reporters/quiet.ts'
import type {StepEvent} from '../../src/workflow/reporters/reporter.ts'

const exec = createExec({signal: () => new AbortController().signal})

/** Runs a program that prints this to standard error, and answers. */
const play = async (events: readonly object[], exitCode: number, more = '') => {
  const lines = events.map(event => JSON.stringify({time: '2026-11-29T00:00:00Z', ...event}))
  const steps: StepEvent[] = []
  let noted = ''
  const quiet = createQuietReporter(
    text => {
      noted += text
    },
    chooseSymbols({}),
    createPaint({}),
  )
  const script = `printf '%s' "$KUBIA_CI"; printf '%s\\n' ${[...lines, more].map(line => `'${line}'`).join(' ')} >&2; exit ${exitCode}`
  const kubia = {program: '/bin/sh', args: ['-c', script, 'kubia']}
  const reporter = {...quiet, show: (event: StepEvent) => void steps.push(event)}
  const outcome = await runKubia({exec, kubia, reporter}, ['up']).catch((error: unknown) => error)
  return {outcome, steps, noted}
}

test('Its steps are shown, its warnings are noted, and its answer is given back', async () => {
  const {outcome, steps, noted} = await play(
    [
      {event: 'start', task: 'Preflight', detail: '', elapsedMs: 0},
      {event: 'progress', task: '', detail: 'kind.yaml:3: unknown key', elapsedMs: 1},
      {event: 'ok', task: 'Preflight', detail: '6 checks', elapsedMs: 74},
      {event: 'undo', task: 'Delete cluster x', detail: '', elapsedMs: 0},
      {event: 'ok', task: 'Delete cluster x', detail: 'removed', elapsedMs: 9},
    ],
    0,
  )
  expect(outcome).toBe('off')
  expect(steps.map(({event, task, undoing}) => [event, task, undoing])).toEqual([
    ['start', 'Preflight', false],
    ['ok', 'Preflight', false],
    ['undo', 'Delete cluster x', true],
    ['ok', 'Delete cluster x', true],
  ])
  expect(noted).toContain('kind.yaml:3: unknown key\n')
})

test('Its failure is the one that it reported', async () => {
  const {outcome} = await play(
    [
      {event: 'fail', task: 'Node image', detail: '', elapsedMs: 9},
      {
        event: 'fail',
        task: 'Node image',
        detail: 'no registry',
        elapsedMs: 9,
        code: 'IMAGE_UNAVAILABLE',
        exitCode: 3,
        mayPass: true,
        evidence: ['EOF'],
        fix: [
          {command: 'docker pull x', comment: 'pulls it'},
          {command: 'kubectl kubia up --retain --progress=json -o json --recreate'},
          {comment: 'or wait'},
        ],
      },
    ],
    3,
  )
  expect(outcome).toBeInstanceOf(KubiaFailed)
  const {code, exitCode, mayPass, error, step} = outcome as KubiaFailed
  expect({code, exitCode, mayPass, step}).toEqual({
    code: 'IMAGE_UNAVAILABLE',
    exitCode: 3,
    mayPass: true,
    step: {title: 'Node image', elapsedMs: 9},
  })
  expect([error.message, error.details.evidence, error.details.fix]).toEqual([
    'no registry',
    ['EOF'],
    [{command: 'docker pull x', comment: 'pulls it'}, {command: 'kubectl kubia up --recreate'}, 'or wait'],
  ])
})

test('A code of a later kubia, and an end without a word, are told all the same', async () => {
  const later = (await play([{event: 'fail', task: '', detail: 'new', code: 'NEW_CODE'}], 4)).outcome as KubiaFailed
  expect([later.code, later.error.code, later.exitCode]).toEqual(['NEW_CODE', 'UNEXPECTED', 4])
  const silent = (await play([], 139, 'Segmentation fault')).outcome as KubiaFailed
  expect([silent.code, silent.error.message, silent.exitCode]).toEqual(['UNEXPECTED', 'Segmentation fault', 139])
})

test.each(['{', '{"time":1', '{"time":"x","other":1}', '[]', 'a'])('%j is no event', line => {
  expect(readEvent(line)).toBeUndefined()
})
