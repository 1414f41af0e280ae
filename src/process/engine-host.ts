import {engineProgram} from './engine-program.ts'
import {ownNames} from './own-names.ts'

/**
 * The host that an endpoint of Docker leads to, where that is not this machine. Sockets and pipes are always here.
 * @param endpoint `unix:///var/run/docker.sock`, `tcp://10.0.0.5:2376`, `ssh://me@build`
 */
export const remoteHost = (endpoint: string, own: readonly string[] = ownNames()): string | undefined => {
  const host = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(endpoint)?.[1]?.replaceAll(/[[\]]/g, '')
  return host === undefined || /^127\./.test(host) || own.includes(host) ? undefined : host
}

/**
 * The machine that the engine runs on and that this one reaches by the same name, as a service of a CI job:
 * `tcp://docker:2376` in DOCKER_HOST. Not one behind ssh, where a name may be known to ssh alone.
 */
export const engineHost = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  program = engineProgram,
): string | undefined => {
  const {DOCKER_HOST: endpoint = ''} = env
  if (!/^(?:tcp|https?):/.test(endpoint)) return undefined
  const host = remoteHost(endpoint)
  return host !== undefined && program() === 'docker' ? host : undefined
}

/** A host as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)
