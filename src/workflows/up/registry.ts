import {apply, applyCommand, manifestOf} from '../../api-server/apply.ts'
import type {KubeAccess} from '../../api-server/kubectl.ts'
import {findHosting, hostingManifest, hostingPlace} from '../../api-server/registry-hosting.ts'
import {type ImageRegistry, REGISTRY_NAME, type RegistryHost, registryAddress} from '../../cluster/image-registry.ts'
import type {LocalCluster} from '../../cluster/provider.ts'
import {printYaml} from '../../printers/yaml.ts'
import type {Run} from '../../process/run.ts'
import {counted} from '../../text/counted.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'

/** A registry that the nodes of a cluster are to pull from. */
export interface WantedRegistry {
  host: RegistryHost
  cluster: LocalCluster
  access: KubeAccess
  port: number
  /** True: a registry that was made stays when the run fails. */
  retain: boolean
}

/** What there is of it. */
export interface FoundRegistry {
  registry: ImageRegistry | undefined
  /** The nodes that are not led to it; undefined in a plan of a cluster that is yet to come. */
  nodes: readonly string[] | undefined
  /** Whether the cluster names it. */
  named: boolean
}

/** Looks at the registry, at the nodes and at what the cluster names. @throws KubiaError REGISTRY_DIFFERS or REGISTRY_FAILED */
export const lookAtRegistry = async (
  {run, look, lookHere}: Pick<Workflow, 'look' | 'lookHere'> & {run: Pick<Run, 'exec'>},
  {host, cluster, access, port}: WantedRegistry,
): Promise<FoundRegistry> => {
  const registry = await lookHere(() => host.find(port), undefined)
  const wanted = {name: registry?.name ?? REGISTRY_NAME, port}
  const nodes = await look<string[] | undefined>(() => host.nodesToLead(cluster, wanted), undefined)
  const named = await look(() => findHosting(run.exec, access), undefined)
  return {registry, nodes, named: named === registryAddress(port)}
}

/** Makes or joins the registry, leads the nodes to it, and has the cluster name it. */
export const setUpRegistry = (
  run: Pick<Run, 'exec' | 'undo'>,
  {host, cluster, access, port, retain}: WantedRegistry,
  {registry, nodes, named}: FoundRegistry,
): Action<boolean> => {
  const wanted = {name: registry?.name ?? REGISTRY_NAME, port}
  const commands = host.connect(cluster, port, registry)
  const place = hostingPlace(access)
  const manifest = hostingManifest(registryAddress(port))
  const leading = nodes ? host.lead(nodes, wanted) : []
  return {
    script: () => [
      ...commands,
      ...(nodes ? leading : host.leadAllScript(cluster.name, wanted)),
      ...(named ? [] : [applyCommand(place, manifestOf(printYaml(manifest)), {forceConflicts: true})]),
    ],
    planned: true,
    run: async report => {
      if (!registry) {
        await host.fetchImage(report)
        if (retain) run.undo.retain(`registry ${REGISTRY_NAME}, as far as it was made (--retain)`)
        else run.undo.add(`Delete registry ${REGISTRY_NAME}`, () => host.takeBack(cluster.name))
      }
      report(`${wanted.name} at ${registryAddress(port)}`)
      for (const command of [...commands, ...leading]) await host.run(command)
      if (!named) await apply(run.exec, place, manifestOf(JSON.stringify(manifest)), {forceConflicts: true})
      const became = registry ? (registry.ours ? 'used' : 'joined') : 'made'
      return done(
        `${registryAddress(port)}: ${wanted.name} ${became}, ${counted(leading.length, 'node')} led to it`,
        true,
      )
    },
  }
}

/** Brings a registry to what was asked for. @returns whether anything was changed */
export const ensureRegistry = async (
  flow: Workflow,
  wanted: WantedRegistry,
  report: Report,
): Promise<Done<boolean>> => {
  const {host, cluster, port} = wanted
  const found = await lookAtRegistry(flow, wanted)
  const isRight = found.registry && found.named && found.nodes?.length === 0
  if (isRight && host.connect(cluster, port, found.registry).length === 0)
    return done(`${registryAddress(port)}: ${found.registry?.name}, as before`, false)
  return flow.act(setUpRegistry(flow.run, wanted, found), report)
}
