// What an object counts against a quota: the evaluators of pkg/quota/v1/evaluator/core.
import {parseQuantity, type Quantity, ZERO} from '../../../kubernetes/quantity.ts'
import type {ResourceList} from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import {isFinished} from '../../controllers/pod-state.ts'
import type {Change} from '../../store/store.ts'
import {type Amounts, amountsOf, podAmounts} from '../amounts.ts'
import {claimResource} from '../persistentvolumeclaim/resource.ts'
import type {Claim} from '../persistentvolumeclaim/types.ts'
import {podResource} from '../pod/resource.ts'
import type {Container, Pod} from '../pod/types.ts'
import {serviceResource} from '../service/resource.ts'

/** Kinds that can also be counted by their bare name. */
export const COUNTED: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
])

const count = (number: number): Quantity => ({...ZERO, nanos: BigInt(number) * 10n ** 9n})
const ONE = count(1)

/** The names under which objects of a kind are counted. */
export const countNames = ({group, plural}: ResourceType): string[] =>
  group === '' ? [`count/${plural}`, ...(COUNTED.has(plural) ? [plural] : [])] : [`count/${plural}.${group}`]

/** The names that a pod can count against, whatever it asks for. */
const OF_PODS =
  /^(count\/pods|pods|(requests\.|limits\.)?(cpu|memory|ephemeral-storage)|(requests\.)?hugepages-.+|requests\.[^/]+\/.+)$/

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage'])
const isHugePages = (name: string): boolean => name.startsWith('hugepages-')

const compute = (requests: Amounts, limits: Amounts): Amounts => {
  const found: Record<string, Quantity> = {}
  for (const [name, amount] of Object.entries(requests)) {
    if (STANDARD.has(name) || isHugePages(name)) found[name] = amount
    if (STANDARD.has(name) || isHugePages(name) || name.includes('/')) found[`requests.${name}`] = amount
  }
  for (const [name, amount] of Object.entries(limits)) if (STANDARD.has(name)) found[`limits.${name}`] = amount
  return found
}

/** A pod that has ended needs nothing any more, but is an object still. */
const ofPod = ({spec, status}: Pod): Amounts => {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return {'count/pods': ONE}
  return {'count/pods': ONE, pods: ONE, ...compute(podAmounts(spec, 'requests'), podAmounts(spec, 'limits'))}
}

interface Service extends KubeObject {
  spec: {type?: string; allocateLoadBalancerNodePorts?: boolean; ports?: {nodePort?: number}[]}
}

const ofService = ({spec: {type, ports = [], allocateLoadBalancerNodePorts}}: Service): Amounts => {
  const isBalanced = type === 'LoadBalancer'
  const chosen = isBalanced && allocateLoadBalancerNodePorts === false ? ports.filter(({nodePort}) => nodePort) : ports
  return {
    'count/services': ONE,
    services: ONE,
    'services.loadbalancers': count(isBalanced ? 1 : 0),
    'services.nodeports': count(isBalanced || type === 'NodePort' ? chosen.length : 0),
  }
}

const ofClaim = ({spec}: Claim): Amounts => {
  const {storageClassName} = spec
  const {storage} = spec.resources?.requests ?? {}
  const amounts = {
    persistentvolumeclaims: ONE,
    ...(storage !== undefined && {'requests.storage': parseQuantity(storage)}),
  }
  const ofClass = Object.entries(storageClassName ? amounts : {}).map(
    ([name, amount]) => [`${storageClassName}.storageclass.storage.k8s.io/${name}`, amount] as const,
  )
  return {'count/persistentvolumeclaims': ONE, ...amounts, ...Object.fromEntries(ofClass)}
}

/** What an object of a kind counts, by name. */
export const usageOf = (type: ResourceType, object: KubeObject): Amounts => {
  if (type === podResource) return ofPod(object as Pod)
  if (type === serviceResource) return ofService(object as Service)
  if (type === claimResource) return ofClaim(object as Claim)
  return Object.fromEntries(countNames(type).map(name => [name, ONE]))
}

/** Kinds of which a change of an object may count more than before; of most kinds only that it is there counts. */
export const mayGrow = (type: ResourceType): boolean => type === serviceResource || type === claimResource

/** Whether a change of an object may change what it counts. */
export const changesCount = ({resource, object, previous}: Change): boolean => {
  if (resource !== podResource) return mayGrow(resource)
  return previous !== undefined && isFinished(object as Pod) !== isFinished(previous as Pod)
}

/** Which of the names of a quota are about objects of a kind. */
export const namesFor = (type: ResourceType, hard: ResourceList): string[] => {
  const names = Object.keys(hard)
  if (type === podResource) return names.filter(name => OF_PODS.test(name))
  if (type === serviceResource) return names.filter(name => /^(count\/)?services$|^services\./.test(name))
  if (type === claimResource)
    return names.filter(name => /^(count\/)?persistentvolumeclaims$|^requests\.storage$|\.storageclass\./.test(name))
  return names.filter(name => countNames(type).includes(name))
}

const MUST_BE_SAID = /^((requests|limits)\.)?(cpu|memory)$/

/** What the containers of a pod have to say where a quota counts it, and which of them do not. */
export const unsaid = ({spec}: Pod, names: readonly string[]): string => {
  const wanted = names.filter(name => MUST_BE_SAID.test(name)).toSorted()
  const containers: Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  return wanted
    .flatMap(name => {
      const silent = containers
        .filter(({resources}) => !compute(amountsOf(resources?.requests), amountsOf(resources?.limits))[name])
        .map(container => container.name)
      return silent.length === 0 ? [] : `${name} for: ${[...new Set(silent)].toSorted().join(',')}`
    })
    .join('; ')
}
