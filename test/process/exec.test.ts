import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test, vi} from 'vitest'
import type {KubiaError} from '../../src/errors/kubia-error.ts'
import {
  CommandFailed,
  createExec,
  type Exec,
  type ExecOptions,
  endedBy,
  ProgramMissing,
} from '../../src/process/exec.ts'
import {fanOut} from '../../src/process/fan-out.ts'
import {isAlive} from '../support/processes.ts'
import {temporaryFolder} from '../support/temporary.ts'

const never = new AbortController().signal
const exec = createExec({signal: () => never})
const node = (script: string, ...args: string[]) => ({program: process.execPath, args: ['-e', script, ...args]})
const sh = (script: string, ...args: string[]) => ({program: 'sh', args: ['-c', script, 'sh', ...args]})

const readPid = (file: string): Promise<number> =>
  vi.waitFor(() => {
    const pid = Number(readFileSync(file, 'utf8'))
    expect(pid).toBeGreaterThan(1)
    return pid
  }, 5000)

test('The output of a program comes back as it was', async () => {
  const {exitCode, stdout, stderr, elapsedMs} = await exec(node('process.stdout.write("a\\n\\nb"); console.error("c")'))
  expect({exitCode, stdout, stderr}).toEqual({exitCode: 0, stdout: 'a\n\nb', stderr: 'c\n'})
  expect(elapsedMs).toBeGreaterThan(0)
})

test('A door that a signal closes ends what runs behind it with the signal’s reason', async () => {
  const closing = new AbortController()
  const running = endedBy(exec, closing.signal)({program: 'sleep', args: ['600']}, {allowFailure: true})
  const reason = new Error('closed')
  closing.abort(reason)
  await expect(running).rejects.toBe(reason)
})

test('Arguments reach the program as they are, without a shell', async () => {
  const args = ['$HOME', '*', ';', '&& exit 9', '`id`', 'a b', '', "'", '"', '\\', 'line\nbreak', '-x', 'é🙂']
  const {stdout} = await exec(node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args))
  expect(JSON.parse(stdout)).toEqual(args)
})

test('Input reaches the program, and its end does too', async () => {
  const {stdout} = await exec({program: 'cat', args: [], input: 'kind: Cluster\né\n'})
  expect(stdout).toBe('kind: Cluster\né\n')
})

test('Without input, standard input is empty', async () => {
  expect((await exec({program: 'cat', args: []})).stdout).toBe('')
})

test('A program that does not read its input is no failure', async () => {
  const result = await exec({program: 'true', args: [], input: 'x'.repeat(4 * 1024 * 1024)})
  expect(result.exitCode).toBe(0)
})

test('Variables of a command are added to the environment', async () => {
  const {stdout} = await exec({...sh('echo "$KUBIA_TEST:$PATH"'), env: {KUBIA_TEST: 'a b'}})
  expect(stdout).toBe(`a b:${process.env['PATH']}\n`)
})

test('A failing program throws, with its last words in the message and all facts as fields', async () => {
  const command = sh('echo out; echo first >&2; echo last >&2; exit 3')
  const failure = await exec(command).catch(error => error)
  expect(failure).toBeInstanceOf(CommandFailed)
  expect(failure.message).toBe("sh -c 'echo out; echo first >&2; echo last >&2; exit 3' sh exited with 3: last")
  expect(failure.result).toMatchObject({exitCode: 3, stdout: 'out\n', stderr: 'first\nlast\n'})
  expect(failure).toMatchObject({code: 'COMMAND_FAILED', exit: 3, details: {evidence: ['first']}})
})

test('A Go program that panics is told by what it panics with, not by the end of its stack', async () => {
  const stack =
    'echo "panic: oh no" >&2; printf "\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/x.go:1 +0x1\\n" >&2; exit 2'
  await expect(exec(sh(stack))).rejects.toThrow(/ exited with 2: panic: oh no$/)
})

test('A program that fails without a word is told by its exit code', async () => {
  await expect(exec({program: 'false', args: []})).rejects.toThrow(/^false exited with 1$/)
})

test('A failure may be part of the answer', async () => {
  expect(await exec(sh('echo no >&2; exit 7'), {allowFailure: true})).toMatchObject({exitCode: 7, stderr: 'no\n'})
})

test('A program that was killed by somebody else has failed', async () => {
  await expect(exec(sh('kill -9 $$'))).rejects.toThrow(CommandFailed)
})

test.each([
  ['is nowhere', 'kubia-no-such-program'],
  ['is a path that does not exist', '/nowhere/kind'],
  ['may not be executed', import.meta.filename],
])('A program that %s is missing', async (_, program) => {
  const failure = await exec({program, args: []}).catch(error => error)
  expect(failure).toBeInstanceOf(ProgramMissing)
  expect(failure).toMatchObject({code: 'PROGRAM_MISSING', exit: 3})
  expect(failure.message).toBe(`${program} is not on PATH or cannot be executed`)
  await expect(exec({program, args: []}, {allowFailure: true})).rejects.toThrow(ProgramMissing)
})

