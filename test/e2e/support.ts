import {execFile, spawn} from 'node:child_process'
import {chownSync, copyFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {engineProgram} from '../../src/process/engine-program.ts'
import type {PowerPlace} from '../walk/power.ts'

const root = join(import.meta.dirname, '..', '..')
const CLI = join(root, 'bin', 'kubectl-kubia')

/** The engine that the suite runs on, named as for kind: by KIND_EXPERIMENTAL_PROVIDER, else the first on PATH. */
export const engine = engineProgram()

/** What a program did. */
export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** A kubeconfig and a state folder of its own, so that nothing of the user's is touched. */
export interface Place {
  directory: string
  env: Record<string, string>
}

export const makePlace = (): Place => {
  const directory = mkdtempSync(join(tmpdir(), 'kubia-e2e-'))
  const env = {KUBECONFIG: join(directory, 'kubeconfig'), XDG_STATE_HOME: join(directory, 'state'), NO_COLOR: '1'}
  return {directory, env}
}

const collect = async (
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  input?: string,
): Promise<Outcome> => {
  const child = spawn(program, args, {env: {...process.env, ...env}, stdio: ['pipe', 'pipe', 'pipe']})
  child.stdin.end(input)
  const text = {stdout: '', stderr: ''}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({code, ...text}))
  })
}

/** Runs the built kubia to its end. */
export const kubia = (place: Place, args: readonly string[], input?: string): Promise<Outcome> =>
  collect(process.execPath, [CLI, ...args], place.env, input)

/** Runs a script in a POSIX shell, to its end or its first failure. */
export const runShell = (place: Place, script: string): Promise<Outcome> =>
  collect('/bin/sh', ['-e', '-c', script], place.env)

/** Runs another program to its end; a failure throws. @returns its standard output */
export const must = async (place: Place, program: string, ...args: string[]): Promise<string> => {
  const {stdout} = await promisify(execFile)(program, args, {env: {...process.env, ...place.env}})
  return stdout
}

/** A kubia that runs: what it printed and said so far, signals, and its end. */
export interface Running {
  said: () => string
  printed: () => string
  signal: (signal: NodeJS.Signals) => void
  end: Promise<Outcome>
}

/** The user that tests of an ordinary user run as, where they are run as root: nobody. */
const NOBODY = 65_534

/** A place of an ordinary user's own, with a copy of the kubeconfig. */
const ordinaryPlace = (place: Place): Record<string, string> => {
  const home = mkdtempSync(join(tmpdir(), 'kubia-e2e-nobody-'))
  const kubeconfig = join(home, 'kubeconfig')
  copyFileSync(place.env['KUBECONFIG'] as string, kubeconfig)
  for (const path of [home, kubeconfig]) chownSync(path, NOBODY, NOBODY)
  return {HOME: home, KUBECONFIG: kubeconfig, XDG_STATE_HOME: join(home, 'state')}
}

/** Starts kubia and lets the caller watch it. @param ordinary true: as an ordinary user, also where this is root */
export const start = (place: Place, args: readonly string[], {ordinary = false} = {}): Running => {
  const asNobody = ordinary && process.getuid?.() === 0
  const own = asNobody ? ordinaryPlace(place) : undefined
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {...process.env, ...place.env, ...own},
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(asNobody ? {uid: NOBODY, gid: NOBODY} : {}),
  })
  const text = {stdout: '', stderr: ''}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  }
  return {
    said: () => text.stderr,
    printed: () => text.stdout,
    signal: signal => void child.kill(signal),
    end: new Promise(resolve =>
      child.once('close', code => {
        if (own) rmSync(own['HOME'] as string, {recursive: true, force: true})
        resolve({code, ...text})
      }),
    ),
  }
}

/** Names of all containers whose name begins with a cluster's, running or not. */
export const containersOf = async (place: Place, cluster: string): Promise<string[]> => {
  const names = (await must(place, engine, 'ps', '-a', '--format', '{{.Names}}')).split('\n')
  return names.filter(name => name.startsWith(`${cluster}-`)).sort()
}

/** The kubeconfig's contexts and its current one. */
export const contexts = async (place: Place): Promise<{all: string[]; current: string}> => {
  const view = JSON.parse(await must(place, 'kubectl', 'config', 'view', '-o', 'json'))
  return {
    all: (view.contexts ?? []).map((context: {name: string}) => context.name),
    current: view['current-context'] ?? '',
  }
}

/** Lines without the time of day and the elapsed time, which differ from run to run. */
export const withoutTimes = (text: string): string =>
  text
    .replaceAll(/^\d\d:\d\d:\d\d/gm, 'TIME')
    .replaceAll(/ +(\d+m)?\d+(\.\d+)?s$/gm, ' ELAPSED')
    .replaceAll(/\(\d+\.\d+s\)/g, '(ELAPSED)')
    .replaceAll(/\bin (\d+m)?\d+(\.\d+)?s\b/g, 'in ELAPSED')

/** A kind cluster of a name, for the walk of stopping and starting. */
export const powerPlace = (place: Place, name: string, workers: number): PowerPlace => ({
  name,
  workers,
  context: `kind-${name}`,
  kubia: args => kubia(place, args),
  kubectl: (...args) => must(place, 'kubectl', ...args),
})
