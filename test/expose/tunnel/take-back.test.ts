import {readdirSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {makeTunnelFolder, ownTunnel, readTunnel} from '../../../src/expose/tunnel/state.ts'
import {endTunnel} from '../../../src/expose/tunnel/take-back.ts'
import {Run} from '../../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

test('What cannot be taken back in time is left to the next tunnel, also where kubectl does not begin to serve', async () => {
  const place = temporaryFolder()
  writeFileSync(join(place, 'kubectl'), '#!/bin/sh\nexec sleep 60\n', {mode: 0o755})
  setEnv({XDG_STATE_HOME: join(place, 'state'), PATH: `${place}${delimiter}${process.env['PATH']}`})
  makeTunnelFolder()
  const run = new Run({verbosity: 0, timeoutMs: 0})
  const reason = new KubiaError('TERMINATED', 'ended by SIGTERM')
  run.cancellation.abort(reason)
  const notes: string[] = []
  const services = [{namespace: 'shop', name: 'web', address: '127.77.0.1'}]
  const server = 'https://127.0.0.1:6443'
  const record = {...ownTunnel(), server, context: 'sim-kubia', folder: join(place, 'kubia-123456'), services}
  await endTunnel(run, {access: {}, record, isOwn: () => true, note: line => void notes.push(line), limitMs: 100})
  expect(notes).toEqual(['1 address could not be taken back (no answer within 0.1s); the next tunnel does it'])
  expect(readTunnel(server)?.services).toEqual(services)
  expect(readdirSync(place)).not.toContain('kubia-123456')
  expect(run.signal.reason).toBe(reason)
  run.close()
})
