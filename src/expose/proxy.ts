import {type KubeAccess, kubectlFailure, tryKubectl} from '../api-server/kubectl.ts'
import {recognise, SERVICE_FAILURES} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Service, ServicePort} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'

/** The API server's own way to a service: it asks a pod on our behalf. */
export const proxyPath = (service: Service, {name, port}: ServicePort): string =>
  `/api/v1/namespaces/${service.metadata.namespace ?? 'default'}/services/${service.metadata.name}:${name ?? port}/proxy/`

/** What asking through the API server came to. */
export interface ProxyResult {
  /** Undefined where this user may not ask that way. */
  answered: boolean | undefined
  /** The answer's first line, or the API server's words. */
  text: string
}

/** Asks a service through the API server, which works from everywhere kubectl does. An error of the app is an answer. */
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
