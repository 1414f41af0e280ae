import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {chooseSymbols, createPaint} from '../../../src/printers/style.ts'
import {createReporter, resolveProgress} from '../../../src/workflow/reporters/index.ts'
import {createJsonReporter} from '../../../src/workflow/reporters/json.ts'
import {createPlainReporter} from '../../../src/workflow/reporters/plain.ts'
import {createQuietReporter} from '../../../src/workflow/reporters/quiet.ts'
import type {Reporter} from '../../../src/workflow/reporters/reporter.ts'
import {setEnv} from '../../support/temporary.ts'
import {event, failure} from '../events.ts'

const symbols = chooseSymbols({LANG: 'C.UTF-8'})
const paint = createPaint({})
const collect = (make: (write: (text: string) => unknown) => Reporter): {reporter: Reporter; text: () => string} => {
  let written = ''
  const reporter = make(text => {
    written += text
  })
  return {reporter, text: () => written}
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(new Date(2026, 7, 23, 10, 15, 0))
})
afterEach(() => void vi.useRealTimers())

/** A whole run that fails. */
const play = (reporter: Reporter): void => {
  reporter.show(event('start', 'Preflight'))
  reporter.say('kubia up · cluster kubia')
  reporter.show(event('ok', 'Preflight', '8 checks', 400))
  reporter.show(event('skip', 'Node image', 'in use', 3))
  reporter.note('warning: kind.yaml:3:5: unknown key')
  reporter.show(event('start', 'Wait for nodes'))
  reporter.show(event('fail', 'Wait for nodes', '', 120_000))
  reporter.show(event('undo', 'Delete cluster kubia'))
  reporter.show(event('ok', 'Delete cluster kubia', 'removed 3 containers', 2100, true))
  reporter.fail(failure)
  reporter.close()
}
const FAILURE = `✖ Wait for nodes failed after 2m0s                        [NODES_NOT_READY]
  kubia-worker2 is NotReady: no CNI
    event: NodeNotReady
  Fix:
    sudo sysctl a=1
    sudo sysctl b=2
  Then:
    kubectl kubia up
  Left: the cluster runs and was kept
  Logs: ~/.local/state/kubectl-kubia/logs/20260823-101500/
`

