import {type Check, notHere} from '../cluster/check.ts'
import {type HostPort, releasePort} from '../cluster/host-port.ts'
import {registryAddress} from '../cluster/image-registry.ts'
import {connectEngine} from '../cluster/providers/common/engine.ts'
import {clusterOfProcess, definitionOf} from '../cluster/providers/index.ts'
import {tryStateFolder} from '../cluster/state.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {amend, KubiaError} from '../errors/kubia-error.ts'
import {counted} from '../text/counted.ts'
import type {MachineFacts} from './facts.ts'
import {checkKubeconfigWritable} from './kubeconfig.ts'
import {portOwner} from './port-owner.ts'
import {checkPortsFree, type PortsOptions} from './ports.ts'

/** How ports are tried, and who has one that is taken. */
const portsOptions = async ({request: {provider}, survey, exec}: MachineFacts): Promise<PortsOptions> => {
  const own = definitionOf(provider).listensItself === true
  return {
    own,
    here: own || (await survey.listensHere?.()) === true,
    asUser: (await survey.listensAsUser?.()) === true,
    ownerOf: async port => {
      const found = await connectEngine(exec).catch(() => undefined)
      return portOwner(exec, {engine: found?.program, clusterOfProcess}, port)
    },
  }
}

/** Where a registry of this machine listens, in front of its container. */
const registryPort = (hostPort: number): HostPort => ({
  address: '127.0.0.1',
  hostPort,
  nodePort: hostPort,
  protocol: 'TCP',
  registry: true,
})

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
    run: async facts => {
      const ports = facts.request.spec?.ports ?? []
      return ports.length === 0 ? notHere('none to publish') : checkPortsFree(ports, await portsOptions(facts))
    },
  },
  {
    id: 'registry',
    title: 'registry',
    commands: ['up'],
    run: async facts => {
      const port = facts.request.spec?.stated.registry
      if (port === undefined) return notHere('none is asked for')
      const {registries} = await facts.provider.known()
      if (!registries) return notHere('nodes pull no images')
      const found = await registries.find(port)
      // One that is paused holds its port itself.
      if (found?.running || found?.paused) return `${found.name} at ${registryAddress(port)}`
      const image = found ? undefined : await registries.checkImage()
      try {
        await checkPortsFree([registryPort(port)], await portsOptions(facts))
      } catch (error) {
        // A registry that is stopped keeps its port.
        if (!found || !(error instanceof KubiaError)) throw error
        throw amend(error, {fix: releasePort(port, 'TCP', kubiaAdvice(['up', `--registry=${port}`]))})
      }
      return found ? `${found.name}, stopped, port ${port} free` : `${image}, port ${port} free`
    },
  },
]
