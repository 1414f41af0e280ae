import {readFileSync} from 'node:fs'
import {afterAll, describe, expect, test} from 'vitest'
import {cutting, failing, flooding, only, page, sending, silent, trickling, well} from '../support/api/behaviours.ts'
import {OBJECTS, type RawObject} from '../support/api/objects.ts'
import {type Behaviour, type FakeApi, startFakeApi} from '../support/api/server.ts'
import {placeClusterAt} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
import {CLI, createMachine, type Outcome, type Running, realKubectl} from '../support/machine.ts'

/** What a terminal would obey: colours, a title, BEL, a return, C1, and a mark that turns the direction. */
const OBEYED = 'a\x1b[2Jb\x1b]0;title\x07c\rd\x9be\u202ef'

interface Fault {
  behaviour: Behaviour
  code: string
  objects?: readonly RawObject[]
  /** True: it may be over soon, so that `up` and `tunnel` go on asking. */
  passes?: boolean
}

/** How a server answers, and the code that it comes to. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'a web page': {behaviour: page(200), code: 'NOT_KUBERNETES'},
  'a web page with 403': {behaviour: page(403), code: 'NOT_KUBERNETES'},
  noise: {behaviour: sending('\0\x01noise\x1b[2J'), code: 'NOT_KUBERNETES'},
  'no bytes': {behaviour: sending(''), code: 'NOT_KUBERNETES'},
  'JSON of something else': {behaviour: sending('[1,2,{"a":null}]'), code: 'NOT_KUBERNETES'},
  null: {behaviour: sending('null'), code: 'NOT_KUBERNETES'},
  'objects of wrong types': {
    behaviour: well,
    code: 'ANSWER_UNREADABLE',
    objects: OBJECTS.map(object => ({...object, spec: 7, status: 'x', subsets: 3, involvedObject: 4})),
  },
  401: {behaviour: failing(401, 'Unauthorized', 'Unauthorized'), code: 'FORBIDDEN'},
  403: {behaviour: failing(403, 'Forbidden', `pods is forbidden: ${OBEYED}`), code: 'FORBIDDEN'},
  429: {behaviour: failing(429, 'TooManyRequests', OBEYED), code: 'API_FAILING', passes: true},
  500: {behaviour: failing(500, 'InternalError', OBEYED), code: 'API_FAILING', passes: true},
  503: {behaviour: failing(503, 'ServiceUnavailable', OBEYED), code: 'API_FAILING', passes: true},
  '503 for its objects': {
    behaviour: only(/^\/api(?:s\/[^/]+)?\/v1\//, failing(503, 'ServiceUnavailable', 'starting')),
    code: 'API_FAILING',
    passes: true,
  },
  'an answer that is cut': {behaviour: cutting, code: 'API_FAILING', passes: true},
}

/** Servers that keep a client waiting. */
const WAITS: Readonly<Record<string, Behaviour>> = {
  'never answers': silent,
  'begins an answer that has no end': trickling,
  'floods its answer': flooding,
  'refuses with 429 and Retry-After': failing(429, 'TooManyRequests', 'slow down', {'retry-after': '100'}),
}

/** Commands that ask a server. */
const ASKING: readonly (readonly string[])[] = [
  ['status'],
  ['status', '-A', '-o', 'json'],
  ['status', 'node', 'node-1'],
  ['status', '--tree'],
  ['status', '-w'],
  ['status', 'deployment', 'web', '--exit-code'],
  ['logs', 'web'],
  ['logs', '-f', 'web'],
  ['events', 'web'],
  ['scale', 'web', '2'],
  ['expose', 'deployment', 'web', '--port', '80'],
  ['deploy', 'a', '--image', 'b:1'],
  ['deploy', '-f', 'm.yaml'],
  ['run', 'web-1-a', '--image', 'b:1'],
  ['undo', 'web'],
  ['restart', 'web'],
  ['open', 'web', '--print'],
  ['hit', 'web', '-n', '1'],
  ['up'],
  ['tunnel'],
]
/** Commands that do without a server. */
const APART: readonly (readonly string[])[] = [
  ['clusters'],
  ['doctor'],
  ['version'],
  ['completion', 'bash'],
  ['down', '--yes'],
]
const PATIENT: readonly (string | undefined)[] = ['up', 'tunnel']

/**
 * A command meets some of the faults in the ordinary suite, in turn, so that each fault meets commands of each kind;
 * KUBIA_HOSTILE=all lets all meet.
 */
const meetings = <T>(
  commands: readonly (readonly string[])[],
  faults: Readonly<Record<string, T>>,
  every: number,
): (readonly [command: string, fault: string, args: readonly string[], T])[] =>
  Object.entries(faults).flatMap(([fault, one], row) =>
    commands
      .filter((_, column) => process.env['KUBIA_HOSTILE'] === 'all' || (row + column) % every === 0)
      .map(args => [args.join(' '), fault, args, one] as const),
  )

const started: FakeApi[] = []
afterAll(async () => {
  await Promise.all(started.map(api => api.close()))
})

/** Starts a command on a machine with a local cluster whose API server behaves in this way. */
const start = async (
  args: readonly string[],
  behaviour: Behaviour,
  objects: readonly RawObject[] = OBJECTS,
): Promise<Running> => {
  const api = await startFakeApi(behaviour, {objects})
  started.push(api)
  const machine = createMachine()
  placeClusterAt(machine, api.url)
  return machine.start(process.execPath, [CLI, ...args])
}

/** The most memory that a process has had so far, in bytes; 0 where that is not known. */
const peakOf = ({child}: Running): number => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Ends a command by Ctrl-C once it has said something on standard error. @returns how it ended, and the most memory that it had, in bytes */
const interruptAfter = async (running: Running, words: RegExp): Promise<Outcome & {peak: number}> => {
  let peak = 0
  let isSent = false
  running.child.stderr?.on('data', () => {
    peak = peakOf(running)
    // A second one would end it at once.
    if (!isSent && words.test(running.stderr())) isSent = running.child.kill('SIGINT')
  })
  return {...(await running.ended), peak}
}

describe.skipIf(!realKubectl).concurrent('A server that does not do as one does', () => {
  test.each(meetings(ASKING, FAULTS, 8))(
    '%s: %s',
    async (_command, _fault, args, {behaviour, code, objects, passes}) => {
      const running = await start(args, behaviour, objects)
      const goesOn = passes === true && PATIENT.includes(args[0])
      const outcome = await (goesOn ? interruptAfter(running, /answers [45]\d\d|closes the connection/) : running.ended)
      expectCalm(outcome)
      expect(outcome.stderr).toContain(goesOn ? 'the API server ' : `[${code}]`)
      expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: goesOn ? 130 : 3, stdout: ''})
    },
  )

  test.each(meetings(APART, FAULTS, 14))(
    'does not bother %s: %s',
    async (_command, _fault, args, {behaviour, objects}) => {
      const outcome = await (await start(args, behaviour, objects)).ended
      expectCalm(outcome)
      expect(outcome.code).toBe(0)
    },
  )
})

describe.skipIf(!realKubectl).concurrent('A server that keeps a client waiting', () => {
  test.each(meetings(ASKING, WAITS, 4))('%s: it %s', async (_command, _fault, args, behaviour) => {
    const running = await start(args, behaviour)
    const outcome = await interruptAfter(running, /waiting for (?:the API server|kubectl)|asking on/)
    expectCalm(outcome)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 130, stdout: ''})
    expect(outcome.peak).toBeLessThan(300 * 1024 * 1024)
  })
})
