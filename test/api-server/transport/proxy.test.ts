import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {openApiProxy} from '../../../src/api-server/transport/proxy.ts'
import type {Exec} from '../../../src/process/exec.ts'
import {type Answer, recordedExec} from '../../support/exec.ts'
import {temporaryFolder} from '../../support/temporary.ts'

const ACCESS = {context: 'shop', kubeconfig: '/home/k/config', namespace: 'apps', server: 'https://127.0.0.1:6443'}
const STARTED = 'kubectl --kubeconfig /home/k/config --context shop proxy'

const folder = (): string => join(temporaryFolder(), 'proxy')

/** A program that runs until its signal ends it. @param begin what it does first, with its arguments */
const running =
  (begin: (args: readonly string[]) => void = () => {}): Exec =>
  (command, options) => {
    begin(command.args)
    return new Promise((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason))
    })
  }

test('A kubectl proxy that does not begin to serve is ended, and a person is told how to see why', async () => {
  const place = folder()
  await expect(openApiProxy(running(), ACCESS, place, 30)).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'kubectl proxy did not begin to serve within 0.03s',
    details: {
      fix: [
        {
          command: ['kubectl', '--kubeconfig', '/home/k/config', '--context', 'shop', 'proxy', '--port=0'],
          comment: 'does it say "Starting to serve"? if not, what does it wait for?',
        },
      ],
    },
  })
  expect(existsSync(place)).toBe(false)
})

test.each<[string, Answer, object]>([
  ['fails with known words', {exitCode: 1, stderr: 'error: context "shop" does not exist'}, {code: 'CONTEXT_MISSING'}],
  ['fails', {exitCode: 1, stderr: 'listen unix: bad'}, {code: 'COMMAND_FAILED'}],
  ['ends without a word', {exitCode: 0}, {code: 'COMMAND_FAILED'}],
  ['is not there', {missing: true}, {code: 'KUBECTL_MISSING'}],
])('A kubectl proxy that %s is not waited for', async (_, answer, error) => {
  const place = folder()
  const {exec} = recordedExec({[STARTED]: answer})
  await expect(openApiProxy(exec, ACCESS, place, 1e6)).rejects.toMatchObject(error)
  expect(existsSync(place)).toBe(false)
})

test('A kubectl proxy that serves is there until it is closed', async () => {
  const place = folder()
  const exec = running(args => writeFileSync(String(args.at(-1)).replace('--unix-socket=', ''), ''))
  const proxy = await openApiProxy(exec, ACCESS, place)
  expect(proxy).toMatchObject({context: 'shop', socketPath: join(place, 'api'), folder: place})
  await proxy.close()
  expect(existsSync(place)).toBe(false)
})
