// A simulated cluster at work: its state, its API server, and everything that acts on its objects.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import type {Server} from 'node:https'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import type {KubeObject} from './api/object.ts'
import {ObjectRegistry} from './api/object-registry.ts'
import {PacedClock, systemClock} from './clock.ts'
import {bootstrap, SYSTEM} from './cluster/bootstrap.ts'
import {type ClusterRequest, describeNew} from './cluster/new-description.ts'
import {chooseHostPort} from './cluster/published-port.ts'
import type {Description} from './description/description.ts'
import {lives, readProcessFile, removeProcessFile, writeProcessFile} from './description/process-file.ts'
import {PortTaken} from './description/start-failure.ts'
import {rbacAuthorizer} from './kinds/clusterrole/authorizer.ts'
import {definitionResource} from './kinds/customresourcedefinition/resource.ts'
import {actingKinds, kindsIn} from './kinds/index.ts'
import {namespaceResource} from './kinds/namespace/resource.ts'
import {nodeResource} from './kinds/node/resource.ts'
import type {Node} from './kinds/node/types.ts'
import type {KindTable} from './kinds/table.ts'
import {isSwitchedOff, speedOf} from './kubelet/knobs.ts'
import {updateManagedFields} from './patch/index.ts'
import {type ClusterPki, newClusterPki} from './pki/cluster-pki.ts'
import {OpenApiDocuments} from './schema/index.ts'
import {ADDRESS, createApiServer} from './server/server.ts'
import {startControllers} from './start-controllers.ts'
import {groupOf, readState, type StateContent, StateFile} from './store/state-file.ts'
import {Store} from './store/store.ts'
import {podStreams} from './streams/streams.ts'
import {PodNetwork} from './traffic/pod-network.ts'

/** Changes that a watch can go back. */
const HISTORY = 1024

export interface Instance {
  description: Description
  /** Ends it cleanly; everything that a client has seen is on disk then. */
  close: () => Promise<void>
}

interface Files {
  state: string
  process: string
}

const filesIn = (folder: string): Files => ({state: join(folder, 'state.jsonl'), process: join(folder, 'process.json')})

/** What kubectl makes a context of. */
const writeCredentials = (folder: string, {authority, client}: ClusterPki): void => {
  const files = {'ca.crt': authority.certificate, 'client.crt': client.certificate, 'client.key': client.key}
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, {mode: 0o600})
}

/** @throws PortTaken where another program listens at the port; Error where it cannot be had for another reason */
const listen = (server: Server, port: number, files: Files): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const other = readProcessFile(files.process)
      // What a killed process left names one that is gone, and the port may be anybody's by now.
      const serves = other && lives(other) && Number(new URL(other.server).port) === port
      const why = serves ? `; process ${other.pid} serves this cluster` : ' by another program'
      const taken = new PortTaken(`port ${port} of ${ADDRESS} is in use${why}`, serves ? undefined : port)
      reject(error.code === 'EADDRINUSE' ? taken : error)
    })
    server.listen(port, ADDRESS, () => resolve((server.address() as AddressInfo).port))
  })

/** Fills a store. @returns the kinds that are served then */
const restore = (store: Store, objects: readonly KubeObject[]): KindTable => {
  const definitions = objects.filter(
    object => object.kind === definitionResource.kind && groupOf(object) === definitionResource.group,
  )
  for (const object of definitions) store.restore(definitionResource, object)
  const kinds = kindsIn(store)
  for (const object of objects) {
    const type = kinds.storedAt(groupOf(object), object.kind)
    // A kind that an older version served and this one does not has none.
    if (type && type !== definitionResource) store.restore(type, object)
  }
  return kinds
}

export interface InstanceOptions {
  /** True: no cluster is made where none is. */
  mustExist?: boolean
  /** The release of kubia, for the state file. */
  writtenBy?: string
}

/**
 * Starts the cluster of a folder: the one whose state is there, at the port it had, or a new one.
 * @param shape is only looked at for a new one
 * @throws StateError where the state is damaged or newer; Error where it is missing or cannot be read, or the cluster is
 * at work already
 */
export const openInstance = async (
  folder: string,
  shape: ClusterRequest,
  {mustExist = false, writtenBy}: InstanceOptions = {},
): Promise<Instance> => {
  const files = filesIn(folder)
  if (mustExist && !existsSync(files.state))
    throw new Error(`${files.state} is missing: there is nothing to go on with`)
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const content: StateContent | undefined = existsSync(files.state) ? readState(files.state) : undefined
  const before = content?.header.description
  const pki = content?.header.secrets ?? newClusterPki(systemClock.now())
  const store = new Store(HISTORY, content?.revision ?? 0)
  const kinds = restore(store, content?.objects ?? [])
  const systemNamespace = () => store.get(namespaceResource, '', SYSTEM)
  const clock = new PacedClock(before ? speedOf(systemNamespace()) : (shape.speed ?? 1))
  const {strategyOf, defaults, validate, guard} = kinds
  const bookKeeping = updateManagedFields
  const registry = new ObjectRegistry({store, clock, strategyOf, defaults, validate, guard, bookKeeping})
  const network = new PodNetwork(store, systemClock)
  let state: StateFile | undefined
  const server = createApiServer(pki, {
    kinds,
    store,
    registry,
    authorizer: rbacAuthorizer(store),
    // Clients live by the time of day: how long a watch lasts is their word.
    clock: systemClock,
    commit: () => state?.flush(),
    kubernetesVersion: before?.kubernetesVersion ?? shape.kubernetesVersion,
    openApi: new OpenApiDocuments(kinds),
    streams: podStreams({network, store, clock: systemClock}),
  })
  const port = await listen(server, before ? Number(new URL(before.server).port) : 0, files)
  const url = `https://${ADDRESS}:${port}`
  const publish = await Promise.all(shape.publish.map(chooseHostPort))
  const made = before ?? describeNew({...shape, publish}, url, pki, clock.now())
  const description = {...made, ...(writtenBy !== undefined && {writtenBy})}
  if (!before) writeCredentials(folder, pki)
  state = new StateFile(files.state, {description, secrets: pki}, store)
  bootstrap(registry, shape.speed)
  const controllers = startControllers({
    kinds: actingKinds,
    served: kinds,
    cluster: description.name,
    server: new URL(url),
    nodes: description.nodes,
    kubernetesVersion: description.kubernetesVersion,
    caCertificate: pki.authority.certificate,
    network,
    publish: description.publish,
    registry,
    store,
    clock,
    report: (error, what) => process.stderr.write(`${what}: ${error instanceof Error ? error.stack : error}\n`),
  })
  const publishProcess = (): void => {
    const stopped = store.list(nodeResource).filter(node => isSwitchedOff(node as Node))
    writeProcessFile(
      files.process,
      url,
      stopped.map(({metadata}) => metadata.name),
      clock.speed,
    )
  }
  publishProcess()
  const unsubscribe = store.onChange(({type, resource, object, previous}) => {
    const isChanged =
      !previous || type === 'DELETED' || isSwitchedOff(previous as Node) !== isSwitchedOff(object as Node)
    if (resource === nodeResource && isChanged) publishProcess()
    if (resource !== namespaceResource || speedOf(systemNamespace()) === clock.speed) return
    clock.speed = speedOf(systemNamespace())
    publishProcess()
  })
  return {
    description,
    close: async () => {
      unsubscribe()
      controllers.stop()
      network.stop()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      state?.close()
      removeProcessFile(files.process)
    },
  }
}