test('Lines of both streams are told as they come, without their ends', async () => {
  const lines: string[] = []
  const script = 'echo one; printf t >&2; printf "three\\r\\n\\nfive"; sleep 0.05; echo wo >&2'
  const {stdout, stderr} = await exec(sh(script), {onLine: line => lines.push(line)})
  expect(lines.filter(line => line !== 'two')).toEqual(['one', 'three', '', 'five'])
  expect(lines).toContain('two')
  expect({stdout, stderr}).toEqual({stdout: 'one\nthree\r\n\nfive', stderr: 'two\n'})
})

test('A line is told while the program still runs', async () => {
  const file = join(temporaryFolder(), 'go')
  const seen: string[] = []
  await exec(sh('echo ready; until [ -e "$1" ]; do sleep 0.01; done', file), {
    onLine: line => {
      seen.push(line)
      void exec({program: 'touch', args: [file]})
    },
  })
  expect(seen).toEqual(['ready'])
})

test('Bytes that are no UTF-8 do no harm', async () => {
  const lines: string[] = []
  const {stdout} = await exec(sh(String.raw`printf 'a\377b\n\303\n'`), {onLine: line => lines.push(line)})
  expect(stdout).toBe('a\uFFFDb\n\uFFFD\n')
  expect(lines).toEqual(['a\uFFFDb', '\uFFFD'])
})

test('A character that comes in two pieces is whole', async () => {
  const {stdout} = await exec(sh(String.raw`printf '\303'; sleep 0.05; printf '\251'`))
  expect(stdout).toBe('é')
})

test('Ten megabytes come through whole', async () => {
  const {stdout} = await exec(node('process.stdout.write("0123456789".repeat(1024 * 1024))'))
  expect(stdout.length).toBe(10 * 1024 * 1024)
})

test('The observers are told of the start and of the end, also of a failure', async () => {
  const told: string[] = []
  const watched: Exec = createExec({
    signal: () => never,
    onStart: ({program}) => told.push(`start ${program}`),
    onEnd: ({program}, {exitCode}) => told.push(`end ${program} ${exitCode}`),
  })
  await watched({program: 'true', args: []})
  await expect(watched({program: 'false', args: []})).rejects.toThrow(CommandFailed)
  expect(told).toEqual(['start true', 'end true 0', 'start false', 'end false 1'])
})

test('After the abort nothing is started', async () => {
  const file = join(temporaryFolder(), 'made')
  const aborted = AbortSignal.abort(new Error('stopped'))
  await expect(createExec({signal: () => aborted})({program: 'touch', args: [file]})).rejects.toThrow(/^stopped$/)
  expect(existsSync(file)).toBe(false)
})

test('The abort ends a program that is under way, and its reason is thrown', async () => {
  const controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  const reason = new Error('interrupted')
  await expect(
    run(sh('echo ready; exec sleep 600'), {onLine: () => controller.abort(reason), allowFailure: true}),
  ).rejects.toBe(reason)
})

test('Each command asks for the signal again', async () => {
  let controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  controller.abort(new Error('first'))
  await expect(run({program: 'true', args: []})).rejects.toThrow('first')
  controller = new AbortController()
  expect((await run({program: 'true', args: []})).exitCode).toBe(0)
})

test.each([
  ['holds its output', ''],
  ['has closed its output', '>/dev/null 2>&1'],
])('The abort ends a grandchild too, one that ignores SIGTERM and %s', async (_, redirect) => {
  const file = join(temporaryFolder(), 'pid')
  const controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  const grandchild = `trap '' TERM; echo $$ > "$0"; while :; do sleep 0.05; done`
  const running = run(sh(`sh -c "$2" "$1" ${redirect} & sleep 600`, file, grandchild))
  const ended = expect(running).rejects.toThrow('enough')
  const pid = await readPid(file)
  expect(isAlive(pid)).toBe(true)
  controller.abort(new Error('enough'))
  await ended
  // A killed process is gone a moment later; kubia itself would give up the group only after 1.5 s.
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 1000)
})

test('A program that is told to stop may clean up behind itself', async () => {
  const file = join(temporaryFolder(), 'cleaned')
  const controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  const script = `trap 'echo done > "$1"; exit 0' TERM; echo ready; while :; do sleep 0.05; done`
  await expect(run(sh(script, file), {onLine: () => controller.abort(new Error('stop'))})).rejects.toThrow('stop')
  expect(readFileSync(file, 'utf8')).toBe('done\n')
})

test('A time-out ends the program and says what did not answer', async () => {
  const failure: KubiaError = await exec({program: 'sleep', args: ['600']}, {timeoutMs: 50}).catch(error => error)
  expect(failure.code).toBe('TIMEOUT')
  expect(failure.message).toBe('sleep 600 did not answer within 0.05s')
})

