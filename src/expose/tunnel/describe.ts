import {hostname} from 'node:os'
import {isA} from '../../kubernetes/kinds/index.ts'
import {service as serviceKind} from '../../kubernetes/kinds/service.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'
import {tunnelOf} from '../annotations.ts'
import {candidateUrls} from '../urls.ts'
import {isGone, runningTunnel, tunnelId} from './state.ts'

const nameOf = ({metadata}: Service): string => `${metadata.namespace ?? 'default'}/${metadata.name}`

/** What a tunnel gave a service: `shop/web http://127.77.3.9:8080`. */
const given = (service: Service): string => {
  const urls = candidateUrls({...service, spec: {...service.spec, externalIPs: []}}, [], []).map(({url}) => url)
  return `${nameOf(service)} ${urls.join(' ')}`
}

/**
 * A line for each tunnel that serves some of these services, a warning for each whose process is gone, and a line for
 * the tunnel of this machine that serves none of them.
 */
export const describeTunnels = async (exec: Exec, context: string, items: readonly KubeObject[]): Promise<string[]> => {
  const services = items.filter(isA(serviceKind))
  const byTunnel = Map.groupBy(services, service => tunnelOf(service) ?? '')
  byTunnel.delete('')
  const lines: string[] = []
  for (const [tunnel, served] of byTunnel) {
    const [host, pid] = tunnel.split('/')
    if (await isGone(tunnel, exec)) {
      const names = served.map(nameOf).join(', ')
      lines.push(
        `warning: nothing serves the address of ${names}: its tunnel is gone; kubectl kubia tunnel takes it over`,
      )
    } else {
      const where = host === hostname() ? `pid ${pid}` : `on ${host}`
      lines.push(`tunnel (${where}): ${served.map(given).join(', ')}`)
    }
  }
  const running = await runningTunnel(exec, context)
  if (running && !byTunnel.has(tunnelId(running))) {
    const {pid, namespace} = running
    const whose = namespace === undefined ? '' : `; it is for namespace ${namespace}`
    lines.push(`tunnel (pid ${pid}): it serves none of these services${whose}`)
  }
  return lines
}
