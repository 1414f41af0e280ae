import {proxiesIn, withoutLogin} from '../../../../process/proxies.ts'
import {type Check, type Finding, notHere, warn} from '../../../check.ts'

/** The variables that kind hands on to its nodes; Go's programs read no other ones. */
const HANDED_ON: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY']

const isLoopback = (value: string): boolean =>
  /^(?:\w+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i.test(value)

/** kind hands the proxy on to its nodes, for which 127.0.0.1 is the node itself (kind v0.33, `getProxyEnv`). */
export const checkNodesProxy = (env: Readonly<Record<string, string | undefined>>): Finding => {
  const own = proxiesIn(env, HANDED_ON).filter(({value}) => isLoopback(value))
  const [first] = own
  if (!first) return notHere('none at 127.0.0.1')
  return warn(
    withoutLogin(first.value),
    'PROXY_SETTINGS',
    `${own.map(({name}) => name).join(' and ')} is ${withoutLogin(first.value)}: a node looks for that at its own 127.0.0.1, so it cannot pull images`,
    [
      {
        command: `export ${first.name}=http://ADDRESS:PORT`,
        comment: 'the proxy as the nodes can reach it, not 127.0.0.1',
      },
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
