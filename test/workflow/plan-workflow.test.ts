import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import {planWorkflow} from '../../src/workflow/plan-workflow.ts'
import {type Action, done} from '../../src/workflow/step.ts'
import type {Workflow} from '../../src/workflow/workflow.ts'
import {recordReporter} from '../support/reporter.ts'

const newRun = () => new Run({verbosity: 0, timeoutMs: 0})
const ran: string[] = []
const remove = (name: string): Action<string> => ({
  script: () => [`# removes ${name}`, {program: 'rm', args: ['-r', `a ${name}`]}],
  run: async () => {
    ran.push(name)
    return done('', `${name} was removed`)
  },
  planned: `${name} goes`,
})
const unreachable = new KubiaError('API_UNREACHABLE', 'the API server does not answer')
const ask = (error: unknown) => async (): Promise<string> => {
  throw error
}

test('A plan prints what an action runs, in order, and goes on with what it would end with', async () => {
  const {reporter, shown} = recordReporter()
  const flow = async (flow: Workflow) => {
    const found = await flow.step('Look', async report => {
      report('here')
      return done('two', await flow.look(async () => ['x', 'y'], []))
    })
    flow.skip('Nothing', 'to do')
    flow.say('a headline')
    const [x = '', y = ''] = found
    return flow.together({title: 'Remove x', work: remove(x)}, {title: 'Remove y', work: remove(y)})
  }
  expect(await planWorkflow(flow, newRun(), reporter)).toEqual({
    script: "# removes x\nrm -r 'a x'\n# removes y\nrm -r 'a y'",
    result: ['x goes', 'y goes'],
  })
  expect(ran).toEqual([])
  expect(shown).toEqual([])
})

test('A command with an input is printed with a here-document', async () => {
  const {reporter} = recordReporter()
  const apply: Action<undefined> = {
    script: () => [{program: 'kubectl', args: ['apply', '-f', '-'], input: 'kind: Pod\n'}],
    run: async () => done(''),
    planned: undefined,
  }
  const {script} = await planWorkflow(flow => flow.step('Apply', apply), newRun(), reporter)
  expect(script).toBe("kubectl apply -f - <<'EOF'\nkind: Pod\nEOF")
})

test.each(['KUBECTL_MISSING', 'KIND_MISSING', 'ENGINE_MISSING', 'ENGINE_DOWN'] as const)(
  'Where %s keeps a plan from asking, it goes on without a word',
  async code => {
    const {reporter, shown} = recordReporter()
    const flow = (flow: Workflow) => flow.look(ask(new KubiaError(code, 'missing')), 'unknown')
    expect(await planWorkflow(flow, newRun(), reporter)).toEqual({script: '', result: 'unknown'})
    expect(shown).toEqual([])
  },
)

test('Where a cluster does not answer, a plan is as for an empty one, and says so once', async () => {
  const {reporter, shown} = recordReporter()
  const flow = async (flow: Workflow) => [
    await flow.look(ask(unreachable), 'a'),
    await flow.look(ask(unreachable), 'b'),
  ]
  expect((await planWorkflow(flow, newRun(), reporter)).result).toEqual(['a', 'b'])
  expect(shown).toEqual(['note warning: the API server does not answer; the commands are as for an empty cluster'])
})

test('A plan for a cluster that is not there yet asks nothing, and prints into the same script', async () => {
  const {reporter, shown} = recordReporter()
  const flow = async (flow: Workflow) => {
    await flow.step('Create', remove('old'))
    const inside = flow.onEmptyCluster()
    const found = await inside.look(ask(unreachable), 'nothing')
    await inside.step('Fill', remove('new'))
    return found
  }
  expect(await planWorkflow(flow, newRun(), reporter)).toEqual({
    script: "# removes old\nrm -r 'a old'\n# removes new\nrm -r 'a new'",
    result: 'nothing',
  })
  expect(shown).toEqual([])
})

test('Any other failure of a look is the plan’s, and so is an interruption', async () => {
  const {reporter} = recordReporter()
  const missing = new KubiaError('NOT_FOUND', 'deployments.apps "x" not found')
  await expect(planWorkflow(flow => flow.look(ask(missing), ''), newRun(), reporter)).rejects.toBe(missing)
  const run = newRun()
  run.cancellation.abort(new KubiaError('INTERRUPTED', 'interrupted'))
  await expect(planWorkflow(flow => flow.look(ask(unreachable), ''), run, reporter)).rejects.toBe(unreachable)
})

test('An action inside of a step that looks first is printed too, and the step goes on with what it plans', async () => {
  const {reporter} = recordReporter()
  const flow = (flow: Workflow) =>
    flow.step('Remove what is there', async report => {
      const found = await flow.look(async () => 'x', 'nothing')
      return flow.act(remove(found), report)
    })
  expect(await planWorkflow(flow, newRun(), reporter)).toEqual({script: "# removes x\nrm -r 'a x'", result: 'x goes'})
})
