import {expect, test} from 'vitest'
import {kubiaAdvice} from '../../src/errors/advice.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import type {Verbatim} from '../../src/text/verbatim.ts'
import {runWorkflow} from '../../src/workflow/run-workflow.ts'
import {done, type Work} from '../../src/workflow/step.ts'
import type {Workflow} from '../../src/workflow/workflow.ts'
import {WorkflowFailed} from '../../src/workflow/workflow-failed.ts'
import {recordReporter} from '../support/reporter.ts'

const newRun = (note?: (line: string | Verbatim) => void): Run =>
  new Run({verbosity: 0, timeoutMs: 0, ...(note && {note})})
const says = (detail: string) => async () => done(detail)
const fails = (error: unknown) => async (): Promise<never> => {
  throw error
}
const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
const taken = new KubiaError('PORT_TAKEN', 'port 80 is in use')

const failureOf = async (running: Promise<unknown>): Promise<WorkflowFailed> => {
  const error = await running.catch(thrown => thrown)
  expect(error).toBeInstanceOf(WorkflowFailed)
  return error as WorkflowFailed
}

test('Steps run one after the other, each shown from its start to its result', async () => {
  const {reporter, shown} = recordReporter()
  const order: string[] = []
  const slow =
    (title: string): Work<undefined> =>
    async report => {
      order.push(`${title} begins`)
      report('half')
      await new Promise(resolve => setImmediate(resolve))
      order.push(`${title} ends`)
      return done('done')
    }
  const flow = async (flow: Workflow) => {
    await flow.step('A', slow('A'))
    await flow.step('B', slow('B'))
  }
  await runWorkflow(flow, newRun(), reporter)
  expect(order).toEqual(['A begins', 'A ends', 'B begins', 'B ends'])
  expect(shown).toEqual(['start A', 'progress A: half', 'ok A: done', 'start B', 'progress B: half', 'ok B: done'])
})

test('What a step ends with is the value of its line, and what the workflow ends with is the run’s', async () => {
  const {reporter, shown} = recordReporter()
  const flow = async (flow: Workflow) => {
    const nodes = await flow.step('Look', async () => done('3 nodes', 3))
    const doubled = await flow.step('Double', {script: () => [], run: async () => done('', nodes * 2), planned: 0})
    return doubled + 1
  }
  expect(await runWorkflow(flow, newRun(), reporter)).toBe(7)
  expect(shown).toEqual(['start Look', 'ok Look: 3 nodes', 'start Double', 'ok Double'])
})

test('Steps side by side each have their line, and end with their values in order', async () => {
  const {reporter, shown} = recordReporter()
  const quick = async () => done('one', 1)
  const slow = async () => {
    await new Promise(resolve => setImmediate(resolve))
    return done('two', 'two')
  }
  const flow = async (flow: Workflow): Promise<string> => {
    const [text, number] = await flow.together({title: 'Slow', work: slow}, {title: 'Quick', work: quick})
    return text.repeat(number + 1)
  }
  expect(await runWorkflow(flow, newRun(), reporter)).toBe('twotwo')
  expect(shown).toEqual(['start Slow', 'start Quick', 'ok Quick: one', 'ok Slow: two'])
})

test('Where one of several steps side by side fails, the others end before anything is taken back', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  const slow = async () => {
    run.undo.add('Delete B', async () => 'removed B')
    await new Promise(resolve => setImmediate(resolve))
    return done('made')
  }
  const flow = (flow: Workflow) => flow.together({title: 'A', work: fails(taken)}, {title: 'B', work: slow})
  const {error, step} = await failureOf(runWorkflow(flow, run, reporter))
  expect(shown).toEqual(['start A', 'start B', 'fail A', 'ok B: made', 'undo Delete B', 'undo ok Delete B: removed B'])
  expect(error).toMatchObject({code: 'PORT_TAKEN', details: {left: 'nothing (removed B)'}})
  expect(step?.title).toBe('A')
})

