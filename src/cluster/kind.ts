import {KubiaError} from '../errors/kubia-error.ts'
import type {Command} from '../process/command.ts'
import {CommandFailed, type Exec, ProgramMissing} from '../process/exec.ts'
import {findClusters, listContainers} from './containers.ts'
import type {Engine} from './engine.ts'
import {kindFailure} from './kind-failure.ts'
import {loadImage} from './kind-load.ts'
import type {ClusterPlan, ClusterProvider} from './provider.ts'
import {removeNodes} from './remove-nodes.ts'

/** The oldest kind whose configuration and labels are known to be the same. */
export const OLDEST_KIND = '0.20'

const kubeconfigArgs = (kubeconfig: string | undefined): string[] =>
  kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]

/** `kind create cluster` with the configuration on standard input. Failed nodes are kept: kubia itself removes them. */
export const createCommand = (plan: ClusterPlan): Command => ({
  program: 'kind',
  args: ['create', 'cluster', '--name', plan.name, '--config', '-', '--retain', ...kubeconfigArgs(plan.kubeconfig)],
  input: plan.config,
})

export const deleteCommand = (name: string, kubeconfig?: string): Command => ({
  program: 'kind',
  args: ['delete', 'cluster', '--name', name, ...kubeconfigArgs(kubeconfig)],
})

export const exportCommand = (name: string, kubeconfig?: string): Command => ({
  program: 'kind',
  args: ['export', 'kubeconfig', '--name', name, ...kubeconfigArgs(kubeconfig)],
})

/** What kind says it does, from a line of its output: ` • Preparing nodes 📦 📦  ...` → `preparing nodes`. */
export const readPhase = (line: string): string | undefined => {
  const phase = /^\s*•\s+(.+?)\s*\.\.\.\s*$/.exec(line)?.[1]
  return phase
    ?.replaceAll(/[^\x20-\x7E]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())
}

/** The version of kind: `0.33.0`. @throws KubiaError KIND_MISSING where it is not there or older than `OLDEST_KIND`. */
export const kindVersion = async (exec: Exec): Promise<string> => {
  const install = [
    'go install sigs.k8s.io/kind@latest     # or: brew install kind',
    'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  ]
  let stdout: string
  try {
    ;({stdout} = await exec({program: 'kind', args: ['version']}, {timeoutMs: 20_000}))
  } catch (error) {
    if (error instanceof ProgramMissing)
      throw new KubiaError('KIND_MISSING', 'kind is not on PATH', {fix: install, next: 'kubectl kubia up'})
    if (error instanceof CommandFailed)
      throw new KubiaError('KIND_MISSING', `kind version failed: ${error.result.stderr.trim().split('\n').at(-1)}`, {
        fix: install,
      })
    throw error
  }
  const found = /kind v(\d+)\.(\d+)\.(\d+\S*)/.exec(stdout)
  if (!found)
    throw new KubiaError(
      'KIND_MISSING',
      `kind version answered "${stdout.trim()}": this is not the kind that makes clusters`,
      {fix: install},
    )
  if (Number(found[1]) === 0 && Number(found[2]) < Number(OLDEST_KIND.split('.')[1])) {
    throw new KubiaError('KIND_MISSING', `kind ${found[1]}.${found[2]} is too old: ${OLDEST_KIND} or newer is needed`, {
      fix: install,
    })
  }
  return `${found[1]}.${found[2]}.${found[3]}`
}

/** Local clusters made by the user's own `kind` on the container engine that kind chooses. */
export const kindProvider = (exec: Exec, engine: Engine, version: string): ClusterProvider => ({
  name: 'kind',
  versions: `kind v${version} · ${engine.program} ${engine.version}`,

  list: () => findClusters(exec, engine.program),

  inspect: async name => (await findClusters(exec, engine.program, name)).find(cluster => cluster.name === name),

  async create(plan, onProgress) {
    try {
      await exec(createCommand(plan), {
        onLine: line => {
          const phase = readPhase(line)
          if (phase) onProgress(phase)
        },
      })
    } catch (error) {
      if (error instanceof CommandFailed) throw kindFailure(error.result.stderr, plan.name)
      throw error
    }
  },

  async delete(name, {kubeconfig, settle = false}) {
    const removed = new Set((await listContainers(exec, engine.program, name)).map(node => node.name))
    const first = await exec(deleteCommand(name, kubeconfig), {allowFailure: true})
    for (const node of await removeNodes(exec, engine.program, name, settle)) removed.add(node)
    if (first.exitCode === 0) return [...removed]
    // kind gives up where a node goes away under its hands; with no node left, it has only the context to remove.
    const {exitCode, stderr} = await exec(deleteCommand(name, kubeconfig), {allowFailure: true})
    if (exitCode !== 0) throw kindFailure(stderr, name)
    return [...removed]
  },

  async exportKubeconfig(name, kubeconfig) {
    try {
      await exec(exportCommand(name, kubeconfig))
    } catch (error) {
      if (error instanceof CommandFailed) throw kindFailure(error.result.stderr, name)
      throw error
    }
  },

  loadImage: (name, image) => loadImage(exec, engine.program, name, image),
})
