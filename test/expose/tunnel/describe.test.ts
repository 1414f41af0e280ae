import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {describeTunnels} from '../../../src/expose/tunnel/describe.ts'
import {makeTunnelFolder, ownTunnel, readTunnel, writeTunnel} from '../../../src/expose/tunnel/state.ts'
import type {Service} from '../../../src/kubernetes/types.ts'
import {stateDirectory} from '../../../src/process/paths.ts'
import {Run} from '../../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const {exec} = new Run({verbosity: 0, timeoutMs: 0})

/** What is said of some services while this process is a tunnel of `sim-kubia`. */
const told = async (context: string, items: Service[], namespace?: string): Promise<string[]> => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  makeTunnelFolder()
  writeTunnel({...ownTunnel(), server: 'https://x', context: 'sim-kubia', namespace, folder: '', services: []})
  return describeTunnels(exec, context, items)
}

test('A tunnel that serves nothing is told of where it runs', async () => {
  expect(await told('sim-kubia', [])).toEqual([`tunnel (pid ${process.pid}): it serves none of these services`])
  expect(await told('sim-kubia', [], 'shop')).toEqual([
    `tunnel (pid ${process.pid}): it serves none of these services; it is for namespace shop`,
  ])
  expect(await told('sim-other', [])).toEqual([])
})

test('A tunnel that a newer kubia began is named nowhere, and none is begun beside it', async () => {
  expect(await told('sim-kubia', [])).toHaveLength(1)
  const folder = join(stateDirectory(), 'tunnels')
  const file = join(folder, readdirSync(folder)[0] ?? '')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2'))
  expect(await describeTunnels(exec, 'sim-kubia', [])).toEqual([])
  expect(() => readTunnel('https://x')).toThrow(expect.objectContaining({code: 'STATE_NEWER', exit: 3}))
})

test('A tunnel that serves a service is told of once, with the URL', async () => {
  const web: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'web', annotations: {'kubia.dev/tunnel': ownTunnel().id}},
    spec: {type: 'LoadBalancer', ports: [{port: 80}]},
    status: {loadBalancer: {ingress: [{ip: '127.77.0.1'}]}},
  }
  expect(await told('sim-kubia', [web])).toEqual([`tunnel (pid ${process.pid}): default/web http://127.77.0.1`])
})
