import {isA, workloadOf} from '../kubernetes/kinds/index.ts'
import {service} from '../kubernetes/kinds/service.ts'
import {childrenOf, isOwned} from '../kubernetes/kinds/workloads.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {leadsTo} from './tree.ts'

/** An app by its bare name. */
export interface AppObjects {
  /** The workloads that nobody owns and the services of that name. */
  roots: KubeObject[]
  /** These, what they own, and the services and apps that lead to each other. */
  objects: KubeObject[]
}

const withOwned = (app: KubeObject, items: readonly KubeObject[]): KubeObject[] => [
  app,
  ...childrenOf(app, items).flatMap(child => withOwned(child, items)),
]

/** What belongs to an app or a service, among listed objects; of several namespaces, in each of them. */
export const objectsOfApp = (name: string, items: readonly KubeObject[]): AppObjects => {
  const apps = items.filter(object => workloadOf(object) && !isOwned(object))
  const services = items.filter(isA(service))
  const isNamed = ({metadata}: KubeObject): boolean => metadata.name === name
  const roots = [...apps, ...services].filter(isNamed)
  const led = services.filter(one => isNamed(one) || apps.some(app => isNamed(app) && leadsTo(one, app)))
  const reached = apps.filter(app => isNamed(app) || services.some(one => isNamed(one) && leadsTo(one, app)))
  const kept = new Set<KubeObject>([...led, ...reached.flatMap(app => withOwned(app, items))])
  return {roots, objects: items.filter(item => kept.has(item))}
}
