import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type {Service} from '../../../src/kubernetes/types.ts'
import {findOpenUrl} from '../../../src/workflows/open/find-open-url.ts'
import {showUrl} from '../../../src/workflows/open/open.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterWith} from '../clusters.ts'

const place = {context: 'prod', namespace: 'shop'}
const {signal} = new AbortController()
const app = createServer((_, response) => response.end("You've hit web-1\n"))
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  port = (app.address() as AddressInfo).port
})
afterAll(() => app.close())

const service = (spec: object): Service =>
  ({apiVersion: 'v1', kind: 'Service', metadata: {name: 'web', namespace: 'shop'}, spec}) as Service

test('A published port that answers is the URL', async () => {
  ownFolders()
  const target = clusterWith('absent', {
    ports: [{address: '127.0.0.1', hostPort: port, nodePort: 30090, protocol: 'TCP'}],
  })
  const {exec} = recordedExec({kubectl: {stdout: ''}})
  const found = service({type: 'NodePort', ports: [{port: 80, nodePort: 30090, targetPort: 8080}]})
  const {detail, value} = await findOpenUrl(
    {exec, signal},
    place,
    found,
    async () => target,
    () => {},
  )
  expect(value.url).toBe(`http://localhost:${port}`)
  expect(detail).toBe(`http://localhost:${port} answers 200 "You've hit web-1" (node port 30090 is published there)`)
})

test('Without a URL it is asked through the API server whether anything listens', async () => {
  ownFolders()
  const {exec, asked} = recordedExec({'kubectl --context prod get --raw': {stdout: "You've hit web-1"}})
  const found = service({ports: [{port: 80, targetPort: 8080}]})
  const {detail, value} = await findOpenUrl(
    {exec, signal},
    place,
    found,
    async () => undefined,
    () => {},
  )
  expect([detail, value.url]).toEqual(['no URL on this machine: its type is ClusterIP', undefined])
  expect(asked).toHaveLength(1)
})

test('A browser that opens the URL needs no words, and where none does, that is said', async () => {
  const commands = [{program: 'xdg-open', args: ['http://localhost']}]
  expect((await showUrl(recordedExec({'xdg-open': {}}).exec, commands)).detail).toBe('')
  expect((await showUrl(recordedExec({'xdg-open': {exitCode: 3}}).exec, commands)).detail).toBe('no browser opens it')
})
