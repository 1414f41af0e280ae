import {networkInterfaces} from 'node:os'
import {proxiesIn, withoutLogin} from '../../../../process/proxies.ts'
import {type Check, type Finding, notHere, warn} from '../../../check.ts'

/** The variables that kind hands on to its nodes; Go's programs read no other ones. */
const HANDED_ON: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY']

/** A proxy of this machine alone: what stands before its host, and the host. */
const LOOPBACK = /^((?:\w+:\/\/)?(?:[^@/]*@)?)(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|$)/i

const isLoopback = (value: string): boolean => LOOPBACK.test(value)

/** An address of this machine that its containers may reach; undefined where it has none but 127.0.0.1. */
const ownAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .find(({internal, family}) => !internal && family === 'IPv4')?.address

/** kind hands the proxy on to its nodes, for which 127.0.0.1 is the node itself (kind v0.33, `getProxyEnv`). */
export const checkNodesProxy = (env: Readonly<Record<string, string | undefined>>, address = ownAddress()): Finding => {
  const own = proxiesIn(env, HANDED_ON).filter(({value}) => isLoopback(value))
  const [first] = own
  if (!first) return notHere('none at 127.0.0.1')
  return warn(
    withoutLogin(first.value),
    'PROXY_SETTINGS',
    `${own.map(({name}) => name).join(' and ')} is ${withoutLogin(first.value)}: a node looks for that at its own 127.0.0.1, so it cannot pull images`,
    [
      'name the proxy as the nodes can reach it, not 127.0.0.1',
      ...(address === undefined
        ? []
        : [
            {
              command: ['export', `${first.name}=${withoutLogin(first.value).replace(LOOPBACK, `$1${address}`)}`],
              comment: 'where it listens at this machine’s own address too',
            },
          ]),
    ],
  )
}

export const nodesProxyCheck: Check = {
  id: 'proxy-of-nodes',
  title: 'proxy of the nodes',
  commands: ['up'],
  forNewNodes: true,
  run: async () => checkNodesProxy(process.env),
}
