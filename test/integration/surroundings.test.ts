import {chmodSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {CLI, createMachine, type Machine, steady} from '../support/machine.ts'

/** A user that the system does not know. */
const UNKNOWN = 54321
const isRoot = process.getuid?.() === 0

/** A machine that an unknown user can use, in a folder of its own that it may write. */
const openMachine = (): {machine: Machine; cwd: string} => {
  const machine = createMachine()
  const cwd = join(machine.root, 'cwd')
  mkdirSync(cwd)
  chmodSync(machine.root, 0o755)
  chmodSync(cwd, 0o777)
  return {machine, cwd}
}

const NO_HOME = {HOME: undefined, XDG_STATE_HOME: undefined, KUBECONFIG: undefined}

describe.concurrent('surroundings', () => {
  test.each([
    [['up'], 3],
    [['status'], 3],
    [['--version'], 0],
    [['--help'], 0],
  ])('%j in a working directory that is gone ends with %i', async (args, code) => {
    const machine = createMachine()
    const lost = join(machine.root, 'lost')
    mkdirSync(lost)
    const script = `cd '${lost}' && /bin/rmdir '${lost}' && exec '${process.execPath}' '${CLI}' "$@"`
    const outcome = await machine.start('/bin/sh', ['-c', script, 'sh', ...args]).ended
    expect(outcome.code).toBe(code)
    if (code === 0) return
    expect(steady(outcome.stderr)).toBe(`✖ the working directory is not there any more  [DIRECTORY_GONE]
  Fix:
    goes home:
      cd
`)
    expect(machine.calls()).toEqual([])
  })

  test.skipIf(!isRoot).each([
    [['--help'], /^kubia is a kubectl plugin/],
    [['up', '--help'], /^Create a multi-node cluster/],
    [['help', 'up'], /^Create a multi-node cluster/],
    [['--version'], /^kubectl-kubia v\d+\.\d+\.\d+\n$/],
    [['__complete', ''], /^alias\t/],
  ])('%j works for a user without a home folder', async (args, stdout) => {
    const {machine, cwd} = openMachine()
    const outcome = await machine.kubia(args, {uid: UNKNOWN, cwd, env: NO_HOME})
    expect(outcome).toEqual({code: 0, stdout: expect.stringMatching(stdout), stderr: ''})
    expect(readdirSync(cwd)).toEqual([])
  })

  test
    .skipIf(!isRoot)
    .each([
      ['clusters'],
      ['up'],
      ['down', 'shop'],
      ['status'],
      ['doctor'],
      ['alias', 'install'],
      ['alias', 'status'],
      ['completion', 'bash'],
    ])('%s %s needs a home folder, and says so', async (...args) => {
    const {machine, cwd} = openMachine()
    const outcome = await machine.kubia(args, {uid: UNKNOWN, cwd, env: {...NO_HOME, XDG_CACHE_HOME: cwd}})
    expect({...outcome, stderr: steady(outcome.stderr)}).toEqual({
      code: 3,
      stdout: '',
      stderr: `✖ HOME is not set, and the system has no home folder of user ${UNKNOWN}  [HOME_UNUSABLE]
  Fix:
    export HOME=/your/home/folder
`,
    })
    expect(machine.calls()).toEqual([])
  })

  test.skipIf(!isRoot)('A user whom the system does not know needs no more than HOME', async () => {
    const {machine, cwd} = openMachine()
    const outcome = await machine.kubia(['status'], {uid: UNKNOWN, cwd, env: {...NO_HOME, HOME: cwd}})
    expect(outcome).toMatchObject({code: 2, stderr: expect.stringContaining('[CONTEXT_MISSING]')})
  })

  test('A relative HOME is refused, and no folder of its name is made', async () => {
    const {machine, cwd} = openMachine()
    mkdirSync(join(cwd, 'there'))
    const env = {...NO_HOME, HOME: 'there'}
    for (const args of [['clusters'], ['up', '--dry-run'], ['alias', 'install']])
      expect(await machine.kubia(args, {cwd, env})).toEqual({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/^✖ HOME is "there", which is not an absolute path +\[HOME_UNUSABLE\]\n/),
      })
    expect(await machine.kubia(['--help'], {cwd, env})).toMatchObject({code: 0, stderr: ''})
    expect(await machine.kubia(['__complete', 'logs', ''], {cwd, env})).toMatchObject({code: 0, stdout: ':4\n'})
    expect(readdirSync(join(cwd, 'there'))).toEqual([])
    expect(machine.calls()).toEqual([])
  })

  test('Without HOME, kubectl and kind get the home folder that the system knows', async () => {
    const {machine, cwd} = openMachine()
    machine.answer('kubectl', 'version', 'echo "$HOME" > "$state/seen"')
    await machine.kubia(['doctor'], {cwd, env: {HOME: undefined}})
    expect(machine.read('seen')).toMatch(/^\/.+\n$/)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('A program that the limit of open files keeps from starting is not called missing', async () => {
    const {machine} = openMachine()
    // Each limit leaves something else undone: a chunk that cannot be read, a program that cannot be started.
    const outcomes = await machine.sh(
      'for limit in 30 28 27 26 25 24 23; do (ulimit -n $limit; kubia clusters 2>&1 >/dev/null; echo "exit $?"); done',
    )
    expect(outcomes.stdout).not.toMatch(/not on PATH|MISSING|UNEXPECTED|exit 1\b/)
    expect(outcomes.stdout).toMatch(
      /too many open files \(EMFILE\) +\[LIMIT_REACHED\]\n {2}Fix:\n {4}ulimit -n 1024\nexit 3\n/,
    )
  })

  test('A folder among the records stops nobody', async () => {
    const {machine} = openMachine()
    mkdirSync(join(machine.root, 'state/kubectl-kubia/clusters/odd.json'), {recursive: true})
    mkdirSync(join(machine.root, 'state/kubectl-kubia/tunnels/odd.json'), {recursive: true})
    expect(await machine.kubia(['clusters'])).toEqual({code: 0, stdout: '', stderr: 'No clusters found.\n'})
    expect(await machine.kubia(['up', '--progress', 'quiet'])).toMatchObject({code: 0})
    expect(await machine.kubia(['down', '--all', '--yes'])).toMatchObject({code: 0, stdout: 'kubia\nodd\n'})
  })

  test.skipIf(!isRoot).each([
    ['closed', 0o000, 'EACCES: permission denied'],
    ['file', undefined, 'ENOTDIR: not a directory'],
  ])('A home folder that is %s is a clear failure of what changes shells', async (name, mode, why) => {
    const {machine, cwd} = openMachine()
    const home = join(cwd, name)
    if (mode === undefined) writeFileSync(home, '')
    else mkdirSync(home, {mode})
    for (const verb of ['install', 'uninstall']) {
      const {code, stderr} = await machine.kubia(['alias', verb, '--shell', 'bash', '--rc', join(home, '.bashrc')], {
        uid: UNKNOWN,
        cwd,
        env: {...NO_HOME, HOME: home, PATH: `${machine.path}:/usr/bin:/bin`},
      })
      expect({code, stderr: steady(stderr)}).toEqual({
        code: 3,
        stderr: expect.stringMatching(
          new RegExp(`cannot be written: ${why}, lstat '.*' +\\[SHELL_FILE_UNWRITABLE\\]\\n`),
        ),
      })
    }
  })
})
