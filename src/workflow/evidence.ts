import {closeSync, openSync, readdirSync, readSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {viewKubeconfig} from '../api-server/kubeconfig.ts'
import {kubectlCommand} from '../api-server/kubectl.ts'
import {inKubeconfig} from '../cluster/contexts.ts'
import type {ClusterProvider} from '../cluster/provider.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'

/** How long kubectl may take for one answer, in ms: an API server that failed to start gives none. */
const ANSWER_LIMIT_MS = 8000
/** Of each file this many bytes are kept, the last ones; kind's export of a node's journal has megabytes. */
const MAX_FILE_BYTES = 512 * 1024

/** What the API server is asked for, and the file that its answer goes to. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'events.txt': ['get', 'events', '--all-namespaces', '--sort-by=.lastTimestamp'],
  'objects.txt': ['get', 'nodes,pods,services,deployments', '--all-namespaces', '-o', 'wide'],
  'nodes.txt': ['describe', 'nodes'],
  'pods.txt': ['describe', 'pods', '--all-namespaces'],
}

/** All files below a folder. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/** Cuts the beginning of a file that is too long. */
const keepEnd = (file: string): void => {
  const {size} = statSync(file)
  if (size <= MAX_FILE_BYTES) return
  const end = Buffer.alloc(MAX_FILE_BYTES)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, end, 0, MAX_FILE_BYTES, size - MAX_FILE_BYTES)
  closeSync(descriptor)
  writeFileSync(file, Buffer.concat([Buffer.from(`… the first ${size - MAX_FILE_BYTES} bytes are left out\n`), end]))
}

/**
 * Collects what shows why a cluster failed: kind's logs of the nodes, their containers as the engine sees them, and what
 * the API server says. Everything is bounded in time and in size, and what cannot be had is left out.
 * @param folder the run's own. @returns how much there is, in a few words
 */
export const collectEvidence = async (
  run: Pick<Run, 'exec' | 'cancellation'>,
  provider: ClusterProvider,
  {name, kubeconfig}: {name: string; kubeconfig?: string | undefined},
  folder: string,
): Promise<string> => {
  const cluster = await provider.inspect(name)
  if (!cluster) return 'no node is there'
  const before = new Set(filesBelow(folder))
  // kind writes the context last, so a create that failed has left none.
  const view = await viewKubeconfig(run.exec, kubeconfig).catch(() => ({current: '', contexts: []}))
  const access = {kubeconfig, context: inKubeconfig(cluster, view).context}
  const hasContext = view.contexts.some(({name}) => name === access.context)
  const answers = Object.entries(QUESTIONS).map(async ([file, args]) => {
    const inside = hasContext ? undefined : provider.kubectlInside?.(cluster, args)
    const {stdout, stderr} = await run.exec(inside ?? kubectlCommand(access, args), {
      allowFailure: true,
      timeoutMs: ANSWER_LIMIT_MS,
    })
    if (stdout + stderr !== '') writeFileSync(join(folder, file), stdout + stderr, {mode: 0o600})
  })
  await Promise.allSettled([provider.exportLogs(name, join(folder, 'nodes')), ...answers])
  // What was had in time is kept.
  if (run.cancellation.reason !== undefined) throw run.cancellation.reason
  const files = filesBelow(folder).filter(file => !before.has(file))
  for (const file of files) keepEnd(file)
  return counted(files.length, 'file')
}
