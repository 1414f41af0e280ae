import type {Place} from '../../api-server/objects.ts'
import {DEFAULT_PROVIDER} from '../../cluster/providers/index.ts'
import {readContext} from '../../cluster/registry.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {clusterName} from '../../project/cluster-spec.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {type PlanFormat, planApply, planApplyFile, waitCommand} from '../plan-workload.ts'
import {planBuild} from './build.ts'
import {buildManifest, type DeployOptions, getDeployment, specToBuild} from './deploy.ts'
import type {DeployFilesOptions} from './deploy-files.ts'

/** What is live matters for a plan, but a plan can be had without a cluster too: then it is as for an empty one. */
export const liveForPlan = async <T extends KubeObject>(
  reporter: Reporter,
  place: Place,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  if (place.context === undefined) return undefined
  try {
    return await ask()
  } catch (error) {
    if (
      !(error instanceof KubiaError) ||
      !['API_UNREACHABLE', 'API_FAILING', 'CONTEXT_MISSING', 'TIMEOUT'].includes(error.code)
    )
      throw error
    reporter.note(`warning: ${error.message}; the commands are as for an empty cluster`)
    return undefined
  }
}

/** What `deploy NAME` would run; only reads. */
export const planDeploy = async (
  run: Run,
  reporter: Reporter,
  options: DeployOptions,
  format: PlanFormat,
): Promise<string> => {
  const {place, forceConflicts, wait, build} = options
  const spec = specToBuild(options)
  const live = await liveForPlan(reporter, place, () => getDeployment(run, place, spec.name))
  const then = wait ? waitCommand(place, deployment, spec.name, run.timeoutMs) : []
  const {resourceVersion: _, ...metadata} = buildManifest(live, spec).metadata
  const plan = planApply(
    {place, manifest: {...buildManifest(live, spec), metadata}, forceConflicts, after: then},
    format,
  )
  if (!build || format !== undefined) return plan
  const cluster = readContext(place.context ?? '') ?? {
    provider: DEFAULT_PROVIDER,
    name: clusterName(undefined, undefined),
  }
  return [...planBuild(spec.name, build, cluster), plan].join('\n')
}

/** What `deploy -f` would run; with a format the manifests as they came, where they came on standard input. */
export const planDeployFiles = ({place, file, forceConflicts}: DeployFilesOptions, format: PlanFormat): string => {
  if (format === undefined) return planApplyFile(place, file.path, file.text, forceConflicts)
  throw new KubiaError('USAGE', '-o and --dry-run=client can not be used together with -f: the files are the manifests')
}
