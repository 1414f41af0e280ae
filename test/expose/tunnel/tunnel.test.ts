import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {expect, test} from 'vitest'
import {runTunnel} from '../../../src/expose/tunnel/tunnel.ts'
import {Run} from '../../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

test('The folder of a tunnel’s socket is on record before kubectl is started in it', async () => {
  const place = temporaryFolder()
  const tunnels = join(place, 'kubectl-kubia/tunnels')
  const script = `#!/bin/sh\ncat '${tunnels}'/*.json > '${place}/record'\necho "$*" > '${place}/words'\nexit 1\n`
  writeFileSync(join(place, 'kubectl'), script, {mode: 0o755})
  setEnv({XDG_STATE_HOME: place, PATH: `${place}${delimiter}${process.env['PATH']}`})
  const run = new Run({verbosity: 0, timeoutMs: 0})
  const running = runTunnel(run, {
    access: {context: 'sim-kubia'},
    server: 'https://127.0.0.1:6443',
    namespace: undefined,
    serving: () => {},
    note: () => {},
  })
  await expect(running).rejects.toMatchObject({code: 'COMMAND_FAILED'})
  run.close()
  const {folder} = JSON.parse(readFileSync(join(place, 'record'), 'utf8'))
  expect(readFileSync(join(place, 'words'), 'utf8')).toContain(`--unix-socket=${folder}/api`)
  expect(existsSync(folder)).toBe(false)
  expect(readdirSync(tunnels)).toEqual([])
})
