import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {placeCluster, snapshot} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
import {createMachine, type Program} from '../support/machine.ts'

const LONG = "head -c 10000000 /dev/zero | tr '\\0' x"

/** What a program prints in the place of its answer, and how it ends. */
const ANSWERS = {
  nothing: 'exit 0',
  'JSON that is cut': `echo '{"items":[{"kind":"Pod","metad'; exit 0`,
  'bytes that are no UTF-8': `printf '\\377\\376\\200{'; exit 0`,
  null: 'echo null; exit 0',
  'JSON of another shape': `echo '{"items":[null]}'; exit 0`,
  'a line of 10 MB': `${LONG}; exit 0`,
  'a failure of 10 MB': `${LONG} >&2; exit 1`,
  'a failure with control characters': `printf '\\033[2J\\033]0;title\\007bad\\r\\n' >&2; exit 1`,
  'the end by SIGKILL': 'kill -9 $$',
} as const

type Case = [Program, string, keyof typeof ANSWERS, string[]]

/** Each program and question with some answers that it cannot mean, and a command that asks it. All end with 3. */
const CASES: readonly Case[] = [
  ['docker', 'version', 'bytes that are no UTF-8', ['up']],
  ['docker', 'version', 'a failure of 10 MB', ['up']],
  ['docker', 'ps', 'null', ['down', 'kubia']],
  ['docker', 'ps', 'a failure with control characters', ['down', 'kubia']],
  ['docker', 'ps', 'a failure of 10 MB', ['clusters']],
  ['docker', 'ps', 'the end by SIGKILL', ['clusters']],
  ['docker', 'inspect', 'JSON that is cut', ['down', 'kubia']],
  ['docker', 'inspect', 'JSON of another shape', ['clusters']],
  ['docker', 'inspect', 'nothing', ['up']],
  ['kind', 'version', 'a failure of 10 MB', ['up']],
  // Of a context that the kubeconfig does not have, kubectl is asked.
  ['kubectl', 'config-view', 'JSON that is cut', ['status', '--context', 'nowhere']],
  ['kubectl', 'config-view', 'bytes that are no UTF-8', ['status', '--context', 'nowhere']],
  ['kubectl', 'config-view', 'a failure with control characters', ['status', '--context', 'nowhere']],
  ['kubectl', '--context', 'null', ['status']],
  ['kubectl', '--context', 'a failure of 10 MB', ['status']],
  ['kubectl', '--context', 'JSON of another shape', ['deploy', 'a', '--image', 'b:1']],
  ['kubectl', '--context', 'a line of 10 MB', ['logs', 'a']],
  ['kubectl', '--context', 'JSON that is cut', ['scale', 'a', '2']],
  ['kubectl', '--context', 'the end by SIGKILL', ['expose', 'deployment', 'a', '--port', '80']],
]

describe.concurrent('A program that answers with what it cannot mean', () => {
  test.each(CASES)('%s %s: %s, asked by %j', async (program, words, noise, args) => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer(program, words, ANSWERS[noise])
    const before = snapshot(machine)
    const outcome = await machine.kubia(args)
    expectCalm(outcome)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
    expect(snapshot(machine)).toEqual(before)
    expect(machine.calls().join('\n')).not.toMatch(/ (create|delete|apply|use-context|rm|unset) /)
  })
})

const FAILURES = ['bytes that are no UTF-8', 'a failure of 10 MB', 'a failure with control characters'] as const
/** The same noise, and a failure: a creation that ends well is taken at its word. */
const failing = (noise: keyof typeof ANSWERS): string => ANSWERS[noise].replace('exit 0', 'exit 1')

describe.concurrent('A kind that fails with what it cannot mean', () => {
  test.each(FAILURES)('%s, while it creates: the cluster is taken back', async noise => {
    const machine = createMachine()
    machine.put('kind.half', failing(noise))
    const before = snapshot(machine)
    const outcome = await machine.kubia(['up'])
    expectCalm(outcome)
    expect(outcome.stderr).toContain('[CREATE_FAILED]')
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 5, stdout: ''})
    expect(snapshot(machine)).toEqual(before)
  })

  test.each(FAILURES)('%s, while it deletes: what is left is told, and goes with the next down', async noise => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('kind', 'delete-cluster', failing(noise))
    const outcome = await machine.kubia(['down'])
    expectCalm(outcome)
    expect(outcome.stderr).toContain('[PARTIAL_DOWN]')
    expect(outcome.code).toBe(7)
    machine.answer('kind', 'delete-cluster', '')
    expect(await machine.kubia(['down'])).toMatchObject({code: 0})
  })

  test.each(FAILURES)('%s, while it writes the context: the cluster stays', async noise => {
    const machine = createMachine()
    placeCluster(machine)
    const container = machine.read('containers/kubia-control-plane')
    machine.answer('kind', 'export-kubeconfig', failing(noise))
    writeFileSync(
      machine.kubeconfig,
      '{"apiVersion":"v1","kind":"Config","contexts":[],"clusters":[],"current-context":""}',
    )
    const outcome = await machine.kubia(['up'])
    expectCalm(outcome)
    expect(outcome.code).not.toBe(0)
    expect(outcome.code).not.toBe(1)
    expect(machine.read('containers/kubia-control-plane')).toBe(container)
  })
})

describe.concurrent('A warning in the answer', () => {
  const warning = 'time="2026-11-23T12:00:00Z" level=warning msg="a wrapper speaks"'

  test('of the engine does not hide a cluster', async () => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('docker', 'ps', `echo '${warning}'`)
    machine.answer('docker', 'inspect', `echo '${warning}'`)
    const {code, stdout} = await machine.kubia(['clusters'])
    expect(stdout).toMatch(/^CURRENT .*\n.* kubia .*\n$/)
    expect(code).toBe(0)
  })

  test('of kubectl does not keep a kubeconfig from being read', async () => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('kubectl', 'config-view', `echo '${warning}'`)
    const {stderr} = await machine.kubia(['status', '--context', 'nowhere'])
    expect(stderr).toMatch(/^error: context "nowhere" does not exist {2}\[CONTEXT_MISSING\]\n/)
  })
})

test('A program that leaves a descendant with its output behind has answered', async () => {
  const machine = createMachine()
  machine.answer(
    'kind',
    'version',
    `setsid sh -c 'echo $$ > "$0"; exec sleep 600' "$state/left" & echo 'kind v0.33.0 go1.27.2 linux/amd64'; until [ -s "$state/left" ]; do sleep 0.01; done; exit 0`,
  )
  const {code, stdout, stderr} = await machine.kubia(['doctor'])
  process.kill(Number(machine.read('left')))
  expect(stdout).toContain('✔ kind                        0.33.0\n')
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
})
