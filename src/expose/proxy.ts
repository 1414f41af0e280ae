import {type KubeAccess, kubectlFailure, tryKubectl} from '../api-server/kubectl.ts'
import {recognise, SERVICE_FAILURES} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Service, ServicePort} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'

/** The path at which the API server passes a request on to a pod of a service. */
export const proxyPath = (service: Service, {name, port}: ServicePort): string =>
  `/api/v1/namespaces/${service.metadata.namespace ?? 'default'}/services/${service.metadata.name}:${name ?? port}/proxy/`

/** The result of a request through the API server. */
export interface ProxyResult {
  /** Undefined where this user may not send requests that way, or the API server does not answer. */
  answered: boolean | undefined
  /** The answer's first line, or the API server's words. */
  text: string
}

/** Sends a request to a service through the API server, as kubectl can from everywhere. An app's error is an answer. */
export const probeThroughApi = async (
  exec: Exec,
  access: KubeAccess,
  service: Service,
  port: ServicePort,
): Promise<ProxyResult> => {
  const args = ['get', '--raw', proxyPath(service, port)]
  const {exitCode, stdout, stderr} = await tryKubectl(exec, {...access, namespace: undefined}, args)
  if (exitCode === 0) return {answered: true, text: stdout.split('\n').find(Boolean)?.slice(0, 60) ?? ''}
  const unreached = recognise(stderr, SERVICE_FAILURES)
  if (unreached) return {answered: false, text: unreached.message}
  const failure = kubectlFailure(stderr, access)
  if (failure instanceof KubiaError && ['FORBIDDEN', 'API_UNREACHABLE'].includes(failure.code))
    return {answered: undefined, text: failure.message}
  return {answered: true, text: stderr.trim().split('\n').at(-1) ?? ''}
}
