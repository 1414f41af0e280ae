import type {Check} from '../checks/check.ts'
import {checkKubeconfigWritable} from '../checks/kubeconfig.ts'
import {checkPortsFree} from '../checks/ports.ts'
import {problemOf, runChecks} from '../checks/run-checks.ts'
import {connectEngine, type Engine} from '../cluster/engine.ts'
import {kindProvider} from '../cluster/kind.ts'
import {kindVersion} from '../cluster/kind-version.ts'
import type {ClusterProvider, LocalCluster} from '../cluster/provider.ts'
import {probeStateFolder} from '../cluster/state.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {type KubeConfigView, viewKubeconfig} from '../kube/kubeconfig.ts'
import {kubectlVersion} from '../kube/kubectl.ts'
import {formatCommand} from '../process/command.ts'
import {CommandFailed} from '../process/exec.ts'
import type {Run} from '../process/run.ts'
import type {ClusterSpec} from '../project/cluster-spec.ts'
import {checkExisting} from './check-existing.ts'

/** What the preflight found out about the machine. */
export interface Ground {
  engine: Engine
  kindVersion: string
  provider: ClusterProvider
  kubeconfig: KubeConfigView
  /** The cluster of the wanted name, where there is one: whole, running and of the wanted shape. */
  existing: LocalCluster | undefined
}

export interface PreflightOptions {
  spec: ClusterSpec
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
}

/** The engine told its version, and then failed to list containers. */
const listingFailed = (error: unknown): never => {
  if (!(error instanceof CommandFailed)) throw error
  const {command, result} = error
  throw new KubiaError('ENGINE_DOWN', `${command.program} answers, but can't list its containers`, {
    evidence: result.stderr.trim().split('\n').slice(-2),
    fix: [`${formatCommand(command)}     # says what is wrong`],
    cause: error,
  })
}

/**
 * All that must be in order before `up` changes anything. The checks run side by side and all problems are told at
 * once; those that need the engine share one question to it.
 * @returns what was found out, and how many checks there were. @throws KubiaError the problems
 */
export const preflight = async (
  run: Run,
  {spec, kubeconfig}: PreflightOptions,
): Promise<{ground: Ground; checks: number}> => {
  const engine = connectEngine(run.exec)
  const version = kindVersion(run.exec)
  const provider = Promise.all([engine, version]).then(([found, kind]) => kindProvider(run.exec, found, kind))
  const existing = provider.then(made => made.inspect(spec.name))
  // Looked at only where the provider is there: a rejection that nobody awaits must not end the process.
  existing.catch(() => {})
  const view = viewKubeconfig(run.exec, kubeconfig)
  /** Checks that rest on the engine and kind say nothing where one of these is missing: its own check tells. */
  const resting = async (ask: () => Promise<string>): Promise<string> =>
    (await provider.then(
      () => true,
      () => false,
    ))
      ? ask()
      : ''
  const checks: Check[] = [
    {title: 'container engine', run: async () => (await engine).program},
    {title: 'kind', run: () => version},
    {title: 'kubectl', run: () => kubectlVersion(run.exec)},
    {title: 'kubeconfig is valid', run: async () => (await view).current},
    {title: 'kubeconfig is writable', run: () => checkKubeconfigWritable(kubeconfig)},
    {title: 'state folder', run: async () => probeStateFolder()},
    {
      title: 'cluster',
      run: () =>
        resting(async () => {
          const cluster = await existing.catch(listingFailed)
          return cluster ? checkExisting(cluster, spec, await engine) : 'none of this name'
        }),
    },
    {
      title: 'ports',
      // A cluster that exists holds its own ports.
      run: () =>
        resting(async () =>
          (await existing.catch(() => true)) ? 'in use by the cluster' : checkPortsFree(spec.stated.publish),
        ),
    },
  ]
  const problem = problemOf(await runChecks(checks))
  if (problem) throw problem
  return {
    ground: {
      engine: await engine,
      kindVersion: await version,
      provider: await provider,
      kubeconfig: await view,
      existing: await existing,
    },
    checks: checks.length,
  }
}
