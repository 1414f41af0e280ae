import {apply, type Verdict, verdictOf} from '../../api-server/apply.ts'
import {type AppRef, refOf} from '../../api-server/examine.ts'
import {runKubectl} from '../../api-server/kubectl.ts'
import {getArgs, type Place, readObjects} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {workloadOf} from '../../kubernetes/kinds/index.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {bringImage, localClusterOf, showChanges, waitStep} from '../workload.ts'

/** Manifests that were named: a file, folder or URL, or the text of standard input or a pipe. */
export interface Manifests {
  /** As `kubectl apply -f` takes it. */
  path: string
  /** The text, where the path is `-`: what kubectl gets as its input. */
  text?: string
}

export interface DeployFilesOptions {
  place: Place
  file: Manifests
  forceConflicts: boolean
  wait: boolean
  dryRun: boolean
}

export interface FilesResult {
  deployed: {object: KubeObject; verdict: Verdict}[]
}

const keyOf = ({apiVersion, kind, metadata}: KubeObject): string =>
  [apiVersion.split('/')[0], kind, metadata.namespace ?? '', metadata.name].join(' ')

/** The images that objects run. */
export const imagesOf = (objects: readonly KubeObject[]): string[] => {
  const specs = objects.map(object => workloadOf(object)?.podTemplate(object)?.spec)
  const containers = specs.flatMap(spec => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])
  return [...new Set(containers.flatMap(({image}) => image ?? []))]
}

/** The apps among applied objects: all that can become ready by this change. */
export const appsAmong = (objects: readonly KubeObject[], namespace: string): AppRef[] =>
  objects.filter(object => workloadOf(object)?.waits).map(object => refOf(object, namespace))

/** Applies manifests and waits for all in them that can become ready. */
export const deployFilesTasks = (
  run: Run,
  reporter: Reporter,
  {place, file, forceConflicts, wait, dryRun}: DeployFilesOptions,
  result: FilesResult,
): Step[] => {
  let before = new Map<string, KubeObject>()
  let planned: KubeObject[] | undefined
  const local = localClusterOf(run, place)
  const input = file.text === undefined ? {} : {input: file.text}
  const find = (object: KubeObject): KubeObject | undefined => before.get(keyOf(object))

  return [
    {
      title: 'Look at manifests',
      task: async report => {
        report(file.path)
        const args = getArgs(['-f', file.path]).filter(word => word !== '--show-managed-fields')
        const found = readObjects(await runKubectl(run.exec, place, args, input))
        before = new Map(found.map(object => [keyOf(object), object]))
        return `${found.length} of the objects exist`
      },
    },
    {
      title: 'Compare',
      task: async report => {
        report('what would change')
        try {
          planned = await apply(run.exec, place, file.path, file.text, {forceConflicts, dryRun: true})
        } catch (error) {
          // In a dry run a namespace or definition that the same manifests make is not there yet.
          const early = error instanceof KubiaError && ['NAMESPACE_MISSING', 'NOT_FOUND'].includes(error.code)
          if (!early || dryRun) throw error
          return `not possible before it is applied: ${error.message}`
        }
        const texts = planned.map(object => `${kindWord(object)} ${showChanges(reporter, find(object), object)}`)
        return texts.length > 3 ? `${texts.length} objects` : texts.join(', ')
      },
    },
    {
      title: 'Load images',
      skip: async () => (dryRun || !planned || imagesOf(planned).length === 0 || !(await local()) ? true : undefined),
      task: async report => {
        const texts: string[] = []
        for (const image of imagesOf(planned ?? [])) {
          const {loaded, text} = await bringImage(await local(), image, report)
          if (loaded) texts.push(text)
        }
        return texts.length === 0 ? 'none to load' : texts.join(', ')
      },
    },
    {
      title: 'Apply',
      task: async () => {
        const objects = dryRun ? (planned ?? []) : await apply(run.exec, place, file.path, file.text, {forceConflicts})
        result.deployed = objects.map(object => ({object, verdict: verdictOf(find(object), object)}))
        const counts = Map.groupBy(result.deployed, ({verdict}) => verdict)
        return [...counts].map(([verdict, {length}]) => `${length} ${verdict}`).join(', ')
      },
    },
    ...(dryRun
      ? []
      : [
          waitStep(run, {
            place,
            wait,
            title: 'Wait',
            refs: () =>
              appsAmong(
                result.deployed.map(({object}) => object),
                place.namespace,
              ),
          }),
        ]),
  ]
}

const kindWord = ({kind, metadata}: KubeObject): string => `${kind.toLowerCase()} ${metadata.name}:`
