import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {chooseSymbols, createPaint} from '../../../src/printers/style.ts'
import {type CiLog, ciLog, createCiReporter, GITHUB, GITLAB} from '../../../src/workflow/reporters/ci.ts'
import {createReporter} from '../../../src/workflow/reporters/index.ts'
import {setEnv} from '../../support/temporary.ts'
import {event, failure} from '../events.ts'

const start = (log: CiLog) => {
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  return {
    reporter: createCiReporter(log, write, chooseSymbols({LANG: 'C.UTF-8'}), createPaint({})),
    text: () => written.replaceAll(/ {2,}/g, '  ').replaceAll(/kubia_\d+/g, 'kubia_N'),
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(new Date(2026, 7, 23, 10, 15, 0))
})
afterEach(() => void vi.useRealTimers())

describe('In a job of GitHub', () => {
  test('each step is a group with what it said, and its result below', () => {
    const {reporter, text} = start(GITHUB)
    reporter.show(event('start', 'Create cluster'))
    vi.advanceTimersByTime(1000)
    reporter.show(event('ok', 'Create cluster', 'kind-kubia', 1500))
    reporter.show(event('skip', 'Context', 'as it is'))
    reporter.say('Up in 2s', 'ok')
    reporter.close()
    expect(text()).toBe(`::group::Create cluster
10:15:01 ▸ Create cluster  1.0s
::endgroup::
10:15:01 ✔ Create cluster  kind-kubia  1.5s
10:15:01 ↷ Context  as it is
✔ Up in 2s
`)
  })

  test('steps side by side have a group each, one after the other, and none is lost', () => {
    const {reporter, text} = start(GITHUB)
    for (const name of ['a', 'b', 'c']) reporter.show(event('start', name))
    vi.advanceTimersByTime(1000)
    reporter.show(event('ok', 'b', 'done', 1200))
    reporter.show(event('ok', 'a', 'done', 1300))
    reporter.show(event('fail', 'c', '', 1400))
    expect(text()).toBe(`::group::a
10:15:01 ▸ a  1.0s
::endgroup::
10:15:01 ✔ a  done  1.3s
::group::b
10:15:01 ▸ b  1.0s
::endgroup::
10:15:01 ✔ b  done  1.2s
::group::c
10:15:01 ▸ c  1.0s
::endgroup::
10:15:01 ✖ c  1.4s
`)
  })

  test('a failure closes what is open, and is annotated once, with code, cause and fix', () => {
    const {reporter, text} = start(GITHUB)
    reporter.show(event('start', 'Wait for nodes'))
    reporter.fail(failure)
    reporter.close()
    const lines = text().split('\n')
    expect(lines.slice(0, 3)).toEqual([
      '::group::Wait for nodes',
      '::endgroup::',
      '::error title=NODES_NOT_READY::Wait for nodes failed: kubia-worker2 is NotReady: no CNI%0AFix:%0Asudo sysctl a=1%0Asudo sysctl b=2',
    ])
    expect(lines[3]).toBe('✖ Wait for nodes failed after 2m0s  [NODES_NOT_READY]')
    expect(text().match(/^::error/gm)).toHaveLength(1)
  })

  test('nothing that others say is a command', () => {
    const {reporter, text} = start(GITHUB)
    reporter.show(event('start', '::error::x\n::y::'))
    reporter.note('::set-output name=a::b')
    const error = new KubiaError('POD_FAILED', 'it ended', {log: {of: 'x', lines: ['::error::y', '##[error]z']}})
    reporter.fail({...failure, error})
    const obeyed = text()
      .split('\n')
      .filter(line => /^\s*::|##\[/.test(line))
    expect(obeyed).toEqual([
      '::group::::error::x^J::y::',
      '::endgroup::',
      '::error title=POD_FAILED::Wait for nodes failed: it ended',
    ])
  })
})

test('In a job of GitLab each step is a section, and nothing is annotated', () => {
  const {reporter, text} = start(GITLAB)
  reporter.show(event('start', 'Wait for nodes'))
  reporter.fail(failure)
  const time = Math.floor(Date.now() / 1000)
  expect(text().split('\n').slice(0, 3)).toEqual([
    `\x1b[0Ksection_start:${time}:kubia_N\r\x1b[0KWait for nodes`,
    `\x1b[0Ksection_end:${time}:kubia_N\r\x1b[0K`,
    '✖ Wait for nodes failed after 2m0s  [NODES_NOT_READY]',
  ])
})

test.each([
  [{}, undefined],
  [{GITHUB_ACTIONS: 'true'}, GITHUB],
  [{GITLAB_CI: 'true'}, GITLAB],
  [{GITHUB_ACTIONS: 'false'}, undefined],
  [{GITHUB_ACTIONS: 'true', KUBIA_CI: 'off'}, undefined],
])('The job that %j is of is known', (env, expected) => {
  expect(ciLog(env)).toBe(expected)
})

describe('With GITHUB_ACTIONS=true', () => {
  const annotations = (mode: Parameters<typeof createReporter>[0], isTTY = false): number => {
    setEnv({GITHUB_ACTIONS: 'true'})
    let written = ''
    const write = (text: string): void => {
      written += text
    }
    createReporter(mode, {write, isTTY, columns: 80}).fail(failure)
    return written.match(/^::error/gm)?.length ?? 0
  }

  test.each([
    ['auto', 1],
    ['plain', 1],
    ['answer', 1],
    ['tty', 0],
    ['json', 0],
    ['quiet', 0],
  ] as const)('--progress %s has %i annotations of a failure', (mode, expected) => {
    expect(annotations(mode)).toBe(expected)
  })

  test('a terminal keeps its live view', () => {
    setEnv({TERM: 'xterm'})
    expect(annotations('auto', true)).toBe(0)
  })
})