describe('The plain reporter', () => {
  const start = () => collect(write => createPlainReporter(write, symbols, paint))

  test('writes one line a finished step, with the time of day', () => {
    const {reporter, text} = start()
    play(reporter)
    expect(text()).toBe(
      `kubia up · cluster kubia
10:15:00 ✔ Preflight            8 checks                                       0.4s
10:15:00 ↷ Node image           in use
warning: kind.yaml:3:5: unknown key
10:15:00 ✖ Wait for nodes                                                      2m0s
10:15:00 ↺ Delete cluster kubia removed 3 containers                           2.1s
${FAILURE}`,
    )
  })

  test('says that a step has begun when it takes longer than a second', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Create cluster'))
    vi.advanceTimersByTime(999)
    expect(text()).toBe('')
    vi.advanceTimersByTime(1)
    expect(text()).toBe('10:15:01 ▸ Create cluster                                                      1.0s\n')
    reporter.show(event('ok', 'Create cluster', 'kind-kubia', 1500))
    reporter.close()
    expect(text().split('\n')).toHaveLength(3)
  })

  test('says each new detail once', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Create cluster'))
    for (const [detail, ms] of [
      ['a', 100],
      ['b', 1200],
      ['b', 1300],
      ['c', 1400],
    ] as const)
      reporter.show(event('progress', 'Create cluster', detail, ms))
    reporter.close()
    expect(text().match(/cluster +\w/g)).toEqual(['cluster       b', 'cluster       c'])
  })

  test('says a detail of the first second with the beginning of the step', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Wait for nodes'))
    for (let ms = 100; ms < 1000; ms += 100) {
      vi.advanceTimersByTime(100)
      reporter.show(event('progress', 'Wait for nodes', '0/3 Ready', ms))
    }
    vi.advanceTimersByTime(100)
    expect(text()).toBe('10:15:01 ▸ Wait for nodes       0/3 Ready                                      1.0s\n')
    reporter.close()
  })

  test('is never silent for more than thirty seconds, also while the same is reported again and again', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Wait for nodes'))
    for (let ms = 500; ms <= 95_000; ms += 500) {
      vi.advanceTimersByTime(500)
      reporter.show(event('progress', 'Wait for nodes', '2/3 Ready', ms))
    }
    expect(text().match(/\S+$/gm)).toEqual(['1.0s', '31.0s', '1m1s', '1m31s'])
    reporter.close()
  })

  test('is never silent for more than thirty seconds while nothing is reported', () => {
    const {reporter, text} = start()
    reporter.show(event('undo', 'Delete cluster kubia'))
    vi.advanceTimersByTime(65_000)
    expect(text()).toBe(
      `10:15:01 ↺ Delete cluster kubia                                                1.0s
10:15:31 ↺ Delete cluster kubia                                               31.0s
10:16:01 ↺ Delete cluster kubia                                                1m1s
`,
    )
    reporter.close()
  })

  test('says nothing more after its end', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Create cluster'))
    reporter.close()
    vi.advanceTimersByTime(100_000)
    expect(text()).toBe('')
  })

  test('keeps a long detail whole up to 400 characters, on one line', () => {
    const {reporter, text} = start()
    reporter.show(event('ok', 'Pull', `${'x'.repeat(500)}\ny`))
    expect(text()).toMatch(/^10:15:00 ✔ Pull {17}x{399}… +0\.0s\n$/)
  })

  test('says of each of several steps side by side that it has begun, and how it ended', () => {
    const {reporter, text} = start()
    reporter.show(event('start', 'Load a'))
    reporter.show(event('start', 'Load b'))
    vi.advanceTimersByTime(1000)
    reporter.show(event('ok', 'Load a', 'into 3 nodes', 1100))
    reporter.show(event('progress', 'Load b', '2 of 8 MB', 1200))
    vi.advanceTimersByTime(31_000)
    reporter.show(event('ok', 'Load b', 'into 3 nodes', 32_000))
    vi.advanceTimersByTime(60_000)
    expect(text().match(/[▸✔].*/g)).toEqual([
      '▸ Load a                                                              1.0s',
      '▸ Load b                                                              1.0s',
      '✔ Load a               into 3 nodes                                   1.1s',
      '▸ Load b               2 of 8 MB                                      1.0s',
      '▸ Load b               2 of 8 MB                                     31.0s',
      '✔ Load b               into 3 nodes                                  32.0s',
    ])
  })
})

describe('The JSON reporter', () => {
  test('writes one object a line, and nothing else', () => {
    const {reporter, text} = collect(createJsonReporter)
    play(reporter)
    const lines = text().trimEnd().split('\n')
    const time = new Date(2026, 7, 23, 10, 15, 0).toISOString()
    expect(lines.map(line => JSON.parse(line))).toEqual([
      {time, event: 'start', task: 'Preflight', detail: '', elapsedMs: 0},
      {time, event: 'ok', task: 'Preflight', detail: '8 checks', elapsedMs: 400},
      {time, event: 'skip', task: 'Node image', detail: 'in use', elapsedMs: 3},
      {time, event: 'progress', task: '', detail: 'warning: kind.yaml:3:5: unknown key', elapsedMs: 0},
      {time, event: 'start', task: 'Wait for nodes', detail: '', elapsedMs: 0},
      {time, event: 'fail', task: 'Wait for nodes', detail: '', elapsedMs: 120_000},
      {time, event: 'undo', task: 'Delete cluster kubia', detail: '', elapsedMs: 0},
      {time, event: 'ok', task: 'Delete cluster kubia', detail: 'removed 3 containers', elapsedMs: 2100},
      {
        time,
        event: 'fail',
        task: 'Wait for nodes',
        detail: 'kubia-worker2 is NotReady: no CNI',
        elapsedMs: 120_000,
        code: 'NODES_NOT_READY',
        exitCode: 5,
        evidence: ['event: NodeNotReady'],
        fix: [{command: 'sudo sysctl a=1'}, {command: 'sudo sysctl b=2'}],
        next: {command: 'kubectl kubia up'},
        left: 'the cluster runs and was kept',
        logs: '~/.local/state/kubectl-kubia/logs/20260823-101500/',
      },
    ])
    expect(text().endsWith('}\n')).toBe(true)
  })

  test('gives whole milliseconds and details on one line', () => {
    const {reporter, text} = collect(createJsonReporter)
    reporter.show(event('progress', 'Pull', 'a\nb\u001B[1m', 1.6))
    expect(JSON.parse(text())).toMatchObject({detail: 'a b^[[1m', elapsedMs: 2})
  })
})

