import {mkdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {createMachine, type Machine, type Outcome, type Running, realKubectl} from './machine.ts'

interface Start {
  input?: string
  env?: Readonly<Record<string, string>>
  uid?: number
}

/** A simulated cluster on a machine of its own, made by the built program, with the real kubectl. */
export interface SimCluster {
  name: string
  context: string
  machine: Machine
  /** A folder for files of the test. */
  directory: string
  /** Done once the cluster is up; rejects where it did not come up. */
  ready: Promise<void>
  kubia: (args: readonly string[], input?: string) => Promise<Outcome>
  /** Runs kubectl; a failure throws. @returns its standard output */
  kubectl: (...args: string[]) => Promise<string>
  /** Runs any program with this cluster's kubeconfig. */
  run: (program: string, args: readonly string[], start?: Start) => Promise<Outcome>
  /** Starts a program that goes on until it is ended. */
  start: (program: string, args: readonly string[], start?: Start) => Running
  /** Deletes the cluster. */
  stop: () => Promise<void>
}

/** @param words flags of `up` */
export const startSimCluster = (name: string, words: readonly string[] = []): SimCluster => {
  if (realKubectl === undefined) throw new Error('kubectl is not on PATH')
  const machine = createMachine([])
  const directory = join(machine.root, 'files')
  mkdirSync(directory)
  const path = `${machine.path}:${dirname(realKubectl)}:/usr/bin:/bin`
  const start = (program: string, args: readonly string[], {env = {}, ...rest}: Start = {}): Running =>
    machine.start(program, args, {...rest, env: {PATH: path, ...env}})
  const kubia = (args: readonly string[], input?: string): Promise<Outcome> =>
    machine.kubia(args, {...(input !== undefined && {input}), env: {PATH: path}})
  const must = async (outcome: Promise<Outcome>, what: string): Promise<string> => {
    const {code, stdout, stderr} = await outcome
    if (code !== 0) throw new Error(`${what} ended with ${code}: ${stdout}${stderr}`)
    return stdout
  }
  return {
    name,
    context: `sim-${name}`,
    machine,
    directory,
    ready: must(kubia(['up', name, '--provider', 'sim', ...words]), `up ${name}`).then(() => {}),
    kubia,
    kubectl: (...args) => must(start('kubectl', args).ended, `kubectl ${args.join(' ')}`),
    run: (program, args, options) => start(program, args, options).ended,
    start,
    stop: async () => {
      await must(kubia(['down', name]), `down ${name}`)
    },
  }
}
