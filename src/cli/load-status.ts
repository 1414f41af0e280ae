import {type AppHealth, describeApps, healthOfAll} from '../api-server/app-health.ts'
import {objectsOfApp} from '../api-server/app-objects.ts'
import {type NodeTrouble, troublesOf} from '../api-server/diagnosis/nodes.ts'
import type {AskNodes} from '../api-server/examine.ts'
import type {KubeContext} from '../api-server/kubeconfig.ts'
import {type KubeAccess, kubectlCommand} from '../api-server/kubectl.ts'
import {allNodes, nodesBehind, onlyOf} from '../api-server/nodes-behind.ts'
import {withNearName} from '../api-server/objects.ts'
import {type ServiceTrouble, troublesOfServices} from '../api-server/service-health.ts'
import {listAll, listObjects, localNameOf, type ObjectList, providerOf, type StatusScope} from '../api-server/status.ts'
import {getTables, type ServerTables} from '../api-server/tables.ts'
import {nearKind} from '../api-server/targets.ts'
import {PROVIDERS} from '../cluster/providers/index.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {type IngressRow, rowOfIngress} from '../expose/ingress-urls.ts'
import {findKind, isA, listName, workloadOf} from '../kubernetes/kinds/index.ts'
import {ingress as ingressKind} from '../kubernetes/kinds/ingress.ts'
import {node as nodeKind} from '../kubernetes/kinds/node.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {selectsPods, service} from '../kubernetes/kinds/service.ts'
import {partsToList, podMakersOf, selectorText} from '../kubernetes/kinds/workloads.ts'
import {objectKey, objectName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {commandAdvice} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'

/** What a status is asked for. */
export interface StatusRequest {
  context: KubeContext
  access: KubeAccess
  scope: StatusScope
  /** A kind and names as kubectl takes them; empty for the whole view. */
  target: readonly string[]
  /** `fitting`: tables are wide where the terminal is. */
  wide: boolean | 'fitting'
  tree: boolean
  /** Whether the health of apps is needed where only some kinds are listed: each costs a request. */
  withHealth: boolean
  askNodes: AskNodes
}

/** What a status shows. */
export interface StatusData extends ObjectList {
  apps: AppHealth[]
  /** What is wrong with the nodes, the stopped ones of a local cluster among them. */
  nodes: NodeTrouble[]
  /** The services that lead nowhere. */
  services: ServiceTrouble[]
  /** The URLs of ingresses. */
  ingresses: IngressRow[]
  /** What made the cluster; empty where its nodes don't say. */
  provider: string
  /** The name of a local cluster; empty for any other one. */
  cluster: string
  /** What a bare name means, as `deployment.apps/web`; undefined where nothing was named so. */
  named?: string[]
  /** The server's own tables of kinds that have no module here. */
  tables?: ServerTables
}

/** What selects the pods of the one object that was listed, and what makes them; undefined where all have to be listed. */
const ownSelector = ([only, ...others]: readonly KubeObject[]): string | undefined => {
  if (!only || others.length > 0) return undefined
  if (isA(service)(only)) return selectorText({matchLabels: only.spec.selector ?? {}})
  // Jobs of a cron job have no labels of its own.
  return podMakersOf(only)?.podSelector ? undefined : selectorText(workloadOf(only)?.podSelector(only))
}

/** The health of some kinds cannot be known without their pods, nor whether a service leads to any. */
const withParts = async (
  exec: Exec,
  {access, scope}: StatusRequest,
  {items, refused}: ObjectList,
): Promise<Pick<ObjectList, 'items' | 'refused'>> => {
  const ofApps = partsToList(items)
  const ofServices = items.filter(isA(service)).some(selectsPods) ? [listName(pod)] : []
  const resources = [...new Set([...ofApps, ...ofServices])]
  if (resources.length === 0) return {items, refused}
  try {
    const parts = await listAll(exec, access, {...scope, selector: ownSelector(items), whole: false}, resources)
    const listed = new Set(items.map(({metadata}) => metadata.uid))
    const others = parts.items.filter(({metadata}) => !listed.has(metadata.uid))
    return {items: [...items, ...others], refused: [...refused, ...parts.refused]}
  } catch (error) {
    // Services are shown to whoever may list them.
    if (ofApps.length > 0 || !(error instanceof KubiaError) || error.code !== 'FORBIDDEN') throw error
    return {items, refused: [...refused, {resource: listName(pod), user: ''}]}
  }
}

/** A word that names an app, if it is no kind of this server. */
const bareName = ([word = '', ...more]: readonly string[]): string | undefined =>
  word === '' || more.length > 0 || /[/,.]/.test(word) || findKind(word) ? undefined : word

/** Asks for an app by its bare name, with what belongs to it. @throws KubiaError NOT_FOUND, and as `listObjects` */
const loadApp = async (exec: Exec, request: StatusRequest, name: string): Promise<StatusData> => {
  const all = await load(exec, {...request, target: []})
  const {roots, objects} = objectsOfApp(name, all.items)
  if (roots.length === 0) {
    const {access, context, scope} = request
    const where = scope.allNamespaces ? 'any namespace' : `namespace ${scope.namespace ?? context.namespace}`
    const known = [...all.apps.map(({app}) => app), ...all.services.map(({service}) => service)]
    const names = known.flatMap(one => one.split('/')[1] ?? [])
    const near = didYouMean(name, names) ?? nearKind(name)
    const what = `"${name}" is neither a kind of this server nor an app or service in ${where}`
    throw new KubiaError('NOT_FOUND', `${what}${orMeant(near)}`, {
      fix: [
        kubiaAdvice(['status'], 'lists apps and services'),
        commandAdvice(kubectlCommand(access, ['api-resources']), 'lists kinds'),
      ],
    })
  }
  const kept = new Set(objects)
  const keys = new Set(objects.map(objectKey))
  return {
    ...all,
    items: objects,
    texts: all.texts.filter(index => kept.has(all.items[index] as KubeObject)),
    apps: all.apps.filter(({app, namespace}) => keys.has(`${namespace}/${app}`)),
    services: all.services.filter(({service, namespace}) => keys.has(`${namespace}/${service}`)),
    ingresses: all.ingresses.filter(({ingress, namespace}) => keys.has(`${namespace}/${ingress}`)),
    named: roots.map(objectName),
  }
}

/** The one object that is named, as kind and name. */
const namedObject = (target: readonly string[]): [kind: string, name: string] | undefined => {
  const [kind = '', name = '', ...more] = target.length === 1 ? (target[0] ?? '').split('/') : target
  return name === '' || more.length > 0 || /[/,]/.test(kind + name) ? undefined : [kind, name]
}

/**
 * Asks the cluster for all that a status shows. A single word that is no kind is the name of an app or a service.
 * @throws as `listObjects`
 */
export const loadStatus = async (exec: Exec, request: StatusRequest): Promise<StatusData> => {
  const name = bareName(request.target)
  if (name !== undefined && request.tree) return loadApp(exec, request, name)
  try {
    return await load(exec, request)
  } catch (error) {
    const isNoKind = error instanceof KubiaError && error.code === 'NOT_FOUND' && error.details.facts?.resource === name
    if (name !== undefined && isNoKind) return loadApp(exec, request, name)
    const object = namedObject(request.target)
    const {access, context, scope} = request
    if (!object) throw error
    throw await withNearName(exec, {...access, namespace: scope.namespace ?? context.namespace}, error, object)
  }
}

const load = async (exec: Exec, request: StatusRequest): Promise<StatusData> => {
  const {access, scope, target, tree, withHealth, askNodes} = request
  const isAll = target.length === 0 || tree
  const ofNodes = !isAll && findKind(target[0]?.split('/')[0] ?? '') === nodeKind
  const [listed, local] = await Promise.all([
    isAll ? listAll(exec, access, scope) : listObjects(exec, access, target, scope),
    isAll || withHealth || ofNodes ? askNodes() : undefined,
  ])
  const {items} = listed
  const namespace = scope.allNamespaces ? undefined : (scope.namespace ?? request.context.namespace)
  const tables = isAll || scope.whole ? undefined : await getTables(exec, access, items, {...scope, namespace})
  const listedNodes = items.filter(isA(nodeKind))
  const isNamed = target.length > 1 || target[0]?.includes('/')
  const ofListed = {nodes: listedNodes, local: !isAll && isNamed ? onlyOf(listedNodes, local) : local}
  if (!isAll && !withHealth) {
    return {
      ...listed,
      apps: [],
      nodes: ofNodes ? troublesOf(ofListed) : [],
      services: [],
      ingresses: [],
      provider: '',
      cluster: '',
      ...(tables && {tables}),
    }
  }
  const whole = isAll && scope.selector === undefined ? listed : await withParts(exec, request, listed)
  // Where nothing else was listed, all are, and nobody has to look them up: of 100,000 pods, their keys take 15 MB.
  const names = whole.items === items ? undefined : new Set(items.map(objectKey))
  const known =
    ofNodes || (isAll && scope.selector === undefined)
      ? ofListed
      : // Nodes do not have the labels of apps, so a selected view has none.
        isAll
        ? {nodes: await allNodes(exec, access), local}
        : await nodesBehind(exec, access, whole.items, local)
  const {nodes} = known
  const facts = nodes.length > 0 ? known : undefined
  const healths = healthOfAll(whole.items, facts).filter(({object}) => names?.has(objectKey(object)) ?? true)
  const apps = await describeApps(exec, access, healths)
  const provider = providerOf(nodes)
  const cluster = PROVIDERS.includes(provider) ? localNameOf(nodes) : ''
  const troubles = facts ? troublesOf(facts) : []
  const isListed = (one: ServiceTrouble): boolean => names?.has(`${one.namespace}/${one.service}`) ?? true
  // Whoever may not list pods cannot know what a service leads to.
  const seesPods = !whole.refused.some(({resource}) => resource === listName(pod))
  const services = seesPods ? troublesOfServices(whole.items, troubles).filter(isListed) : []
  const ingresses = items.filter(isA(ingressKind)).map(rowOfIngress)
  return {...listed, apps, nodes: troubles, services, ingresses, provider, cluster, ...(tables && {tables})}
}
