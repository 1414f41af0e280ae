import {type Command, formatCommand} from '../../../process/command.ts'
import {engineHost, inUrl} from '../../../process/engine-host.ts'
import type {Exec} from '../../../process/exec.ts'
import {editKubeconfig} from '../../../process/kubeconfig/edit.ts'

const kubectl = (kubeconfig: string | undefined, ...args: string[]): Command => ({
  program: 'kubectl',
  args: [...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]), 'config', ...args],
})

/** The address of an API server on the machine of the engine, by the one that kind writes; undefined for any other. */
export const serverAt = (host: string, written: unknown): string | undefined => {
  const port = typeof written === 'string' ? /^https:\/\/0\.0\.0\.0:(\d+)$/.exec(written)?.[1] : undefined
  return port === undefined ? undefined : `https://${inUrl(host)}:${port}`
}

/**
 * Has a cluster's context lead to the machine of the engine, where that is another one: kind writes the address that is
 * listened at there, 0.0.0.0 (kind#52, kind#630). @throws as `editKubeconfig`, with the cluster kept
 */
export const leadToEngine = async (
  exec: Exec,
  name: string,
  kubeconfig: string | undefined,
  host = engineHost(),
): Promise<void> => {
  if (host === undefined) return
  const entry = `kind-${name}`
  let server: string | undefined
  await editKubeconfig(
    exec,
    kubeconfig,
    ({entries}) => {
      server = serverAt(host, entries.clusters.get(entry)?.['server'])
      return server === undefined ? [] : [{list: 'clusters', name: entry, set: {server}}]
    },
    () => [kubectl(kubeconfig, 'set-cluster', entry, `--server=${server}`)],
  )
}

/** The lines of a script that do the same; none where the engine is on this machine. */
export const leadToEngineLines = (name: string, kubeconfig: string | undefined, host = engineHost()): string[] => {
  if (host === undefined) return []
  const entry = `kind-${name}`
  const path = `jsonpath={.clusters[?(@.name=="${entry}")].cluster.server}`
  return [
    '# the context leads to the machine of the engine',
    `server=$(${formatCommand(kubectl(kubeconfig, 'view', '-o', path))})`,
    `${formatCommand(kubectl(kubeconfig, 'set-cluster', entry))} --server="https://${inUrl(host)}:\${server##*:}"`,
  ]
}
