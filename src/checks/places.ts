import {type Check, notHere} from '../cluster/check.ts'
import {connectEngine} from '../cluster/providers/common/engine.ts'
import {clusterOfProcess, definitionOf} from '../cluster/providers/index.ts'
import {tryStateFolder} from '../cluster/state.ts'
import {counted} from '../text/counted.ts'
import type {MachineFacts} from './facts.ts'
import {checkKubeconfigWritable} from './kubeconfig.ts'
import {portOwner} from './port-owner.ts'
import {checkPortsFree} from './ports.ts'

/** The files and ports that a cluster needs on this machine. */
export const placeChecks: readonly Check<MachineFacts>[] = [
  {
    id: 'kubeconfig',
    title: 'kubeconfig',
    commands: ['up'],
    run: async facts => {
      const {current, contexts} = await facts.kubeconfig.ask()
      const count = counted(contexts.length, 'context')
      return current === '' ? `${count}, none is current` : `${count}, ${current} is current`
    },
  },
  {
    id: 'kubeconfig-writable',
    title: 'kubeconfig can be written',
    commands: ['up'],
    run: facts => checkKubeconfigWritable(facts.request.kubeconfig),
  },
  {
    id: 'state-folder',
    title: 'state folder',
    commands: ['up'],
    run: async () => tryStateFolder(),
  },
  {
    id: 'ports',
    title: 'ports',
    commands: ['up'],
    // A cluster that exists holds its own ports.
    forNewNodes: true,
    run: async ({request: {spec, provider}, survey, exec}) => {
      const ports = spec?.ports ?? []
      if (ports.length === 0) return notHere('none to publish')
      const own = definitionOf(provider).listensItself === true
      return checkPortsFree(ports, {
        own,
        here: own || (await survey.listensHere?.()) === true,
        asUser: (await survey.listensAsUser?.()) === true,
        ownerOf: async port => {
          const found = await connectEngine(exec).catch(() => undefined)
          return portOwner(exec, {engine: found?.program, clusterOfProcess}, port)
        },
      })
    },
  },
]