test('A child leads a process group of its own, so that a terminal’s Ctrl-C does not reach it', async () => {
  const {stdout} = await exec(sh('echo $$; cut -d" " -f5 /proc/$$/stat'))
  const [pid, group] = stdout.trim().split('\n')
  expect(group).toBe(pid)
})

/** Leaves a process of another session behind, which holds both outputs, and tells its pid in a file. */
const LEAVE = `setsid sh -c 'echo $$ > "$0"; exec sleep 600' "$1" & until [ -s "$1" ]; do sleep 0.01; done; `

describe.concurrent('A descendant that holds the output open', () => {
  const exec = createExec({signal: () => never, silenceMs: 300})
  // One folder for all: onTestFinished gives what tests side by side leave to the one that began last.
  const folder = mkdtempSync(join(tmpdir(), 'kubia-test-'))
  afterAll(() => rmSync(folder, {recursive: true}))
  let count = 0
  const newFile = (): string => join(folder, String(++count))

  test.each<[string, ExecOptions]>([
    ['', {}],
    [', its lines neither', {onLine: () => {}}],
    [', what is followed neither', {onOutput: () => {}}],
  ])('does not keep a program that has ended from being over%s', async (_, options) => {
    const file = newFile()
    const {exitCode, stdout, stderr} = await exec(sh(`${LEAVE} echo out; echo err >&2`, file), options)
    process.kill(await readPid(file))
    expect({exitCode, stdout, stderr}).toEqual({exitCode: 0, stdout: options.onOutput ? '' : 'out\n', stderr: 'err\n'})
  })

  test('is waited for while it writes', async () => {
    const file = newFile()
    const script = `setsid sh -c 'echo $$ > "$0"; for i in 1 2 3; do sleep 0.3; echo $i; done; exec sleep 600' "$1" & while [ ! -s "$1" ]; do sleep 0.01; done`
    // With the limit that users have: the pauses of a busy machine are far below it.
    const {stdout} = await createExec({signal: () => never})(sh(script, file))
    process.kill(await readPid(file))
    expect(stdout).toBe('1\n2\n3\n')
  })

  test('does not keep the readers of it from their end', async () => {
    const file = newFile()
    const {input, outputs} = fanOut(2, () => {})
    const readers = outputs.map((output, index) => exec(sh(`sleep ${index}; wc -c`), {stdin: output}))
    await exec(sh(`${LEAVE} head -c 3000000 /dev/zero`, file), {stdout: input})
    process.kill(await readPid(file))
    expect((await Promise.all(readers)).map(({stdout}) => stdout.trim())).toEqual(['3000000', '3000000'])
  })

  test.each<[string, string, ExecOptions]>([
    ['runs', 'exec sleep 600', {}],
    ['runs, its lines told', 'exec sleep 600', {onLine: () => {}}],
    ['runs, its output followed', 'exec sleep 600', {onOutput: () => {}}],
    ['has ended', 'exit 0', {}],
  ])('does not keep the abort from being over at once, when the program %s', async (_, end, options) => {
    const file = newFile()
    const controller = new AbortController()
    const running = createExec({signal: () => controller.signal})(sh(LEAVE + end, file), options)
    const ended = expect(running).rejects.toThrow('enough')
    const pid = await readPid(file)
    controller.abort(new Error('enough'))
    await ended
    expect(isAlive(pid)).toBe(true)
    process.kill(pid)
  })

  test('does not make what was cut off look complete', async () => {
    const file = newFile()
    const controller = new AbortController()
    const {input, outputs} = fanOut(1, () => {})
    const running = createExec({signal: () => controller.signal})(sh(`${LEAVE} exec sleep 600`, file), {stdout: input})
    const ended = expect(running).rejects.toThrow('enough')
    const pid = await readPid(file)
    controller.abort(new Error('enough'))
    await ended
    process.kill(pid)
    expect({destroyed: outputs[0]!.destroyed, ended: outputs[0]!.readableEnded}).toEqual({
      destroyed: true,
      ended: false,
    })
  })
})

test('A wait lasts until the program prints its first byte, or ends', async () => {
  const told: string[] = []
  const waiting = createExec({
    signal: () => never,
    onWait: what => {
      told.push(`begin ${what}`)
      return () => void (told.at(-1)?.startsWith('end') || told.push(`end ${what}`))
    },
  })
  const folder = temporaryFolder()
  const going = waiting(sh('echo first; while [ ! -e "$1/go" ]; do sleep 0.05; done', folder), {waitsFor: 'the server'})
  await vi.waitFor(() => expect(told).toEqual(['begin the server', 'end the server']), 5000)
  await waiting(sh(`touch ${folder}/go`))
  await going
  expect(told).toEqual(['begin the server', 'end the server'])
  await expect(waiting(sh('exit 1'), {waitsFor: 'the other'})).rejects.toThrow(CommandFailed)
  expect(told.slice(2)).toEqual(['begin the other', 'end the other'])
})
