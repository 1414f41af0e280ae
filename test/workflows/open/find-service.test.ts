import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import type {Service} from '../../../src/kubernetes/types.ts'
import {findService, portOf} from '../../../src/workflows/open/find-service.ts'
import {deployment} from '../../api-server/objects.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'

const service = (ports: object[]) => ({metadata: {name: 'dns'}, spec: {ports}}) as unknown as Service

test('The port of a URL is the first of TCP', () => {
  expect(portOf(service([{port: 53, protocol: 'UDP'}, {port: 80}])).port).toBe(80)
})

test('A service without a TCP port has no URL', () => {
  expect(() => portOf(service([{port: 53, protocol: 'UDP'}]))).toThrow(
    expect.objectContaining({code: 'NO_URL', message: 'service dns has no TCP port, so it has no URL'}),
  )
})

test('A service that is a name for another host has no URL, and says which host it is', () => {
  const external = {metadata: {name: 'db'}, spec: {type: 'ExternalName', externalName: 'db.example.com'}} as Service
  expect(() => portOf(external)).toThrow(
    expect.objectContaining({
      code: 'NO_URL',
      message: 'service db is a name for db.example.com, so it has no URL of its own',
      details: {fix: ['ask db.example.com itself']},
    }),
  )
})

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const named = (name: string) => ({...service([{port: 80}]), apiVersion: 'v1', kind: 'Service', metadata: {name}})
const find = async (name: string | undefined, found: readonly object[]) => {
  const {exec} = recordedExec({[`${PLACE} get service`]: readAnswer(found)})
  return findService({exec}, {place, name, verb: 'open'}, () => {})
}

test('The service that is meant is the one named, or the only one', async () => {
  expect((await find('web', [named('web')])).detail).toBe('web: ClusterIP, port 80')
  expect((await find(undefined, [named('kubernetes'), named('web')])).value.metadata.name).toBe('web')
})

test('A service that is not there is asked for by a near name, or made for the app of its name', async () => {
  const app = {...deployment(), metadata: {name: 'web'}}
  const list = {
    command: ['kubectl', '--context', 'prod', '--namespace', 'shop', 'get', 'services'],
    comment: 'lists what there is',
  }
  const refusal = async (name: string, listed: readonly object[]) => {
    const {exec} = recordedExec({
      [`${PLACE} get service/`]: readAnswer([]),
      [`${PLACE} get services,deployments.apps`]: readAnswer(listed),
    })
    const error = await findService({exec}, {place, name, verb: 'open'}, () => {}).catch((thrown: KubiaError) => thrown)
    return error instanceof KubiaError ? [error.message, error.details.fix] : error
  }
  expect(await refusal('wbe', [named('web'), app])).toEqual([
    'service "wbe" not found in namespace shop; did you mean "web"?',
    [list],
  ])
  expect(await refusal('web', [named('web-http'), app])).toEqual([
    'service "web" not found in namespace shop',
    [
      {
        command: ['kubectl', 'kubia', 'expose', 'web', '--context', 'prod', '-n', 'shop'],
        comment: 'makes a service for the app of that name',
      },
      list,
    ],
  ])
})

test('A service that is not named is refused where there is none, or are several, with what to type', async () => {
  await expect(find(undefined, [named('kubernetes')])).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no service in namespace shop',
  })
  await expect(find(undefined, [named('a'), named('b')])).rejects.toMatchObject({
    code: 'AMBIGUOUS_NAME',
    message: 'there are several services: a, b',
    details: {
      fix: [
        {command: ['kubectl', 'kubia', 'open', 'a', '--context', 'prod', '-n', 'shop']},
        {command: ['kubectl', 'kubia', 'open', 'b', '--context', 'prod', '-n', 'shop']},
      ],
    },
  })
})
