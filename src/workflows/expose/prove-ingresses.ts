import {getObject, type Place} from '../../api-server/objects.ts'
import {type IngressUrl, ingressUrls} from '../../expose/ingress-urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {ingress as ingressKind} from '../../kubernetes/kinds/ingress.ts'
import {resourceName} from '../../kubernetes/object-name.ts'
import type {Ingress, KubeObject} from '../../kubernetes/types.ts'
import {type Action, done, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {askAnyway, askIngress, isRefusal, leadsTo} from '../open/ask-ingress.ts'

/** For so long a controller may take to know new pods, in ms. */
const GRACE_MS = 3000

/** An ingress that was asked at the URL of its first rule. */
interface Asked {
  name: string
  at: IngressUrl
  text: string
  /** Whether a pod answered, as far as can be told. */
  isServed: boolean
  /** Whether the URL's name leads there from this machine. */
  leads: boolean
}

const ask = async ({run}: Workflow, place: Place, {metadata}: Ingress): Promise<Asked[]> => {
  const {name, namespace = place.namespace} = metadata
  const live = await getObject<Ingress>(run.exec, {...place, namespace}, resourceName(ingressKind), name)
  const [at] = live ? ingressUrls(live) : []
  // One without an address has been told already.
  if (!at) return []
  const {text, answered} = await askIngress(at, run.signal, GRACE_MS)
  return [{name, at, text, isServed: answered && !isRefusal(text), leads: await leadsTo(at)}]
}

const askAll = (flow: Workflow, place: Place, ingresses: readonly Ingress[]): Action<Asked[]> =>
  runOnly<Asked[]>(async report => {
    report(ingresses.map(({metadata}) => metadata.name).join(', '))
    const asked = (await Promise.all(ingresses.map(one => ask(flow, place, one)))).flat()
    const served = asked.filter(({isServed}) => isServed)
    return done(`${served.length}/${ingresses.length} ingresses answer`, asked)
  }, [])

/**
 * Finds out which ingresses of a set answer, each for its first rule; says of the others what they answer, and of a host
 * that does not lead there how it is asked all the same.
 * @returns the URLs that answer on this machine, one an ingress at most, in the order of the set
 */
export const proveIngresses = async (
  flow: Workflow,
  place: Place,
  objects: readonly KubeObject[],
): Promise<string[]> => {
  const ingresses = objects.filter(isA(ingressKind))
  if (ingresses.length === 0) return []
  const asked = await flow.step('Probe ingresses', askAll(flow, place, ingresses))
  for (const {name, at, text, isServed, leads} of asked)
    if (!isServed) flow.note(`warning: ingress ${name} answers ${at.url} with ${text}`)
    else if (!leads) flow.note({label: `ingress ${name}`, advice: [askAnyway(at)]})
  return asked.flatMap(({at, isServed, leads}) => (isServed && leads ? [at.url] : []))
}
