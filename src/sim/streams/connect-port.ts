import type {Duplex} from 'node:stream'
import type {Pod} from '../kinds/pod/types.ts'
import type {PodNetwork} from '../traffic/pod-network.ts'

/** Leads a forwarded connection to the application in a pod, or says in the other stream that nothing listens there. */
export const connectPort = (network: PodNetwork, pod: Pod, port: number, data: Duplex, error: Duplex): void => {
  error.resume()
  if (network.connect(pod, port, data, '127.0.0.1')) {
    data.once('close', () => error.end())
    return
  }
  const {name, namespace} = pod.metadata
  error.end(
    `error forwarding port ${port} to pod ${namespace}/${name}: dial tcp4 127.0.0.1:${port}: connect: connection refused`,
  )
  data.resume()
  data.end()
}
