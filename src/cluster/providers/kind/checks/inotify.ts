import {readFile} from 'node:fs/promises'
import {release} from 'node:os'
import {type Check, type Finding, notHere, warn} from '../../../check.ts'
import type {KindFacts} from './kind-facts.ts'

/** The kernel's limits for one user; all containers of an engine are one user's. */
export interface InotifyLimits {
  instances: number
  watches: number
}

/**
 * What a node takes: 11 or 12 instances and 125 to 231 watches without any app (measured, Kubernetes 1.20), with room
 * for a newer kubelet and for apps that watch files; and what the rest of the user's programs may take.
 */
const PER_NODE: InotifyLimits = {instances: 20, watches: 1000}
const OTHERS: InotifyLimits = {instances: 40, watches: 5000}
/** What kind's known issues advise ("Pod errors due to too many open files"); more only for many nodes. */
const ADVISED: InotifyLimits = {instances: 512, watches: 524_288}

/** @param nodes all that there will be, of every cluster on this machine */
export const checkInotify = (limits: InotifyLimits, nodes: number): Finding => {
  const found = `${limits.instances} instances, ${limits.watches} watches`
  const need = (of: keyof InotifyLimits): number => OTHERS[of] + PER_NODE[of] * nodes
  if (limits.instances >= need('instances') && limits.watches >= need('watches')) return found
  const setTo = (of: keyof InotifyLimits): number => Math.max(ADVISED[of], limits[of], 2 * need(of))
  return warn(
    found,
    'INOTIFY_LIMIT',
    `the limits of inotify are low for ${nodes} nodes (${found}): pods may fail with "too many open files"`,
    [
      {
        command: `sudo sysctl fs.inotify.max_user_instances=${setTo('instances')} fs.inotify.max_user_watches=${setTo('watches')}`,
      },
      'a file in /etc/sysctl.d keeps it',
    ],
  )
}

const readLimit = async (name: string): Promise<number> =>
  Number(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8'))

export const inotifyCheck = ({engineInfo, containers}: KindFacts): Check => ({
  id: 'inotify',
  title: 'inotify limits',
  commands: ['up'],
  forNewNodes: true,
  async run({nodeCount}) {
    // Asked side by side: the preflight is what `up` costs beyond kind's own time.
    const asked = nodeCount.known()
    // That it is not known is thrown where it is needed.
    asked.catch(() => {})
    const {kernel} = await engineInfo.known()
    // The same kernel means the same limits, also from inside a container that was given the engine's socket.
    if (process.platform !== 'linux' || kernel !== release()) return notHere('the engine has a kernel of its own')
    const [instances, watches, nodes] = await Promise.all([
      readLimit('max_user_instances'),
      readLimit('max_user_watches'),
      asked,
    ])
    return checkInotify({instances, watches}, nodes + containers)
  },
})
