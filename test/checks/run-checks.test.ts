import {expect, test} from 'vitest'
import {problemOf, runChecks} from '../../src/checks/run-checks.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'

const fine = {title: 'kind', run: async () => '0.33.0'}
const fails = (title: string, error: unknown) => ({
  title,
  run: async () => {
    throw error
  },
})
const engine = new KubiaError('ENGINE_DOWN', 'docker does not answer', {
  evidence: ['e1'],
  fix: ['start it'],
  next: 'up',
})
const kind = new KubiaError('KIND_MISSING', 'kind is not on PATH', {fix: ['install it', 'or that']})

test('Checks that are fine have no problem', async () => {
  const results = await runChecks([fine, fine])
  expect(results).toEqual([
    {title: 'kind', found: '0.33.0'},
    {title: 'kind', found: '0.33.0'},
  ])
  expect(problemOf(results)).toBeUndefined()
})

test('A single problem is told as it is', async () => {
  expect(problemOf(await runChecks([fine, fails('engine', engine)]))).toBe(engine)
})

test('Several problems are told together: every message, every fix, the first one’s code', async () => {
  expect(problemOf(await runChecks([fails('engine', engine), fine, fails('kind', kind)]))).toMatchObject({
    code: 'ENGINE_DOWN',
    message: 'docker does not answer  [ENGINE_DOWN]\nkind is not on PATH  [KIND_MISSING]',
    details: {evidence: ['e1'], fix: ['start it', 'install it', 'or that'], next: 'up'},
  })
})

test('What two checks say alike is told once', async () => {
  const results = await runChecks([
    fails('a', kind),
    fails('b', new KubiaError('KIND_MISSING', kind.message, kind.details)),
  ])
  expect(problemOf(results)).toBe(kind)
})

test('What nobody foresaw is a problem too', async () => {
  const [result] = await runChecks([fails('a', new TypeError('oops'))])
  expect(result?.problem).toMatchObject({code: 'UNEXPECTED', message: 'oops'})
})
