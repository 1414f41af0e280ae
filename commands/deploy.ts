import {typedWith} from '../src/cli/as-typed.ts'
import {inGroup} from '../src/cli/flag-groups.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {readSpec} from '../src/cli/read-app-spec.ts'
import {checkPruneFlags, readApplySet} from '../src/cli/read-apply-set.ts'
import {type NamedManifests, readManifestFlags, readManifests, refuseNames} from '../src/cli/read-manifests.ts'
import {containerFlags, formatOf, placeForPlan, placeOf, splitArguments, workloadFlags} from '../src/cli/workload.ts'
import type {BuildSource} from '../src/cluster/providers/common/images/build.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {deployment} from '../src/kubernetes/kinds/deployment.ts'
import {printOutput} from '../src/printers/output.ts'
import {printChanged, printDeployed} from '../src/printers/workload.ts'
import {type DeployOptions, deploy} from '../src/workflows/deploy/deploy.ts'
import {deployFiles} from '../src/workflows/deploy/deploy-files.ts'
import {explaining} from '../src/workflows/explain.ts'
import {proveIngresses} from '../src/workflows/expose/prove-ingresses.ts'
import {proveUrls} from '../src/workflows/expose/prove-urls.ts'
import {showPublished, suggestFreePort} from '../src/workflows/expose/published.ts'

/** Flags that describe one Deployment; manifests describe theirs themselves. */
const OF_A_NAME = [
  'image',
  'build',
  'dockerfile',
  'port',
  'replicas',
  'env',
  'command',
  'container',
  'image-pull-policy',
] as const

interface BuildFlags {
  build?: string | undefined
  dockerfile?: string | undefined
  image?: string | undefined
  'dry-run': string
}

/** What `--build` asks for. @throws KubiaError USAGE, CONFIG_UNREADABLE */
const readBuild = async ({
  build,
  dockerfile,
  image,
  'dry-run': dryRun,
}: BuildFlags): Promise<BuildSource | undefined> => {
  if (build === undefined) {
    if (dockerfile !== undefined) throw usageError('--dockerfile needs --build DIR')
    return undefined
  }
  if (image !== undefined) throw usageError('--build and --image cannot be used together: the image is what is built')
  if (dryRun === 'server')
    throw usageError('--build and --dry-run=server cannot be used together: the image has its name once it is built')
  const source = {folder: build, dockerfile}
  const {checkBuildSource} = await import('../src/workflows/deploy/build.ts')
  checkBuildSource(source)
  return source
}

