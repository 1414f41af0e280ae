import {expect, test} from 'vitest'
import {lockTunnel} from '../../../src/expose/tunnel/lock.ts'
import {makeTunnelFolder, tunnelLockFile} from '../../../src/expose/tunnel/state.ts'
import {Run} from '../../../src/process/run.ts'
import {holdLock} from '../../support/lock.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

test('A second tunnel of a cluster is refused, with what ends the first', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  makeTunnelFolder()
  holdLock(tunnelLockFile('https://127.0.0.1:6443'), 'tunnel')
  const run = new Run({verbosity: 0, timeoutMs: 0})
  await expect(lockTunnel(run, 'https://127.0.0.1:6443')).rejects.toMatchObject({
    code: 'TUNNEL_RUNS',
    exit: 4,
    message: `a tunnel runs for this cluster already (pid ${process.pid})`,
  })
  run.close()
})
