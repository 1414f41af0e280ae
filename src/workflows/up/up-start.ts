import {setTimeout as sleep} from 'node:timers/promises'
import {isAway} from '../../api-server/kubectl.ts'
import {getNodes, type Restarted} from '../../api-server/nodes.ts'
import {contextOf, type LocalCluster} from '../../cluster/provider.ts'
import {isOurs, readRecord} from '../../cluster/state.ts'
import type {ErrorCode} from '../../errors/catalogue.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Ground} from './preflight.ts'
import {movedNodes, startNodes} from './start-nodes.ts'
import type {UpOptions, UpResult} from './up-options.ts'

/** Failures of a start that trying again does not mend. */
const LOST: readonly ErrorCode[] = ['START_FAILED', 'STATE_DAMAGED', 'STATE_NEWER']

/** For how long the API server of restarted nodes may stay away, in ms, where their addresses have changed. */
export const AWAY_LIMIT_MS = 30_000
const POLL_MS = 500

/** What the start of stopped nodes leaves for later steps. */
export interface Start {
  restarted?: Restarted
}

/**
 * Starts what is stopped. With --recreate, a cluster that nothing else helps is given up where it can't be started, and
 * so are nodes that have other addresses than when they were last Ready, and whose API server stays away: kind can't
 * bring such a cluster back (kind#1689).
 * @param giveUp told why the cluster is to be made anew
 */
export const startSteps = (
  run: Run,
  {spec, kubeconfig, recreate}: UpOptions,
  result: UpResult,
  ground: () => Ground,
  start: Start,
  giveUp: (why: string) => void,
): Step[] => {
  const context = contextOf(spec.provider, spec.name)
  const moved = (): string[] => (result.cluster ? movedNodes(result.cluster) : [])
  const hasContext = (): boolean => ground().kubeconfig.contexts.some(({name}) => name === context)
  return [
    {
      title: 'Start nodes',
      skip: () => (result.cluster?.nodes.some(node => !node.running) ? undefined : true),
      task: async () => {
        const since = new Date().toISOString()
        const stopped = result.cluster as LocalCluster
        const {provider} = ground()
        const given = await startNodes(provider, stopped).catch(error => {
          const lost = error instanceof KubiaError && LOST.includes(error.code) && provider.lostUnlessStarted
          if (!(lost && recreate && isOurs(stopped, readRecord(spec.name)))) throw error
          return error.message
        })
        if (typeof given === 'string') {
          giveUp(given)
          return `${given}; to be made anew`
        }
        const {cluster, started} = given
        Object.assign(result, {cluster, changed: true})
        start.restarted = {names: started, since}
        return `${started.join(', ')} ${started.length === 1 ? 'was' : 'were'} stopped`
      },
    },
    {
      title: 'Find API server',
      skip: () => (recreate && moved().length > 0 && hasContext() ? undefined : true),
      task: async report => {
        const deadline = performance.now() + AWAY_LIMIT_MS
        for (;;) {
          const away = await getNodes(run.exec, {kubeconfig, context}).then(
            () => false,
            error => isAway(error, run.signal),
          )
          run.signal.throwIfAborted()
          if (!away) return `answers, with new addresses: ${moved().join(', ')}`
          if (performance.now() > deadline) break
          report(`new addresses: ${moved().join(', ')}; the API server does not answer yet`)
          await sleep(POLL_MS, undefined, {signal: run.signal})
        }
        const why = `stays away, since nodes have new addresses (kind#1689): ${moved().join(', ')}`
        giveUp(why)
        return why
      },
    },
  ]
}
