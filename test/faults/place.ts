import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
/** In the environment of everything that a place starts: by it, what is left of it is found, whoever started it. */
export const MARK = 'KUBIA_FAULTS_PLACE'
/** The context that a place has before kubia comes. */
export const BEFORE = 'before'

/** How a program ended, and how long it took. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  seconds: number
}

export interface Running {
  pid: number
  said: () => string
  ended: Promise<Ended>
}

/** A home of its own for one cycle of tries: folders, a kubeconfig with a context, and what stands before the real PATH. */
export interface Place {
  root: string
  kubeconfig: string
  state: string
  cache: string
  temporary: string
  env: Record<string, string>
  start(program: string, args: readonly string[]): Running
  /** Runs the built kubia. */
  kubia(...args: string[]): Running
  /** Runs another program. @throws where it fails */
  must(program: string, ...args: string[]): Promise<string>
  /** Puts a program in front of the real one of its name; undefined takes it away. */
  stand(program: string, script: string | undefined): void
  remove(): void
}

/** @param disk a folder for the kubeconfig, @param stateDisk one for kubia's state, where they are to be somewhere else */
export const makePlace = (disk?: string, stateDisk?: string): Place => {
  const root = mkdtempSync(join(tmpdir(), 'kubia-faults-'))
  const [state, cache, temporary, bin] = [
    join(stateDisk ?? root, 'state'),
    join(root, 'cache'),
    join(root, 'tmp'),
    join(root, 'bin'),
  ]
  const kubeconfig = join(disk ?? root, 'kubeconfig')
  for (const folder of [temporary, bin]) mkdirSync(folder)
  const server = {name: BEFORE, cluster: {server: 'https://127.0.0.1:1'}}
  const context = {name: BEFORE, context: {cluster: BEFORE, user: BEFORE}}
  const config = {apiVersion: 'v1', kind: 'Config', clusters: [server], contexts: [context], users: [{name: BEFORE}]}
  writeFileSync(kubeconfig, JSON.stringify({...config, 'current-context': BEFORE}), {mode: 0o600})
  const env = {
    ...(process.env as Record<string, string>),
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    HOME: root,
    KUBECONFIG: kubeconfig,
    XDG_STATE_HOME: state,
    XDG_CACHE_HOME: cache,
    XDG_CONFIG_HOME: join(root, 'config'),
    TMPDIR: temporary,
    NO_COLOR: '1',
    [MARK]: root,
  }

  const start = (program: string, args: readonly string[]): Running => {
    const startedAt = performance.now()
    // A session of its own: what is sent to kubia's group must not reach the tests.
    const child = spawn(program, args, {env, cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe']})
    const text = {stdout: '', stderr: ''}
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk
      })
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject)
      // Not `close`: what outlives a killed kubia holds its output open.
      child.once('exit', (code, signal) =>
        setImmediate(() => resolve({code, signal, ...text, seconds: (performance.now() - startedAt) / 1000})),
      )
    })
    if (child.pid === undefined) throw new Error(`${program} cannot be started`)
    return {pid: child.pid, said: () => text.stderr, ended}
  }

  return {
    root,
    kubeconfig,
    state: join(state, 'kubectl-kubia'),
    cache,
    temporary,
    env,
    start,
    kubia: (...args) => start(process.execPath, [CLI, ...args]),
    must: async (program, ...args) => {
      const {code, stdout, stderr} = await start(program, args).ended
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`)
      return stdout
    },
    stand: (program, script) => {
      const file = join(bin, program)
      rmSync(file, {force: true})
      if (script === undefined) return
      writeFileSync(file, script)
      chmodSync(file, 0o755)
    },
    remove: () => rmSync(root, {recursive: true, force: true, maxRetries: 5}),
  }
}
