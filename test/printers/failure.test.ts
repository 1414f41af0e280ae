import {expect, test} from 'vitest'
import {KubiaError, usageError} from '../../src/errors/kubia-error.ts'
import {type Failure, formatFailure} from '../../src/printers/failure.ts'
import {chooseSymbols, createPaint} from '../../src/printers/style.ts'

const format = (failure: Partial<Failure> & {error: KubiaError}, env: Record<string, string> = {}): string =>
  formatFailure({command: 'kubectl kubia up', debug: false, ...failure}, chooseSymbols(env), createPaint({}, env))
const step = {title: 'Create cluster', elapsedMs: 2300}

test('A usage error is kubectl’s, with a pointer to the help', () => {
  expect(format({error: usageError('unknown flag: --x')})).toBe(
    "error: unknown flag: --x\nSee 'kubectl kubia up --help' for usage.\n",
  )
})

test('Invalid input has its code, its lines and its fix', () => {
  const error = new KubiaError('CONFIG_INVALID', 'the config has 2 problems\na:1:1: x\na:2:1: y', {fix: ['mend it']})
  expect(format({error})).toBe(
    'error: the config has 2 problems  [CONFIG_INVALID]\n  a:1:1: x\n  a:2:1: y\n  Fix: mend it\n',
  )
})

test('A failure without a step is its message', () => {
  expect(format({error: new KubiaError('KIND_MISSING', 'kind is not on PATH\nsecond line')})).toBe(
    '✖ kind is not on PATH                                     [KIND_MISSING]\n  second line\n',
  )
})

test('Several problems have their own codes, each once', () => {
  const error = new KubiaError('ENGINE_MISSING', 'no engine  [ENGINE_MISSING]\nno kind  [KIND_MISSING]')
  expect(format({error})).toBe(`✖ ${'no engine'.padEnd(54)}  [ENGINE_MISSING]\n  no kind [KIND_MISSING]\n`)
})

test('At most five lines of evidence are shown', () => {
  const evidence = Array.from({length: 8}, (_, i) => `line ${i + 1}`)
  const text = format({error: new KubiaError('CREATE_FAILED', 'kubeadm failed', {evidence}), step})
  expect(text).toBe(
    `✖ Create cluster failed after 2.3s                        [CREATE_FAILED]
  kubeadm failed
    line 1
    line 2
    line 3
    line 4
    line 5
`,
  )
})

test.each([
  ['INTERRUPTED', 'interrupted', "✖ Interrupted at 'Create cluster' after 2.3s              [INTERRUPTED]\n"],
  [
    'TERMINATED',
    'ended by SIGTERM',
    "✖ Ended at 'Create cluster' after 2.3s                    [TERMINATED]\n  ended by SIGTERM\n",
  ],
] as const)('%s says at which step', (code, message, text) => {
  expect(format({error: new KubiaError(code, message), step})).toBe(text)
})

test('The stack is shown with --debug only: that of the cause', () => {
  const cause = new TypeError('x is not a function')
  const error = new KubiaError('UNEXPECTED', 'x is not a function', {cause})
  expect(format({error, debug: true})).toContain('TypeError: x is not a function\n      at ')
  expect(format({error})).not.toContain('at ')
})

test('ASCII terminals get ASCII, coloured ones colour in the symbol alone', () => {
  const error = new KubiaError('CLUSTER_DIFFERS', 'workers 2 → 3')
  expect(format({error}, {LANG: 'C'})).toBe(
    `x workers 2 -> 3${' '.repeat(42)}[CLUSTER_DIFFERS]\n`.replace(
      / {42}/,
      ' '.repeat(54 - 'workers 2 → 3'.length + 2),
    ),
  )
  expect(format({error}, {FORCE_COLOR: '1'})).toMatch(/^\u001B\[31m✖\u001B\[39m workers 2 → 3 /)
})
