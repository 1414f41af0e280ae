import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import {type ListedStep, runSteps} from '../../src/workflow/listed-step.ts'
import {runWorkflow} from '../../src/workflow/run-workflow.ts'
import {recordReporter} from '../support/reporter.ts'

const taken = new KubiaError('PORT_TAKEN', 'port 80 is in use')
const start = (steps: readonly ListedStep[], keepGoing = false) => {
  const {reporter, shown} = recordReporter()
  const run = new Run({verbosity: 0, timeoutMs: 0})
  return {shown, running: runWorkflow(flow => runSteps(flow, steps, keepGoing), run, reporter)}
}
const step = (title: string, result: string, skip?: ListedStep['skip']): ListedStep => ({
  title,
  task: async () => result,
  ...(skip && {skip}),
})
const fail = (title: string): ListedStep => ({
  title,
  task: async () => {
    throw taken
  },
})

test('A step of a list says why it has nothing to do, is left out without a line, or runs', async () => {
  const {shown, running} = start([
    step('A', 'x', () => 'already running'),
    step('B', 'x', () => true),
    step('C', 'done', async () => undefined),
  ])
  await running
  expect(shown).toEqual(['skip A: already running', 'start C', 'ok C: done'])
})

test.each([false, true])(
  'A failure of the question whether there is something to do is one of the step (keepGoing %s)',
  async keepGoing => {
    const ask = (): never => {
      throw taken
    }
    const {running} = start([step('A', 'x', ask), step('B', '')], keepGoing)
    await expect(running).rejects.toMatchObject({error: taken, step: {title: 'A'}})
  },
)

test('With keepGoing the following steps run, and the last failure is the list’s', async () => {
  const {shown, running} = start([fail('A'), step('B', 'removed')], true)
  await expect(running).rejects.toMatchObject({error: taken, step: {title: 'A'}})
  expect(shown).toEqual(['start A', 'fail A', 'start B', 'ok B: removed'])
})
