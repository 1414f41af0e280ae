import {KubiaError} from '../errors/kubia-error.ts'
import type {Reach} from '../expose/find-url.ts'
import {kubectlCommand} from '../kube/kubectl.ts'
import {getObjects, type Place} from '../kube/objects.ts'
import type {Node, Service} from '../printers/types.ts'
import {formatCommand} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import type {Face} from './faces/face.ts'

/** The addresses that a load balancer gave a service. */
export const ingressOf = (service: Service): string[] =>
  (service.status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip ?? hostname ?? [])

/** Whether a service waits for a load balancer: EXTERNAL-IP is `<pending>`. */
export const isPending = (service: Service): boolean =>
  service.spec.type === 'LoadBalancer' && ingressOf(service).length === 0

/** The nodes, for their addresses; none where this user may not see them. */
export const nodesOf = async (run: Run, place: Place): Promise<Node[]> => {
  try {
    return (await getObjects(run.exec, {...place, namespace: undefined}, ['nodes'])) as Node[]
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** Says what a user may not expect: a pending address, and how to reach what has no URL. */
export const explainReach = (face: Face, place: Place, service: Service, {url}: Reach, isLocal: boolean): void => {
  const {name} = service.metadata
  const [port] = service.spec.ports ?? []
  if (isPending(service)) {
    const why = isLocal ? 'kind has no load balancer of its own' : 'nothing has given it an address yet'
    face.note(`warning: EXTERNAL-IP of ${name} is <pending>: ${why}${url ? `; ${url} answers all the same` : ''}`)
  }
  if (url !== undefined) return
  if (service.spec.type === 'ClusterIP') face.note(`${name} is of type ClusterIP: it answers inside the cluster only`)
  const forward = formatCommand(kubectlCommand(place, ['port-forward', `service/${name}`, `8080:${port?.port ?? 80}`]))
  face.note(`  from here: ${forward}     # then http://localhost:8080`)
  if (isLocal && port?.nodePort)
    face.note(`  for good:  kubectl kubia up -p 8080:${port.nodePort}     # when the cluster is made anew`)
}
