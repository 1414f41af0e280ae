import {expect, test} from 'vitest'
import {PackedTexts} from '../../src/api-server/packed-texts.ts'
import type {StatusData, StatusRequest} from '../../src/cli/load-status.ts'
import {watch} from '../../src/cli/watch.ts'
import {watchedStatus} from '../../src/cli/watched-status.ts'
import {nodeContainers} from '../support/docker.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {ownFolders} from '../support/kubeconfig.ts'

const NODES = ['shop-control-plane', 'shop-worker']
const REFUSED = {
  exitCode: 1,
  stderr: 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
}
const request: StatusRequest = {
  context: {name: 'kind-shop', namespace: 'default', server: 'https://127.0.0.1:1', cluster: 'kind-shop'},
  access: {context: 'kind-shop'},
  scope: {allNamespaces: false},
  target: [],
  wide: false,
  tree: false,
  withHealth: false,
  askNodes: async () => undefined,
}
const first: StatusData = {
  items: [],
  texts: new PackedTexts(),
  refused: [],
  apps: [],
  nodes: [],
  services: [],
  ingresses: [],
  provider: 'kind',
  cluster: 'shop',
}

/** A status whose API server has gone away. @param answers what the container engine says of its nodes */
const watched = (answers: Readonly<Record<string, Answer>>) => {
  ownFolders()
  const {exec} = recordedExec({...answers, 'kubectl --context kind-shop get': REFUSED, kubectl: {stdout: '{}'}})
  const {signal} = new AbortController()
  return watchedStatus({exec, signal}, request, first, {major: 1, minor: 36, gitVersion: 'v1.36.0'})
}

test('A status that is watched goes on while the API server is away for a moment, and ends where its cluster is stopped', async () => {
  await expect(watched(nodeContainers(NODES)).load()).resolves.toBeUndefined()
  await expect(watched(nodeContainers(NODES, false)).load()).rejects.toMatchObject({
    code: 'CLUSTER_STOPPED',
    message: 'cluster shop is stopped',
    details: {fix: [{command: ['kubectl', 'kubia', 'start', 'shop']}]},
  })
})

test.each([true, false])(
  'It is loaded again at once where the API server goes away, on a terminal: %s',
  async isTTY => {
    const source = {
      ...watched(nodeContainers(NODES, false)),
      follow: (signal: AbortSignal, _: unknown, onAway: (why: string) => void) => {
        onAway('the API server does not answer')
        return new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      },
    }
    const written: string[] = []
    const screen = {isTTY, write: (text: string) => written.push(text)}
    const noted: string[] = []
    const watching = watch({signal: new AbortController().signal}, screen, source, {
      paint: (_, text) => text,
      note: line => noted.push(line),
    })
    await expect(watching).rejects.toMatchObject({code: 'CLUSTER_STOPPED'})
    expect(noted).toEqual(isTTY ? [] : ['the API server does not answer; asking on'])
  },
)
