import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {useAction} from '../support/action-runner.ts'
import {ciBlocks, type WorkflowStep} from '../support/ci-blocks.ts'
import {createSimMachine, type SimMachine} from '../support/sim-machine.ts'

/** The jobs of docs/ci.md, as far as they can be run here: on a simulated cluster, and with what is installed already. */
const blocks = ciBlocks()
const SIM = {KUBIA_PROVIDER: 'sim'}

const run = (machine: SimMachine, script: string, env: Readonly<Record<string, string>> = {}) =>
  machine.run('/bin/sh', ['-e', '-c', script], {env: {...SIM, ...env}})

const clusters = async (machine: SimMachine): Promise<string> =>
  (await machine.kubia(['clusters', '-o', 'name'])).stdout

/** The uses of the action among steps, started as a runner does; each has its inputs as text. */
const usesIn = (machine: SimMachine, steps: readonly WorkflowStep[]) =>
  steps
    .filter(({uses}) => uses?.includes('/kubectl-kubia@'))
    .map(({with: given = {}}, index) => {
      const inputs = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
      const folder = join(machine.machine.root, `use-${index}`)
      const use = useAction(folder, join(machine.machine.root, 'temp'), {...inputs, provider: 'sim'})
      const start = ({file, env}: {file: string; env: Record<string, string>}) =>
        machine.run(process.execPath, [file], {env})
      return {...use, main: () => start(use.main()), post: () => start(use.post('success'))}
    })

describe.concurrent('What docs/ci.md shows works', () => {
  test('in a job of GitHub', async () => {
    const machine = createSimMachine()
    const [kubia] = usesIn(machine, blocks.github)
    expect((await kubia?.main())?.code).toBe(0)
    const url = kubia?.outputs()['url'] ?? ''
    const lines = blocks.github.flatMap(({run: line}) => (line === undefined ? [] : [line]))
    const later = await run(machine, lines.join('\n'), {URL: url})
    expect(later.code, later.stderr).toBe(0)
    expect(later.stdout).toContain("You've hit kubia-")
    expect((await kubia?.post())?.code).toBe(0)
    expect(await clusters(machine)).toBe('')
  })

  test('in a job of GitHub with several clusters', async () => {
    const machine = createSimMachine()
    const uses = usesIn(machine, blocks.several)
    for (const use of uses) expect((await use.main()).code).toBe(0)
    const later = await run(machine, blocks.several.flatMap(({run: line = ''}) => line).join('\n'))
    expect(later.stdout).toMatch(/^ +east .*\n\* +west /m)
    for (const use of uses.toReversed()) expect((await use.post()).code).toBe(0)
    expect(await clusters(machine)).toBe('')
  })

  test('in a job of GitLab', async () => {
    const machine = createSimMachine()
    const {script, after_script: after} = blocks.gitlab
    const job = {GITLAB_CI: 'true'}
    const outcome = await run(machine, script.join('\n'), job)
    expect(outcome.code, outcome.stderr).toBe(0)
    expect(outcome.stderr).toContain('\x1b[0Ksection_start:')
    expect(outcome.stdout).toContain('2/2')
    expect((await run(machine, after.join('\n'), job)).code).toBe(0)
    expect(await clusters(machine)).toBe('')
  })

  test('in a pipeline of Jenkins', async () => {
    const machine = createSimMachine()
    for (const line of blocks.jenkins) {
      const outcome = await run(machine, line, {KIND_CLUSTER_NAME: 'ci-1'})
      expect(outcome.code, line + outcome.stderr).toBe(0)
    }
    expect(blocks.jenkins).toHaveLength(3)
    expect(await clusters(machine)).toBe('')
  })

  test('in any shell', async () => {
    const machine = createSimMachine()
    const outcome = await run(machine, blocks.shell)
    expect(outcome.code, outcome.stderr).toBe(0)
    expect(outcome.stdout).toContain("You've hit kubia-")
    expect(await clusters(machine)).toBe('')
  })
})

test('In a job of GitHub a failure of a command is annotated once, and what it answers is as ever', async () => {
  const machine = createSimMachine()
  const job = {GITHUB_ACTIONS: 'true'}
  const up = await run(machine, 'kubectl kubia up --workers 0 -o name', job)
  expect(up.stdout).toBe('kubia\n')
  expect(up.stderr.match(/^::group::/gm)?.length).toBe(up.stderr.match(/^::endgroup::$/gm)?.length)
  expect(up.stderr).toContain('::group::Create cluster\n')
  const failing = await run(machine, 'kubectl kubia deploy web --image nginx:missing --port 80', job)
  expect(failing.code).toBe(6)
  expect(failing.stderr.match(/^::error/gm)).toHaveLength(1)
  expect(failing.stderr).toMatch(/^::error title=IMAGE_PULL::/m)
  const looking = await run(machine, 'kubectl kubia status deployment nosuch', job)
  expect(looking.stderr.match(/^::error title=NOT_FOUND::/gm)).toHaveLength(1)
  const wrong = await run(machine, 'kubectl kubia up --no-such-flag', job)
  expect(wrong.stderr.match(/^::error title=USAGE::/gm)).toHaveLength(1)
  const off = await run(machine, 'kubectl kubia status deployment nosuch', {...job, KUBIA_CI: 'off'})
  expect(off.stderr).not.toContain('::error')
  expect((await run(machine, 'kubectl kubia down')).code).toBe(0)
})