test('The quiet reporter writes warnings and the failure alone', () => {
  const {reporter, text} = collect(write => createQuietReporter(write, symbols, paint))
  play(reporter)
  vi.advanceTimersByTime(100_000)
  expect(text()).toBe(`warning: kind.yaml:3:5: unknown key\n${FAILURE}`)
})

test.each([
  ['auto', {isTTY: true, columns: 80}, {}, 'tty'],
  ['auto', {isTTY: true}, {TERM: 'xterm'}, 'tty'],
  ['auto', {isTTY: true, columns: 0}, {}, 'plain'],
  ['auto', {isTTY: true, columns: 80}, {TERM: 'dumb'}, 'plain'],
  ['auto', {isTTY: false}, {}, 'plain'],
  ['auto', {}, {}, 'plain'],
  ['tty', {}, {}, 'tty'],
  ['plain', {isTTY: true}, {}, 'plain'],
  ['json', {isTTY: true}, {}, 'json'],
  ['quiet', {isTTY: true}, {}, 'quiet'],
] as const)('--progress %s on a stream %j with %j is %s', (mode, stream, env, expected) => {
  expect(resolveProgress(mode, stream, env)).toBe(expected)
})

test('A dumb terminal gets plain ASCII lines without colours', () => {
  setEnv({TERM: 'dumb', NO_COLOR: undefined, FORCE_COLOR: undefined})
  let written = ''
  const stream = {
    isTTY: true,
    columns: 80,
    write: (text: string) => {
      written += text
    },
  }
  const reporter = createReporter('auto', stream)
  reporter.fail({
    ...failure,
    error: new KubiaError('PORT_TAKEN', 'port 80 is in use'),
    step: undefined,
    logs: undefined,
  })
  reporter.show(event('ok', 'Preflight', '8 checks', 400))
  expect(written).toBe(
    `x port 80 is in use                                       [PORT_TAKEN]
10:15:00 + Preflight            8 checks                                       0.4s
`,
  )
})

