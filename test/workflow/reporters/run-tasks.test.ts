import {expect, test} from 'vitest'
import {runList} from '../../../src/workflow/reporters/listr.ts'
import type {StepEvent, Task} from '../../../src/workflow/reporters/reporter.ts'
import {runTasks} from '../../../src/workflow/reporters/run-tasks.ts'

const task = (title: string, work: Task['work'], undoing = false): Task => ({title, undoing, work})
const moment = () => new Promise(resolve => setImmediate(resolve))

/** The events that a runner shows, without times. */
const eventsOf = async (run: typeof runTasks, tasks: readonly Task[]): Promise<string[]> => {
  const events: StepEvent[] = []
  await run(tasks, event => events.push(event))
  for (const {elapsedMs} of events) expect(elapsedMs).toBeGreaterThanOrEqual(0)
  return events.map(({event, task, detail, undoing}) => `${event} ${task}: ${detail}${undoing ? ' (undoing)' : ''}`)
}

test.each([
  ['Without listr2', runTasks],
  ['With listr2', runList],
])(
  '%s, steps side by side show their events from start to end, and a failing one ends none of the others',
  async (_, run) => {
    const events = await eventsOf(run, [
      task('A', async report => {
        await moment()
        report('half')
        await moment()
        throw new Error('no')
      }),
      task('B', async () => {
        for (let turn = 0; turn < 5; turn++) await moment()
        return 'made'
      }),
    ])
    expect(events.filter(line => line !== 'progress B: made')).toEqual([
      'start A: ',
      'start B: ',
      'progress A: half',
      'fail A: ',
      'ok B: made',
    ])
  },
)

test.each([
  ['Without listr2', runTasks],
  ['With listr2', runList],
])('%s, a step that takes something back begins with undo', async (_, run) => {
  const events = await eventsOf(run, [task('Delete', async () => 'removed', true)])
  expect(events.filter(line => !line.startsWith('progress'))).toEqual([
    'undo Delete:  (undoing)',
    'ok Delete: removed (undoing)',
  ])
})

test('listr2 touches nobody’s signal handlers, and leaves no listener', async () => {
  const before = process.eventNames().map(name => [name, process.listenerCount(name)])
  await eventsOf(runList, [task('A', async () => '')])
  expect(process.eventNames().map(name => [name, process.listenerCount(name)])).toEqual(before)
})
