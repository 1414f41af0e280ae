import {setTimeout as sleep} from 'node:timers/promises'
import type {ApiProxy} from '../../api-server/transport/proxy.ts'
import {follow} from '../../api-server/transport/watch.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {node} from '../../kubernetes/kinds/node.ts'
import {service} from '../../kubernetes/kinds/service.ts'
import type {Endpoints, KubeObject, Node, Service} from '../../kubernetes/types.ts'
import type {ClusterView} from './reconcile.ts'

/** The longest time between two looks at a cluster, in ms: a service that waits is served later without any change. */
const TICK_MS = 1000

/** Which part of a cluster is followed, and what is called when its API server goes away or comes back. */
export interface FollowOptions {
  /** Undefined: all namespaces. */
  namespace: string | undefined
  note: (line: string) => void
  /** The longest time between two looks at the cluster, in ms. */
  tickMs?: number
}

/** Follows the objects of a cluster until the signal aborts, and calls `look` after each change. */
export const followCluster = async (
  proxy: ApiProxy,
  {namespace, note, tickMs = TICK_MS}: FollowOptions,
  signal: AbortSignal,
  look: (view: ClusterView) => Promise<void>,
): Promise<void> => {
  const scope = namespace === undefined ? '/api/v1' : `/api/v1/namespaces/${namespace}`
  const view: {-readonly [Kind in keyof ClusterView]?: ClusterView[Kind]} = {}
  const stopping = new AbortController()
  const until = AbortSignal.any([signal, stopping.signal])
  let wake = new AbortController()
  const away = new Set<string>()
  const followOne = <T extends KubeObject>(
    kind: string,
    path: string,
    onChange: (objects: ReadonlyMap<string, T>) => void,
  ) =>
    follow<T>({
      proxy,
      kind,
      path,
      signal: until,
      onChange: objects => {
        onChange(objects)
        wake.abort()
      },
      onAway: why => {
        if (why !== undefined && away.size === 0) note(`${why}; asking on`)
        if (why === undefined) away.delete(path)
        else away.add(path)
        if (why === undefined && away.size === 0) note('the API server answers again')
      },
    })
  const looking = async (): Promise<void> => {
    let failure = ''
    let worked = false
    while (!until.aborted) {
      wake = new AbortController()
      if (view.services && view.endpoints && view.nodes) {
        try {
          await look(view as ClusterView)
          failure = ''
          worked = true
        } catch (error) {
          if (until.aborted) return
          // Once a look has worked, FORBIDDEN may be of a server that just starts, or of one namespace of many.
          if (error instanceof KubiaError && !(worked && error.code === 'FORBIDDEN')) throw error
          const {message} = error as Error
          if (message !== failure && away.size === 0) note(`not done, and tried again: ${message}`)
          failure = message
        }
      }
      await sleep(tickMs, undefined, {signal: AbortSignal.any([until, wake.signal])}).catch(() => undefined)
    }
  }
  const nodes = followOne<Node>(node.kind, '/api/v1/nodes', found => {
    view.nodes = found
  }).catch(error => {
    // Where this user may not see the nodes, connections go through the API server.
    if (!(error instanceof KubiaError) || error.code !== 'FORBIDDEN') throw error
    view.nodes = new Map()
  })
  const all = [
    followOne<Service>(service.kind, `${scope}/services`, found => {
      view.services = found
    }),
    followOne<Endpoints>('Endpoints', `${scope}/endpoints`, found => {
      view.endpoints = found
    }),
    nodes,
    looking(),
  ]
  try {
    await Promise.all(all)
  } finally {
    stopping.abort()
    await Promise.allSettled(all)
  }
}