test('A step whose neighbour fails is told, and the failure of the first is that of the run', async () => {
  const {reporter, shown} = recordReporter()
  const waits: Work<undefined> = async (_, beside) => {
    await new Promise(resolve => beside?.addEventListener('abort', resolve))
    throw new Error(`ended by ${beside?.reason === taken ? 'its neighbour' : 'another'}`)
  }
  const both = (first: Work<undefined>, second: Work<undefined>) => (flow: Workflow) =>
    flow.together({title: 'A', work: first}, {title: 'B', work: second})
  const {error, step} = await failureOf(runWorkflow(both(fails(taken), waits), newRun(), reporter))
  expect(shown).toEqual(['start A', 'start B', 'fail A', 'fail B'])
  expect([error.code, step?.title]).toEqual(['PORT_TAKEN', 'A'])
  const other = await failureOf(runWorkflow(both(waits, fails(taken)), newRun(), recordReporter().reporter))
  expect([other.error.message, other.step?.title]).toEqual(['ended by its neighbour', 'A'])
})

test('Why there is nothing to do is one line', async () => {
  const {reporter, shown} = recordReporter()
  await runWorkflow(async flow => flow.skip('A', 'already running'), newRun(), reporter)
  expect(shown).toEqual(['skip A: already running'])
})

test('After a failure nothing more runs, and the failure has its step', async () => {
  const {reporter, shown} = recordReporter()
  const flow = async (flow: Workflow) => {
    await flow.step('A', says(''))
    await flow.step('B', fails(taken))
    await flow.step('C', says(''))
  }
  const failure = await failureOf(runWorkflow(flow, newRun(), reporter))
  expect(shown).toEqual(['start A', 'ok A', 'start B', 'fail B'])
  expect(failure.error).toBe(taken)
  expect(failure.step?.title).toBe('B')
})

test('What was not foreseen is unexpected, with its cause', async () => {
  const {reporter} = recordReporter()
  const cause = new TypeError('x is not a function')
  const {error} = await failureOf(runWorkflow(flow => flow.step('A', fails(cause)), newRun(), reporter))
  expect(error).toMatchObject({code: 'UNEXPECTED', message: 'x is not a function', cause})
})

test('A failure takes everything back, last made first, also what finished steps made', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  const make = (title: string) => async () => {
    run.undo.add(`Delete ${title}`, async () => `removed ${title}`)
    return done('made')
  }
  const flow = async (flow: Workflow) => {
    await flow.step('A', make('A'))
    await flow.step('B', make('B'))
    await flow.step('C', fails(taken))
  }
  const {error} = await failureOf(runWorkflow(flow, run, reporter))
  expect(shown.slice(-4)).toEqual([
    'undo Delete B',
    'undo ok Delete B: removed B',
    'undo Delete A',
    'undo ok Delete A: removed A',
  ])
  expect(error).toMatchObject({code: 'PORT_TAKEN', details: {left: 'nothing (removed B, removed A)'}})
})

test('A success takes nothing back', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  run.undo.add('Delete A', async () => 'removed')
  await runWorkflow(flow => flow.step('A', says('')), run, reporter)
  expect(shown).toEqual(['start A', 'ok A'])
})

test('An undo that fails is reported, and the others are done all the same', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  const undone: string[] = []
  run.undo.add('Delete A', async () => {
    undone.push('A')
    return 'removed A'
  })
  run.undo.add('Delete B', async () => {
    throw new Error('docker does not answer')
  })
  const {error} = await failureOf(runWorkflow(flow => flow.step('C', fails(taken)), run, reporter))
  expect(undone).toEqual(['A'])
  expect(shown).toContain('undo fail Delete B')
  expect(error.details.left).toBe('Delete B failed: docker does not answer')
  expect(error.code).toBe('PORT_TAKEN')
})

