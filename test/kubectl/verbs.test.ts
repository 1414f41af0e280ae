import {readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'
import {type VerbStep, verbSteps} from './verbs.ts'

const bin = join(import.meta.dirname, 'bin')
const versions = readdirSync(bin)
  .map(file => file.replace('kubectl-', ''))
  .sort()

const cluster = startSimCluster('verbs', ['--workers', '2'])
afterAll(() => cluster.stop())

test('At least four minors of kubectl are tried, the oldest 1.28 and the newest 1.35 or later', () => {
  const minors = versions.map(version => Number(version.split('.')[1]))
  expect(minors.length).toBeGreaterThanOrEqual(4)
  expect(Math.min(...minors)).toBe(28)
  expect(Math.max(...minors)).toBeGreaterThanOrEqual(35)
})

describe.each(versions)('kubectl %s', version => {
  const program = join(bin, `kubectl-${version}`)
  const namespace = version.replaceAll('.', '-')
  /** An editor that changes a colour, as a person would. */
  const editor = join(cluster.directory, 'editor')
  const run = (args: readonly string[], input?: string) =>
    cluster.run(program, ['-n', namespace, ...args], {
      ...(input !== undefined && {input}),
      env: {KUBE_EDITOR: editor, HOME: join(cluster.directory, version)},
    })

  beforeAll(async () => {
    writeFileSync(editor, '#!/bin/sh\nexec sed -i s/blue/green/ "$1"\n', {mode: 0o755})
    await cluster.ready
    const made = await run(['create', 'namespace', namespace])
    expect(made).toMatchObject({code: 0, stdout: `namespace/${namespace} created\n`})
  })

  const check = async ({args, input, says, complains, code = 0}: VerbStep): Promise<void> => {
    const outcome = await run(args, input)
    const line = `kubectl ${args.join(' ')}\n${outcome.stdout}${outcome.stderr}`
    expect(outcome.code, line).toBe(code)
    if (typeof says === 'string') expect(outcome.stdout, line).toBe(says)
    else if (says) expect(outcome.stdout, line).toMatch(says)
    if (complains) expect(outcome.stderr, line).toMatch(complains)
  }

  test.each(verbSteps('verbs-worker', version.replaceAll('.', '-')))('%s', async (_, steps) => {
    for (const step of steps) {
      if (step.settles) await vi.waitFor(() => check(step), {timeout: 30_000, interval: 200})
      else await check(step)
    }
  })

  /** A kubectl that goes on, and what it has said when that came true; ended afterwards. */
  const until = async (
    args: readonly string[],
    holds: (text: string) => boolean,
    provoke: (text: string) => Promise<unknown>,
  ) => {
    const running = cluster.start(program, ['-n', namespace, ...args])
    let text = ''
    running.child.stdout?.on('data', chunk => {
      text += chunk
    })
    const ended = running.ended.then(({stderr}) =>
      Promise.reject(new Error(`kubectl ${args.join(' ')}: ${text}${stderr}`)),
    )
    // It counts only while it is waited for.
    ended.catch(() => {})
    try {
      await vi.waitFor(() => expect(text).not.toBe(''), {timeout: 30_000})
      await provoke(text)
      await Promise.race([vi.waitFor(() => expect(holds(text), text).toBe(true), {timeout: 30_000}), ended])
    } finally {
      running.child.kill('SIGTERM')
      await running.ended
    }
  }

  test('follows logs, watches, and forwards a port', async () => {
    expect((await run(['run', 'long', '--image=museopkim/kubia', '--port=8080'])).code).toBe(0)
    expect((await run(['wait', '--for=condition=Ready', 'pod/long', '--timeout=60s'])).code).toBe(0)
    await until(
      ['get', 'pods', '-w', '--no-headers'],
      text => /^other +1\/1 +Running/m.test(text) && /^other +0\/1 +ContainerCreating/m.test(text),
      () => run(['run', 'other', '--image=museopkim/kubia']),
    )
    await until(
      ['port-forward', 'pod/long', ':8080'],
      text => text.includes('Handling connection'),
      async text => {
        const url = `http://${/127\.0\.0\.1:\d+/.exec(text)?.[0]}/`
        const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()))
        expect(answers).toEqual(Array(3).fill("You've hit long\n"))
      },
    )
    const path = `/api/v1/namespaces/${namespace}/pods/long:8080/proxy/`
    await until(
      ['logs', '-f', 'long', '--timestamps'],
      text => /^\d{4}-\d\d-\d\dT\S+Z .*GET/m.test(text),
      () => run(['get', '--raw', path]),
    )
  })

  test('deletes its namespace with all that is in it', async () => {
    const gone = await run(['delete', 'namespace', namespace, '--timeout=60s'])
    expect(gone).toMatchObject({code: 0, stdout: expect.stringMatching(`^namespace "${namespace}" deleted`)})
  })
})
