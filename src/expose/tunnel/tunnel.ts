import type {KubeAccess} from '../../api-server/kubectl.ts'
import {type ApiProxy, openApiProxy, proxyFolder} from '../../api-server/transport/proxy.ts'
import {ApiError, callApi} from '../../api-server/transport/request.ts'
import type {Run} from '../../process/run.ts'
import {followCluster} from './follow-cluster.ts'
import {createForwards} from './forwards.ts'
import {hasManyAddresses} from './listen.ts'
import {lockTunnel} from './lock.ts'
import {Reconciler} from './reconcile.ts'
import {
  ownTunnel,
  readTunnel,
  removeSocket,
  removeTunnel,
  type TunneledService,
  type TunnelRecord,
  tunnelId,
  writeTunnel,
} from './state.ts'
import {endTunnel, RELEASE_MS, takeBack} from './take-back.ts'

export interface TunnelOptions {
  access: KubeAccess & {context: string}
  server: string
  /** The namespace to serve; undefined for all. */
  namespace: string | undefined
  serving: (name: string, urls: readonly string[]) => void
  note: (line: string) => void
}

/** Notes in the API server's words that the namespace to serve does not exist: it may be created later. */
const lookForNamespace = async (
  proxy: ApiProxy,
  namespace: string | undefined,
  signal: AbortSignal,
  note: (line: string) => void,
): Promise<void> => {
  if (namespace === undefined) return
  try {
    await callApi(proxy, {path: `/api/v1/namespaces/${namespace}`, signal})
  } catch (error) {
    // Any other failure says nothing of the namespace, or is met again when the services are listed.
    if (error instanceof ApiError && error.status === 404) note(`${error.message}: waiting for it`)
  }
}

/**
 * Gives the LoadBalancer services of a cluster addresses of this machine and carries their connections, until the run
 * is interrupted; then takes the addresses back. What an earlier tunnel left behind is taken over, or taken back.
 * @throws KubiaError TUNNEL_RUNS, FORBIDDEN, API_UNREACHABLE, STATE_UNWRITABLE; the run's own abort is no error
 */
export const runTunnel = async (
  run: Pick<Run, 'exec' | 'signal' | 'cancellation' | 'children' | 'undo' | 'onClose'>,
  options: TunnelOptions,
): Promise<void> => {
  const {access, server, namespace, note} = options
  const unlock = await lockTunnel(run, server)
  const earlier = readTunnel(server)
  if (earlier) removeSocket(earlier)
  const {id, pid, startTime} = ownTunnel()
  let record: TunnelRecord = {
    pid,
    startTime,
    server,
    ...access,
    namespace,
    folder: proxyFolder(),
    services: earlier?.services ?? [],
  }
  const remember = (services: readonly TunneledService[]): void => {
    record = {...record, services: [...services]}
    writeTunnel(record)
  }
  const isOwn = (tunnel: string): boolean => tunnel === id || (earlier !== undefined && tunnel === tunnelId(earlier))

  // The folder is on record before it is there, so that the next tunnel finds it whenever this one is killed.
  writeTunnel(record)
  const proxy = await openApiProxy(run.exec, {...access, server}, record.folder).catch(error => {
    if (record.services.length === 0) removeTunnel(record)
    throw error
  })
  const forwards = createForwards(proxy)
  let reconciler: Reconciler | undefined
  try {
    const {signal} = run
    const elsewhere = record.services.filter(service => namespace !== undefined && service.namespace !== namespace)
    await takeBack(proxy, elsewhere, isOwn, AbortSignal.any([signal, AbortSignal.timeout(RELEASE_MS)]))
    reconciler = new Reconciler({
      ...options,
      exec: run.exec,
      proxy,
      forwards,
      signal: run.signal,
      own: id,
      manyAddresses: await hasManyAddresses(),
      remember,
    })
    await lookForNamespace(proxy, namespace, signal, note)
    await followCluster(proxy, options, signal, view => reconciler?.reconcile(view) ?? Promise.resolve())
  } finally {
    reconciler?.destroy()
    forwards.close()
    await proxy.close()
    await endTunnel(run, {access, record, isOwn, note})
    unlock()
  }
}