describe('Names of other programs', () => {
  const evil = 'evil\x1b[2J\x07\u202e\n✔ all is well'
  const shown = 'evil^[[2J^G\\u202e^J✔ all is well'
  const failed = {
    error: new KubiaError('COMMAND_FAILED', 'kubectl failed: \x1b]0;t\x07', {
      evidence: [evil],
      log: {of: 'evil\r', lines: ['\x1b[32mgreen\x1b[39m\x9b']},
      fix: ['kubectl delete pod \x1b[2J'],
      next: 'kubectl\u200f',
      left: 'pod \x07',
    }),
    command: 'kubectl kubia up',
    debug: false,
  }
  const modes = [createPlainReporter, createQuietReporter, createJsonReporter]

  test('are lines of text in notes', () => {
    const {reporter, text} = collect(write => createQuietReporter(write, symbols, paint))
    reporter.note(evil)
    reporter.note([`warning: ${evil}`, {label: 'Fix', advice: [{command: '\x1b', comment: evil}]}], 'warn')
    expect(text()).toBe(`${shown}\n⚠ warning: ${shown}\n  Fix:\n    ${shown}:\n      ^[\n`)
  })

  test('are lines of text in what narrates', () => {
    const {reporter, text} = collect(write => createPlainReporter(write, symbols, paint))
    reporter.say(`  next: ${evil}`)
    expect(text()).toBe(`  next: ${shown}\n`)
  })

  test('are text in each part of a failure', () => {
    const {reporter, text} = collect(write => createQuietReporter(write, symbols, paint))
    reporter.fail(failed)
    expect(text()).toBe(
      [
        '✖ kubectl failed: ^[]0;t^G                                [COMMAND_FAILED]',
        '    evil^[[2J^G\\u202e ✔ all is well',
        '  The end of the log of evil^M:',
        '    | green\\u009b',
        '  Fix: kubectl delete pod ^[[2J',
        '  Then: kubectl\\u200f',
        '  Left: pod ^G',
        '',
      ].join('\n'),
    )
  })

  test('keep their value in JSON events, and are no control characters there either', () => {
    const {reporter, text} = collect(createJsonReporter)
    reporter.fail({...failed, error: new KubiaError('COMMAND_FAILED', '\u202e\x9b\x7f\x1b')})
    expect(text()).toContain('"detail":"\\u202e\\u009b\\u007f\\u001b"')
    expect(JSON.parse(text())).toMatchObject({detail: '\u202e\x9b\x7f\x1b'})
  })

  test.each(modes)('bring no control character to the screen', make => {
    const {reporter, text} = collect(write => make(write, symbols, paint))
    for (const kind of ['start', 'progress', 'ok', 'skip', 'fail', 'undo', 'ok'] as const)
      reporter.show(event(kind, evil, evil, 2000))
    reporter.say(evil, 'ok')
    reporter.note(evil)
    reporter.note(evil, 'warn')
    reporter.fail(failed)
    reporter.close()
    expect(text()).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/)
    expect(text()).not.toMatch(/^✔ all is well/m)
  })
})

const WAIT = {what: 'the API server at https://10.0.0.1:6443', since: 0}

describe('What is waited for', () => {
  const at = (ms: number) => ({...WAIT, since: performance.now() - ms})

  test('is a line in a pipe, and another one after each 30 s', () => {
    const {reporter, text} = collect(write => createPlainReporter(write, symbols, paint))
    const wait = at(3000)
    reporter.wait(wait)
    expect(text()).toBe('waiting for the API server at https://10.0.0.1:6443 (3.0s)\n')
    reporter.wait(undefined)
    reporter.wait(wait)
    vi.advanceTimersByTime(29_999)
    expect(text().split('\n')).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(text().split('\n')[1]).toBe('waiting for the API server at https://10.0.0.1:6443 (33.0s)')
    reporter.wait(undefined)
    vi.advanceTimersByTime(60_000)
    expect(text().split('\n')).toHaveLength(3)
    reporter.close()
  })

  test('is shown by a command that only answers, which shows nothing else', () => {
    const {reporter, text} = collect(write => createReporter('answer', {write}))
    reporter.show(event('start', 'Preflight'))
    reporter.show(event('ok', 'Preflight', '', 9000))
    reporter.say('a headline')
    reporter.wait(at(3000))
    reporter.note('a note')
    reporter.close()
    expect(text()).toBe('waiting for the API server at https://10.0.0.1:6443 (3.0s)\na note\n')
  })

  test.each(['json', 'quiet'] as const)('is not shown with --progress %s', mode => {
    const {reporter, text} = collect(write => createReporter(mode, {write}))
    reporter.wait(at(3000))
    reporter.close()
    expect(text()).toBe('')
  })
})
