import type {Place} from '../api-server/objects.ts'
import {openApiProxy} from '../api-server/transport/proxy.ts'
import {follow} from '../api-server/transport/watch.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Endpoints, Service, ServicePort} from '../kubernetes/types.ts'
import type {Run} from '../process/run.ts'
import {probeUrls} from './probe-urls.ts'
import {backendsOf} from './tunnel/backends.ts'
import {createForwards} from './tunnel/forwards.ts'
import {listenNear, substitutes} from './tunnel/listen.ts'
import {ServedPort} from './tunnel/served-port.ts'
import {urlOf} from './urls.ts'

export interface ForwardService {
  place: Place
  service: Service
  port: ServicePort
  /** Called once it listens on 127.0.0.1, with the URL, whose scheme was tried. */
  onListen: (url: string) => void
  note: (line: string) => void
}

/**
 * Forwards a port of 127.0.0.1 to the ready pods of a service until the run is interrupted. The port stays the same
 * while pods come and go: each connection goes to one that is ready when it begins.
 * @throws KubiaError PORT_TAKEN, FORBIDDEN and as `openApiProxy`; the run's own abort is no error
 */
export const forwardService = async (run: Pick<Run, 'exec' | 'signal'>, options: ForwardService): Promise<void> => {
  const {place, service, port, onListen, note} = options
  const {signal} = run
  const proxy = await openApiProxy(run.exec, place)
  const forwards = createForwards(proxy)
  let lastFailure = ''
  const failed = (why: string): void => {
    if (why !== lastFailure) note(`a connection failed: ${why}`)
    lastFailure = why
  }
  const served = new ServedPort({forwards, signal, sticky: service.spec.sessionAffinity === 'ClientIP', failed})
  // Nobody expects the app on port 80 of the own machine: 8080 is the usual substitute.
  const wanted = port.port < 1024 ? (substitutes(port.port)[0] ?? port.port) : port.port
  const listener = await listenNear('127.0.0.1', wanted, (_, client) => served.accept(client))
  try {
    if ('code' in listener)
      throw new KubiaError('PORT_TAKEN', `no port of 127.0.0.1 from ${wanted} on can be listened on (${listener.code})`)
    const announce = async (url: string): Promise<void> => {
      const {found} = await probeUrls([{url, why: ''}], signal)
      onListen(found?.url ?? url)
    }
    let known = ''
    let announced = false
    await follow<Endpoints>({
      proxy,
      kind: 'Endpoints',
      path: `/api/v1/namespaces/${place.namespace}/endpoints`,
      fieldSelector: `metadata.name=${service.metadata.name}`,
      signal,
      onChange: found => {
        const [endpoints] = found.values()
        const backends = backendsOf(service, port, endpoints, [])
        void served.update(backends)
        const pods = backends.pods.map(({name}) => name).join(', ')
        if (!announced)
          void announce(urlOf('127.0.0.1', listener.actual, port)).catch(
            (error: Error) => void (signal.aborted || note(error.message)),
          )
        else if (pods !== known) note(pods === '' ? 'no pod is ready: waiting for one' : `now to ${pods}`)
        known = pods
        announced = true
      },
      onAway: why => note(why ?? 'the API server answers again'),
    })
  } finally {
    if ('server' in listener) listener.server.close()
    served.destroy()
    forwards.close()
    await proxy.close()
  }
}
