import {quoteWord} from '../text/quote-word.ts'

/** Verbs of other tools, and what does the same here. */
interface OtherVerb {
  verbs: readonly string[]
  /** What it does, as a fragment behind `This`. */
  does: string
  /** Commands of kubia that do it, the best first; one that does not exist is skipped. */
  ours?: readonly string[]
  /** kubectl's command for it, where kubia has none. */
  kubectl?: string
  /** True where the command has no use for the arguments after the verb. */
  alone?: true
  /** The last arguments of the command. */
  end?: string
}

/** minikube's, k3d's, kind's, docker's and kubectl's. */
const OTHER_VERBS: readonly OtherVerb[] = [
  {verbs: ['create', 'new', 'init'], ours: ['up'], does: 'makes a cluster, or finds that it is there'},
  {verbs: ['start', 'resume', 'unpause'], ours: ['start', 'up'], does: 'starts a cluster again'},
  {verbs: ['stop', 'pause'], ours: ['stop'], does: 'stops a cluster'},
  {verbs: ['delete', 'rm', 'remove', 'destroy', 'teardown'], ours: ['down'], does: 'deletes a cluster'},
  {verbs: ['ls', 'list', 'profile'], ours: ['clusters'], does: 'lists the local clusters', alone: true},
  {verbs: ['ps', 'info'], ours: ['status'], does: 'shows what runs', alone: true},
  {verbs: ['nodes', 'node'], ours: ['status nodes'], does: 'shows the nodes', alone: true},
  {verbs: ['dashboard', 'ui', 'watch'], ours: ['status -w'], does: 'shows what runs, and goes on', alone: true},
  {verbs: ['service', 'svc', 'url'], ours: ['open'], does: 'opens the URL of a service'},
  {verbs: ['image', 'images', 'import', 'push'], ours: ['load'], does: 'puts images on the nodes'},
  {verbs: ['apply', 'install', 'update', 'upgrade'], ours: ['deploy'], does: 'creates or updates an app'},
  {verbs: ['check', 'preflight'], ours: ['doctor'], does: 'checks this machine', alone: true},
  {verbs: ['rollback', 'undo'], ours: ['undo'], kubectl: 'rollout undo deployment', does: 'goes back a revision'},
  {verbs: ['restart'], ours: ['restart'], kubectl: 'rollout restart deployment', does: 'restarts the pods of an app'},
  {verbs: ['events'], ours: ['events'], kubectl: 'events', does: 'shows what happened'},
  {
    verbs: ['use', 'switch', 'context', 'contexts'],
    kubectl: 'config get-contexts',
    does: 'lists contexts',
    alone: true,
  },
  {verbs: ['shell', 'ssh', 'sh'], kubectl: 'exec -it', end: '-- sh', does: 'opens a shell in a pod'},
  ...[
    [
      'annotate',
      'api-resources',
      'api-versions',
      'attach',
      'auth',
      'autoscale',
      'certificate',
      'cluster-info',
      'cordon',
    ],
    ['cp', 'debug', 'describe', 'diff', 'drain', 'edit', 'exec', 'explain', 'get', 'kustomize', 'label', 'patch'],
    ['port-forward', 'proxy', 'replace', 'rollout', 'set', 'taint', 'top', 'uncordon', 'wait'],
  ].flatMap(verbs => verbs.map((verb): OtherVerb => ({verbs: [verb], kubectl: verb, does: 'is a command of kubectl'}))),
]

/** What other tools write beside the verb: `k3d cluster create`, `kind create cluster`. */
const NOUNS = new Set(['cluster', 'clusters', 'deployment', 'image', 'profile'])

/** The arguments without flags and the values of long flags. */
const withoutFlags = (args: readonly string[]): string[] =>
  args.filter((word, i) => !word.startsWith('-') && !/^--[^=]+$/.test(args[i - 1] ?? ''))

/**
 * What to type instead of a verb of another tool, and what it does. The command keeps the arguments after the verb;
 * a command of kubia does not keep the other tool's flags.
 * @param args all that was typed; @param bin `kubectl kubia`; @param has whether there is a command of this name
 */
export const insteadOf = (
  [verb = '', ...behind]: readonly string[],
  bin: string,
  has: (command: string) => boolean,
): {command: string; does: string} | undefined => {
  if (verb === 'cluster' && behind.length > 0) return insteadOf(behind, bin, has)
  const row = OTHER_VERBS.find(({verbs}) => verbs.includes(verb))
  const ours = row?.ours?.find(command => has(command.replace(/ .*/, '')))
  const start = ours === undefined ? row?.kubectl && `kubectl ${row.kubectl}` : `${bin} ${ours}`
  if (!row || start === undefined) return undefined
  const isTheirs = row.kubectl === verb && ours === undefined
  const kept = isTheirs ? behind : withoutFlags(behind).filter(word => !NOUNS.has(word))
  const args = [start, ...(row.alone ? [] : kept.map(quoteWord)), ...(row.end ? [row.end] : [])]
  return {command: args.join(' '), does: row.does}
}