export default class Deploy extends KubiaCommand {
  static override summary = 'create or update a Deployment, or what manifests describe, and wait for the rollout'
  static override description =
    'What changes is shown before it changes. A flag that is not given keeps what the live Deployment has. An image that only the local engine has is loaded into the nodes of a local cluster. With --build the image is built first and named by its content, so that only a changed source rolls out. Words behind -- are the container’s arguments, or with --command its command.'
  static override examples = [
    '<%= config.bin %> deploy kubia --image museopkim/kubia --port 8080 --replicas 3',
    '<%= config.bin %> deploy kubia --image museopkim/kubia:v2',
    '<%= config.bin %> deploy shop --build . --port 8080',
    '<%= config.bin %> deploy -f k8s/',
    '<%= config.bin %> deploy -k overlays/dev',
    '<%= config.bin %> deploy -f k8s/ --prune',
  ]
  static override strict = false
  static override usage = 'deploy NAME | -f FILE | -k DIR [flags] [-- ARGS]'
  static override flags = {
    ...containerFlags,
    ...inGroup('app', {
      replicas: Flags.string({
        helpValue: 'N',
        description: 'how many pods (default 1 for a new one, else what there are)',
      }),
      container: Flags.string({
        char: 'c',
        helpValue: 'NAME',
        description: 'the container that is meant, where there are several',
      }),
      build: Flags.string({
        helpValue: 'DIR',
        description: 'build the image from the Dockerfile of this folder, for a local cluster',
      }),
      dockerfile: Flags.string({helpValue: 'FILE', description: 'the Dockerfile for --build (default DIR/Dockerfile)'}),
      filename: Flags.string({
        char: 'f',
        multiple: true,
        multipleNonGreedy: true,
        delimiter: ',',
        helpValue: 'FILE',
        description: 'manifests: files, folders, URLs, or - for standard input, with commas between or repeated',
      }),
      recursive: Flags.boolean({char: 'R', description: 'read the folders of -f with the folders in them'}),
      kustomize: Flags.string({
        char: 'k',
        helpValue: 'DIR',
        description: 'what the kustomization of this folder makes',
      }),
      prune: Flags.boolean({
        description: 'remove what an earlier deploy --prune of the same -f or -k made and this one lacks',
      }),
      applyset: Flags.string({
        helpValue: 'NAME',
        description: 'the Secret that keeps what --prune knows (default one for what -f or -k names)',
      }),
    }),
    ...inGroup('run', {
      'rollback-on-failure': Flags.boolean({
        description: 'make the Deployment what it was where the rollout fails or is interrupted; a new one is deleted',
      }),
      'force-conflicts': Flags.boolean({
        description: 'take over also fields that controllers, other tools or other people set',
      }),
    }),
    ...workloadFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Deploy)
    const {names, args} = splitArguments(this.argv)
    const manifests = readManifestFlags(flags)
    checkPruneFlags(flags, manifests !== undefined)
    if (manifests) return this.#deployFiles(manifests, names, args)
    const spec = readSpec(names, args, flags)
    const build = await readBuild(flags)
    const rollbackOnFailure = flags['rollback-on-failure']
    if (rollbackOnFailure && !flags.wait)
      throw usageError('--rollback-on-failure and --wait=false cannot be used together: only a wait sees a failure')
    const run = this.begin(flags)
    const format = formatOf(flags)
    const base = {
      spec,
      forceConflicts: flags['force-conflicts'],
      takeOver: typedWith(process.argv.slice(2), '--force-conflicts'),
      wait: flags.wait,
      build,
      rollbackOnFailure,
    }
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      const {script, result} = await this.planAt(place, flow => deploy(flow, {...base, place, dryRun: false}), run)
      return this.print(format === undefined ? script : printOutput(result.object, format))
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const options: DeployOptions = {...base, place, dryRun: flags['dry-run'] === 'server'}
    const {object, verdict} = await this.runWorkflow(async flow => {
      const objects = [{kind: deployment, name: spec.name}]
      const deployed = await explaining(flow, flags.explain ? {place, objects} : undefined, () => deploy(flow, options))
      if (!options.dryRun) await suggestFreePort(flow, place, deployed)
      return deployed
    }, run)
    this.print(printChanged(object, verdict, format, options.dryRun))
  }

  async #deployFiles(named: NamedManifests, names: readonly string[], args: readonly string[]): Promise<void> {
    const {flags} = await this.parse(Deploy)
    const flag = named.kustomize === undefined ? '-f' : '-k'
    refuseNames(names, named)
    const given = OF_A_NAME.find(flag => flags[flag] !== undefined && flags[flag] !== false)
    if (given !== undefined) throw usageError(`--${given} and ${flag} cannot be used together: the manifests say it`)
    if (flags['rollback-on-failure'])
      throw usageError(`--rollback-on-failure and ${flag} cannot be used together: it goes back with one Deployment`)
    if (args.length > 0) throw usageError(`words behind -- and ${flag} cannot be used together: the manifests say it`)
    const run = this.begin(flags)
    const format = formatOf(flags)
    const manifests = await readManifests(run, named)
    const options = {
      manifests,
      applySet: readApplySet(flags, manifests),
      onlyNamespace: flags.namespace !== undefined,
      forceConflicts: flags['force-conflicts'],
      takeOver: typedWith(process.argv.slice(2), '--force-conflicts'),
      wait: flags.wait,
    }
    if (flags['dry-run'] === 'client') {
      if (format !== undefined)
        throw usageError(`-o and --dry-run=client cannot be used together with ${flag}: the files are the manifests`)
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      const plan = await this.planAt(place, flow => deployFiles(flow, {...options, place, dryRun: false}), run)
      return this.print(plan.script)
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const dryRun = flags['dry-run'] === 'server'
    const {deployed, urls} = await this.runWorkflow(async flow => {
      const explained = flags.explain ? {place, objects: undefined} : undefined
      const done = await explaining(flow, explained, () => deployFiles(flow, {...options, place, dryRun}))
      const objects = done.filter(({verdict}) => verdict !== 'pruned').map(({object}) => object)
      const isAsked = !dryRun && flags.wait
      const urls = isAsked
        ? [...(await proveUrls(flow, place, objects)), ...(await proveIngresses(flow, place, objects))]
        : []
      if (!dryRun && !isAsked) await showPublished(flow, place, objects)
      return {deployed: done, urls}
    }, run)
    this.print(printDeployed(deployed, urls, format, dryRun))
  }
}
