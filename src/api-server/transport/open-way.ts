import type {Exec} from '../../process/exec.ts'
import {connectionTo} from '../direct/index.ts'
import {type KubeAccess, kubectlCommand} from '../kubectl.ts'
import {type ApiWay, openApiProxy} from './proxy.ts'

/**
 * Opens a way to the API server that needs no kubectl, where the context's credentials are static and the server answers;
 * else undefined. `-v` shows each request as the `kubectl get --raw` that does the same.
 */
export const openDirectWay = async (exec: Exec, access: KubeAccess): Promise<ApiWay | undefined> => {
  const connection = await connectionTo(exec, {...access, namespace: undefined})
  if (!connection) return undefined
  const {server, context} = access
  return {
    server,
    context,
    send: (path, options) => {
      exec.showCommand?.(kubectlCommand({...access, namespace: undefined}, ['get', '--raw', path]))
      return connection.send(path, options)
    },
    close: async () => connection.close(),
  }
}

/** Opens a way to the API server for what only looks: directly, or else by `kubectl proxy`. @throws as `openApiProxy` */
export const openWay = async (exec: Exec, access: KubeAccess): Promise<ApiWay> =>
  (await openDirectWay(exec, access)) ?? openApiProxy(exec, access)
