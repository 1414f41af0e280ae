import {expect, test} from 'vitest'
import {createFacts, type MachineFacts} from '../../src/checks/facts.ts'
import {checksFor, sharedChecks} from '../../src/checks/index.ts'
import {problemOf, runChecks, warningsOf, waysOut} from '../../src/checks/run-checks.ts'
import {type Check, type Finding, notHere, warn} from '../../src/cluster/check.ts'
import {fact} from '../../src/cluster/fact.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {createExec} from '../../src/process/exec.ts'

const exec = createExec({signal: () => new AbortController().signal})
/** None of these checks looks at other facts. */
const facts = {exec} as MachineFacts
const check = (id: string, run: () => Promise<Finding>, fields: Partial<Check> = {}): Check => ({
  id,
  title: id,
  commands: ['up'],
  run,
  ...fields,
})
const fails = (id: string, error: unknown, fields: Partial<Check> = {}): Check =>
  check(
    id,
    async () => {
      throw error
    },
    fields,
  )
const fine = check('kind', async () => '0.33.0')
const engine = new KubiaError('ENGINE_DOWN', 'docker does not answer', {
  evidence: ['e1'],
  fix: ['start it'],
  next: 'up',
})
const kind = new KubiaError('KIND_MISSING', 'kind is not on PATH', {fix: ['install it', 'or that']})

test('Checks that are fine have no problem', async () => {
  const results = await runChecks([fine, fine], facts)
  expect(results).toEqual([
    {id: 'kind', title: 'kind', status: 'ok', found: '0.33.0'},
    {id: 'kind', title: 'kind', status: 'ok', found: '0.33.0'},
  ])
  expect(problemOf(results)).toBeUndefined()
})

test('What checks of a run that was ended lack is no problem: its reason is thrown', async () => {
  const ended = createExec({signal: () => AbortSignal.abort(engine)})
  const asking = createFacts(ended, {provider: 'sim', kubeconfig: undefined, spec: undefined})
  await expect(runChecks([fails('kind', kind)], asking)).rejects.toBe(engine)
})

test('A single problem is told as it is', async () => {
  expect(problemOf(await runChecks([fine, fails('engine', engine)], facts))).toBe(engine)
})

test('Several problems are told together: every message, every fix, the first one’s code', async () => {
  expect(problemOf(await runChecks([fails('engine', engine), fine, fails('kind', kind)], facts))).toMatchObject({
    code: 'ENGINE_DOWN',
    message: 'docker does not answer  [ENGINE_DOWN]\nkind is not on PATH  [KIND_MISSING]',
    details: {evidence: ['e1'], fix: ['start it', 'install it', 'or that'], next: 'up'},
  })
})

test('What two checks say alike is told once', async () => {
  const same = new KubiaError('KIND_MISSING', kind.message, kind.details)
  expect(problemOf(await runChecks([fails('a', kind), fails('b', same)], facts))).toBe(kind)
})

test('What nobody foresaw is a problem too', async () => {
  const [result] = await runChecks([fails('a', new TypeError('oops'))], facts)
  expect(result).toMatchObject({status: 'problem', trouble: {code: 'UNEXPECTED', message: 'oops'}})
})

test('A warning is no problem', async () => {
  const results = await runChecks([check('cpu', async () => warn('1', 'CHECK_TIMEOUT', 'one is few', ['more']))], facts)
  expect(results).toMatchObject([{status: 'warning', found: '1', trouble: {message: 'one is few'}}])
  expect(problemOf(results)).toBeUndefined()
  expect(warningsOf(results)).toEqual([results[0]?.trouble])
})

test('A check that has no place here, or rests on a fact that cannot be found out, is skipped', async () => {
  const asked = fact<string>('the engine', () => Promise.reject(engine))
  const results = await runChecks(
    [check('a', async () => notHere('only on Linux')), check('b', asked.known), check('c', asked.ask)],
    facts,
  )
  expect(results.map(({status, found}) => [status, found])).toEqual([
    ['skipped', 'only on Linux'],
    ['skipped', 'not known: see the engine'],
    ['problem', ''],
  ])
  expect(problemOf(results)).toBe(engine)
})

test('A fact that rests on another one names the one that failed first', async () => {
  const first = fact<string>('the engine', () => Promise.reject(engine))
  const second = fact('the listing', async () => `${await first.known()}!`)
  const [result] = await runChecks([check('a', second.known)], facts)
  expect(result).toMatchObject({status: 'skipped', found: 'not known: see the engine'})
})

test('A fact is looked up once, and only when it is asked for', async () => {
  let times = 0
  const asked = fact('x', async () => ++times)
  expect(times).toBe(0)
  expect(await Promise.all([asked.ask(), asked.known(), asked.ask()])).toEqual([1, 1, 1])
})

test('A check that does not end is a problem, and so is a program that does not answer', async () => {
  const hangs = check('disk', () => new Promise(() => {}))
  const slow = fails('sleep', await exec({program: 'sleep', args: ['600']}, {timeoutMs: 10}).catch(error => error))
  const results = await runChecks([hangs, slow], facts, {limitMs: 10})
  expect(results.map(({trouble}) => [trouble?.code, trouble?.exit, trouble?.message])).toEqual([
    ['CHECK_TIMEOUT', 3, 'disk: no answer within 0.01s'],
    ['CHECK_TIMEOUT', 3, 'sleep 600 did not answer within 0.01s'],
  ])
  expect(results.map(({trouble}) => trouble?.details.fix)).toEqual([
    ['kubectl kubia doctor -v     # names each program that it asks, and how long that took'],
    ['sleep 600     # what does it wait for?'],
  ])
})

test('A simulated cluster is named as the way out once, behind what mends the causes', async () => {
  const results = await runChecks([fails('a', engine, {hasWayOut: true}), fails('b', kind, {hasWayOut: true})], facts, {
    waysOut: waysOut('kind'),
  })
  expect(problemOf(results)?.details.fix).toEqual([
    'start it',
    'install it',
    'or that',
    'kubectl kubia up --provider sim     # or makes a simulated cluster, without a container engine',
  ])
})

test('A provider that is no way out of its own problems is not named for them', () => {
  expect(waysOut('sim')).toEqual([])
})

test('Checks are chosen by provider and command', () => {
  const idsFor = (provider: string, command?: 'up' | 'down' | 'load') =>
    checksFor(createFacts(exec, {provider, kubeconfig: undefined}), command).map(({id}) => id)
  expect(idsFor('kind')).toEqual([
    'engine',
    'kind',
    'kubectl',
    'engine-endpoint',
    'engine-version',
    'engine-report',
    'cgroups',
    'rootless',
    'snap',
    'docker-init',
    'memory',
    'cpus',
    'disk',
    'inotify',
    'node-image',
    'version-skew',
    'name',
    'kubeconfig',
    'kubeconfig-writable',
    'state-folder',
    'ports',
    'registry',
    'kubeconfig-lock',
    'proxy',
    'proxy-of-nodes',
    'clusters',
    'leftovers',
  ])
  expect(idsFor('sim')).toEqual([
    'kubectl',
    'name',
    'kubeconfig',
    'kubeconfig-writable',
    'state-folder',
    'ports',
    'registry',
    'kubeconfig-lock',
    'proxy',
    'clusters',
    'leftovers',
  ])
  expect(idsFor('kind', 'load')).toEqual(['engine', 'kind', 'kubectl'])
  expect(idsFor('sim', 'load')).toEqual(['kubectl'])
  expect(sharedChecks('load').map(({id}) => id)).toEqual(['kubectl'])
})
