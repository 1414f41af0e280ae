import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import type {Reporter} from '../../src/workflow/reporters/reporter.ts'
import {runTasks, TasksFailed} from '../../src/workflow/runner.ts'
import type {Step} from '../../src/workflow/step.ts'

/** A reporter that keeps what it is shown, without times: `ok Preflight: 8 checks`. */
const record = (): {reporter: Reporter; shown: string[]} => {
  const shown: string[] = []
  const reporter: Reporter = {
    show: ({event, task, detail, undoing}) =>
      shown.push(`${undoing && event !== 'undo' ? 'undo ' : ''}${event} ${task}${detail && `: ${detail}`}`),
    say: line => shown.push(`say ${line}`),
    note: line => shown.push(`note ${line}`),
    fail: () => {},
    close: () => {},
  }
  return {reporter, shown}
}
const newRun = (): Run => new Run({verbosity: 0, timeoutMs: 0})
const step = (title: string, result = '', skip?: Step['skip']): Step => ({
  title,
  task: async () => result,
  ...(skip && {skip}),
})
const fail = (title: string, error: unknown): Step => ({
  title,
  task: async () => {
    throw error
  },
})
const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
const taken = new KubiaError('PORT_TAKEN', 'port 80 is in use')

const failureOf = async (running: Promise<void>): Promise<TasksFailed> => {
  const error = await running.catch(thrown => thrown)
  expect(error).toBeInstanceOf(TasksFailed)
  return error
}

test('Steps run one after the other, each shown from its start to its result', async () => {
  const {reporter, shown} = record()
  const order: string[] = []
  const slow = (title: string): Step => ({
    title,
    task: async report => {
      order.push(`${title} begins`)
      report('half')
      await new Promise(resolve => setImmediate(resolve))
      order.push(`${title} ends`)
      return 'done'
    },
  })
  await runTasks([slow('A'), slow('B')], newRun(), reporter)
  expect(order).toEqual(['A begins', 'A ends', 'B begins', 'B ends'])
  expect(shown).toEqual(['start A', 'progress A: half', 'ok A: done', 'start B', 'progress B: half', 'ok B: done'])
})

test('A step that has nothing to do says why, and does not start', async () => {
  const {reporter, shown} = record()
  await runTasks([step('A', 'x', () => 'already running'), step('B', 'done')], newRun(), reporter)
  expect(shown).toEqual(['skip A: already running', 'start B', 'ok B: done'])
})

test('A step may be left out without a line', async () => {
  const {reporter, shown} = record()
  await runTasks([step('A', 'x', () => true), step('B', 'x', async () => undefined)], newRun(), reporter)
  expect(shown).toEqual(['start B', 'ok B: x'])
})

test('Whether there is something to do is asked when the step is reached', async () => {
  const {reporter, shown} = record()
  let found = ''
  const find: Step = {
    title: 'Find',
    task: async () => {
      found = 'there'
      return found
    },
  }
  await runTasks([find, step('Make', 'made', () => found || undefined)], newRun(), reporter)
  expect(shown).toEqual(['start Find', 'ok Find: there', 'skip Make: there'])
})

test('After a failure nothing more runs, and the failure has its step', async () => {
  const {reporter, shown} = record()
  const failure = await failureOf(runTasks([step('A'), fail('B', taken), step('C')], newRun(), reporter))
  expect(shown).toEqual(['start A', 'ok A', 'start B', 'fail B'])
  expect(failure.error).toBe(taken)
  expect(failure.step.title).toBe('B')
})

test.each([false, true])(
  'A failure of the question whether there is something to do is one of the step (keepGoing %s)',
  async keepGoing => {
    const {reporter} = record()
    const ask = (): never => {
      throw taken
    }
    const failure = await failureOf(runTasks([step('A', 'x', ask), step('B')], newRun(), reporter, {keepGoing}))
    expect(failure.error).toBe(taken)
    expect(failure.step.title).toBe('A')
  },
)

test('What was not foreseen is unexpected, with its cause', async () => {
  const {reporter} = record()
  const cause = new TypeError('x is not a function')
  const {error} = await failureOf(runTasks([fail('A', cause)], newRun(), reporter))
  expect(error).toMatchObject({code: 'UNEXPECTED', message: 'x is not a function', cause})
})

test('A failure takes everything back, last made first, also what finished steps made', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  const make = (title: string): Step => ({
    title,
    task: async () => {
      run.undo(`Delete ${title}`, async () => `removed ${title}`)
      return 'made'
    },
  })
  const {error} = await failureOf(runTasks([make('A'), make('B'), fail('C', taken)], run, reporter))
  expect(shown.slice(-4)).toEqual([
    'undo Delete B',
    'undo ok Delete B: removed B',
    'undo Delete A',
    'undo ok Delete A: removed A',
  ])
  expect(error).toMatchObject({code: 'PORT_TAKEN', details: {left: 'nothing (removed B, removed A)'}})
})

