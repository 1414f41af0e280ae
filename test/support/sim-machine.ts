import {chmodSync, mkdirSync, readdirSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {createMachine, folderOfFile, type Machine, type Outcome, type Running, realKubectl} from './machine.ts'

interface Start {
  input?: string
  env?: Readonly<Record<string, string>>
  uid?: number
}

/** A machine with the real kubectl and no container engine, for simulated clusters. */
export interface SimMachine {
  machine: Machine
  /** A folder for files of the test. */
  directory: string
  kubia: (args: readonly string[], input?: string) => Promise<Outcome>
  /** Runs kubectl; a failure throws. @returns its standard output */
  kubectl: (...args: string[]) => Promise<string>
  /** Runs any program with the machine's kubeconfig. */
  run: (program: string, args: readonly string[], start?: Start) => Promise<Outcome>
  /** Starts a program that goes on until it is ended. */
  start: (program: string, args: readonly string[], start?: Start) => Running
}

/** What would let kubia find a container engine, of which a test would see whatever state it is in. */
const ENGINES = new Set(['docker', 'podman', 'nerdctl', 'finch', 'kind'])
const SYSTEM = '/usr/bin'

let folder: string | undefined

/** A folder of links to this machine's programs and its kubectl, without container engines. */
export const programsWithoutEngine = (): string => {
  if (realKubectl === undefined) throw new Error('kubectl is not on PATH')
  if (folder !== undefined) return folder
  folder = folderOfFile('kubia-programs-')
  // For all users: some programs run as another one.
  chmodSync(folder, 0o755)
  for (const name of readdirSync(SYSTEM))
    if (!ENGINES.has(name) && name !== 'kubectl') symlinkSync(join(SYSTEM, name), join(folder, name))
  symlinkSync(realKubectl, join(folder, 'kubectl'))
  return folder
}

/** What a program printed. @throws Error where it failed */
export const mustEnd = async (outcome: Promise<Outcome>, what: string): Promise<string> => {
  const {code, stdout, stderr} = await outcome
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

export const createSimMachine = (): SimMachine => {
  const machine = createMachine([])
  const directory = join(machine.root, 'files')
  mkdirSync(directory)
  const path = `${machine.path}:${programsWithoutEngine()}`
  const start = (program: string, args: readonly string[], {env = {}, ...rest}: Start = {}): Running =>
    machine.start(program, args, {...rest, env: {PATH: path, ...env}})
  return {
    machine,
    directory,
    kubia: (args, input) => machine.kubia(args, {...(input !== undefined && {input}), env: {PATH: path}}),
    kubectl: (...args) => mustEnd(start('kubectl', args).ended, `kubectl ${args.join(' ')}`),
    run: (program, args, options) => start(program, args, options).ended,
    start,
  }
}