test('A failure that says so keeps what was made', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  run.undo.add('Delete A', async () => 'removed')
  const kept = new KubiaError('NODES_NOT_READY', 'not ready', {keep: true, left: 'the cluster runs and was kept'})
  const {error} = await failureOf(runWorkflow(flow => flow.step('Wait', fails(kept)), run, reporter))
  expect(error).toBe(kept)
  expect(shown).toEqual(['start Wait', 'fail Wait'])
})

test('A workflow may go on after a step that failed, and fail with another error', async () => {
  const {reporter, shown} = recordReporter()
  const partial = new KubiaError('PARTIAL_DOWN', 'not everything could be removed')
  const flow = async (flow: Workflow) => {
    await flow.step('A', fails(taken)).catch(() => {})
    await flow.step('B', says('removed'))
    await flow.step('Verify', fails(partial))
  }
  const {error, step} = await failureOf(runWorkflow(flow, newRun(), reporter))
  expect(shown).toEqual(['start A', 'fail A', 'start B', 'ok B: removed', 'start Verify', 'fail Verify'])
  expect(error).toBe(partial)
  expect(step?.title).toBe('Verify')
})

test('An abort during a step is what the run fails with, whatever the step throws', async () => {
  const {reporter} = recordReporter()
  const run = newRun()
  const stop = async (): Promise<never> => {
    run.undo.add('Delete', async () => 'removed 3 containers')
    run.cancellation.abort(interrupted)
    throw new Error('kind exited with 1')
  }
  const again = {again: kubiaAdvice(['up'])}
  const {error, step} = await failureOf(runWorkflow(flow => flow.step('Create', stop), run, reporter, again))
  expect(error).toMatchObject({
    code: 'INTERRUPTED',
    exit: 130,
    details: {left: 'nothing (removed 3 containers)', next: 'kubectl kubia up'},
  })
  expect(step?.title).toBe('Create')
})

test('An abort that no step noticed keeps the following steps from running, and takes everything back', async () => {
  const {reporter, shown} = recordReporter()
  const run = newRun()
  const made = async () => {
    run.undo.add('Delete', async () => 'removed')
    run.cancellation.abort(interrupted)
    return done('made')
  }
  const flow = async (flow: Workflow) => {
    await flow.step('Create', made)
    await flow.step('Wait', says('waited'))
  }
  const {error, step} = await failureOf(runWorkflow(flow, run, reporter))
  expect(shown).toEqual([
    'start Create',
    'ok Create: made',
    'start Wait',
    'fail Wait',
    'undo Delete',
    'undo ok Delete: removed',
  ])
  expect(error.code).toBe('INTERRUPTED')
  expect(step?.title).toBe('Wait')
})

test('An abort in the last step is not lost', async () => {
  const {reporter} = recordReporter()
  const run = newRun()
  const last = async () => {
    run.cancellation.abort(interrupted)
    return done('done')
  }
  const {error, step} = await failureOf(runWorkflow(flow => flow.step('Wait', last), run, reporter))
  expect(error.code).toBe('INTERRUPTED')
  expect(step?.title).toBe('Wait')
})

test('Nobody’s signal handlers are touched, and no listener is left', async () => {
  const {reporter} = recordReporter()
  const before = process.eventNames().map(name => [name, process.listenerCount(name)])
  await runWorkflow(flow => flow.step('A', says('')), newRun(), reporter)
  expect(process.eventNames().map(name => [name, process.listenerCount(name)])).toEqual(before)
})

test('An action inside of a step reports into its line and ends it', async () => {
  const {reporter, shown} = recordReporter()
  const result = await runWorkflow(
    flow =>
      flow.step('Load image', async report => {
        report('is it there?')
        const load = async (tell: (detail: string) => void) => {
          tell('sending')
          return done('loaded', 3)
        }
        return flow.act({script: () => [], run: load, planned: 0}, report)
      }),
    new Run({verbosity: 0, timeoutMs: 0}),
    reporter,
  )
  expect(result).toBe(3)
  expect(shown).toEqual([
    'start Load image',
    'progress Load image: is it there?',
    'progress Load image: sending',
    'ok Load image: loaded',
  ])
})