test('A success takes nothing back', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  run.undo('Delete A', async () => 'removed')
  await runTasks([step('A')], run, reporter)
  expect(shown).toEqual(['start A', 'ok A'])
})

test('An undo that fails is told, and the others are done all the same', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  const done: string[] = []
  run.undo('Delete A', async () => {
    done.push('A')
    return 'removed A'
  })
  run.undo('Delete B', async () => {
    throw new Error('docker does not answer')
  })
  const {error} = await failureOf(runTasks([fail('C', taken)], run, reporter))
  expect(done).toEqual(['A'])
  expect(shown).toContain('undo fail Delete B')
  expect(error.details.left).toBe('Delete B failed: docker does not answer')
  expect(error.code).toBe('PORT_TAKEN')
})

test('A failure that says so keeps what was made', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  run.undo('Delete A', async () => 'removed')
  const kept = new KubiaError('NODES_NOT_READY', 'not ready', {keep: true, left: 'the cluster runs and was kept'})
  const {error} = await failureOf(runTasks([fail('Wait', kept)], run, reporter))
  expect(error).toBe(kept)
  expect(shown).toEqual(['start Wait', 'fail Wait'])
})

test('With keepGoing the following steps run, and the last failure sums up', async () => {
  const {reporter, shown} = record()
  const partial = new KubiaError('PARTIAL_DOWN', 'not everything could be removed')
  const steps = [fail('A', taken), step('B', 'removed'), fail('Verify', partial)]
  const {error, step: failed} = await failureOf(runTasks(steps, newRun(), reporter, {keepGoing: true}))
  expect(shown).toEqual(['start A', 'fail A', 'start B', 'ok B: removed', 'start Verify', 'fail Verify'])
  expect(error).toBe(partial)
  expect(failed.title).toBe('Verify')
})

test('With keepGoing a failure is still one when the last step is fine', async () => {
  const {reporter} = record()
  const failure = await failureOf(runTasks([fail('A', taken), step('B')], newRun(), reporter, {keepGoing: true}))
  expect(failure.error).toBe(taken)
  expect(failure.step.title).toBe('A')
})

test('An abort during a step is what the run fails with, whatever the step throws', async () => {
  const {reporter} = record()
  const run = newRun()
  const stop: Step = {
    title: 'Create',
    task: async () => {
      run.undo('Delete', async () => 'removed 3 containers')
      run.abort(interrupted)
      throw new Error('kind exited with 1')
    },
  }
  const {error, step: failed} = await failureOf(runTasks([stop, step('Wait')], run, reporter))
  expect(error).toMatchObject({code: 'INTERRUPTED', exit: 130, details: {left: 'nothing (removed 3 containers)'}})
  expect(failed.title).toBe('Create')
})

test('An abort that no step noticed keeps the following steps from running, and takes everything back', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  const made: Step = {
    title: 'Create',
    task: async () => {
      run.undo('Delete', async () => 'removed')
      run.abort(interrupted)
      return 'made'
    },
  }
  const {error, step: failed} = await failureOf(runTasks([made, step('Wait', 'waited')], run, reporter))
  expect(shown).toEqual([
    'start Create',
    'ok Create: made',
    'start Wait',
    'fail Wait',
    'undo Delete',
    'undo ok Delete: removed',
  ])
  expect(error.code).toBe('INTERRUPTED')
  expect(failed.title).toBe('Wait')
})

test('An abort in the last step is not lost', async () => {
  const {reporter} = record()
  const run = newRun()
  const last: Step = {
    title: 'Wait',
    task: async () => {
      run.abort(interrupted)
      return 'done'
    },
  }
  expect((await failureOf(runTasks([last], run, reporter))).error.code).toBe('INTERRUPTED')
})

test('While a list runs, what the run notes goes to its reporter', async () => {
  const {reporter, shown} = record()
  const run = newRun()
  const echo: Step = {
    title: 'A',
    task: async () => {
      run.note('$ true')
      return ''
    },
  }
  await runTasks([echo], run, reporter)
  expect(shown).toEqual(['start A', 'note $ true', 'ok A'])
})

test('Nobody’s signal handlers are touched, and no listener is left', async () => {
  const {reporter} = record()
  const before = process.eventNames().map(name => [name, process.listenerCount(name)])
  await runTasks([step('A')], newRun(), reporter)
  expect(process.eventNames().map(name => [name, process.listenerCount(name)])).toEqual(before)
})
