import {getObject, type Place} from '../../api-server/objects.ts'
import {type IngressUrl, ingressUrls} from '../../expose/ingress-urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {ingress as ingressKind} from '../../kubernetes/kinds/ingress.ts'
import {resourceName} from '../../kubernetes/object-name.ts'
import type {Ingress, KubeObject} from '../../kubernetes/types.ts'
import {type Action, done, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {askAnyway, askIngress, isRefusal, leadingFirst} from '../open/ask-ingress.ts'

/** For so long a controller may take to know new pods, in ms. */
const GRACE_MS = 3000

/** An ingress that was asked at one of its URLs. */
interface Asked {
  name: string
  at: IngressUrl
  text: string
  /** Whether a pod answered, as far as can be told. */
  isServed: boolean
  /** Whether the URL's name leads there from this machine. */
  leads: boolean
}

const ask = async ({run}: Workflow, place: Place, {metadata}: Ingress, graceMs: number): Promise<Asked[]> => {
  const {name, namespace = place.namespace} = metadata
  const live = await getObject<Ingress>(run.exec, {...place, namespace}, resourceName(ingressKind), name)
  const [first] = await leadingFirst(live ? ingressUrls(live) : [])
  // One without an address has been told already.
  if (!first) return []
  const {at, leads} = first
  const {text, answered} = await askIngress(at, run.signal, graceMs)
  return [{name, at, text, isServed: answered && !isRefusal(text), leads}]
}

const askAll = (flow: Workflow, place: Place, ingresses: readonly Ingress[], graceMs: number): Action<Asked[]> =>
  runOnly<Asked[]>(async report => {
    report(ingresses.map(({metadata}) => metadata.name).join(', '))
    const asked = (await Promise.all(ingresses.map(one => ask(flow, place, one, graceMs)))).flat()
    const served = asked.filter(({isServed}) => isServed)
    return done(`${served.length}/${ingresses.length} ingresses answer`, asked)
  }, [])

/**
 * Finds out which ingresses of a set answer, each for the first rule whose host leads there, else for its first; says of the others what they answer, and of a host
 * that does not lead there how it is asked all the same.
 * @returns the URLs that answer on this machine, one an ingress at most, in the order of the set
 */
export const proveIngresses = async (
  flow: Workflow,
  place: Place,
  objects: readonly KubeObject[],
  graceMs = GRACE_MS,
): Promise<string[]> => {
  const ingresses = objects.filter(isA(ingressKind))
  if (ingresses.length === 0) return []
  const asked = await flow.step('Probe ingresses', askAll(flow, place, ingresses, graceMs))
  for (const {name, at, text, isServed, leads} of asked)
    if (!isServed) flow.note(`warning: ingress ${name} answers ${at.url} with ${text}`)
    else if (!leads) flow.note({label: `ingress ${name}`, advice: [askAnyway(at)]})
  return asked.flatMap(({at, isServed, leads}) => (isServed && leads ? [at.url] : []))
}
