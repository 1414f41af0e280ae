import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {endTunnelsScript} from '../../../src/expose/tunnel/end.ts'
import {makeTunnelFolder, writeTunnel} from '../../../src/expose/tunnel/state.ts'
import {identify} from '../../../src/process/processes.ts'
import {Run} from '../../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const {exec} = new Run({verbosity: 0, timeoutMs: 0})

/** A process that ends as a tunnel does: at SIGTERM, once it has left a file. @param args its arguments */
const startTunnel = async (file: string, ...args: string[]) => {
  const child = spawn('/bin/sh', [
    '-c',
    'trap "touch \\"$0\\"; exit 143" TERM; echo ready; while :; do sleep 0.05; done',
    file,
    ...args,
  ])
  await once(child.stdout, 'data')
  return {pid: child.pid ?? 0, ended: once(child, 'exit'), end: () => child.kill('SIGKILL')}
}

const remember = (pid: number, context: string): void => {
  makeTunnelFolder()
  writeTunnel({...identify(pid), server: `https://${context}`, context, folder: '/tmp/kubia-abcdef', services: []})
}

const paste = (lines: readonly string[]): Promise<unknown> => once(spawn('/bin/sh', ['-c', lines.join('\n')]), 'exit')

test('A script ends the tunnel of a context that runs, waits for its end, and leaves other contexts’ alone', async () => {
  const state = temporaryFolder()
  setEnv({XDG_STATE_HOME: state})
  const [own, other] = [
    await startTunnel(join(state, 'own'), 'tunnel'),
    await startTunnel(join(state, 'other'), 'tunnel'),
  ]
  remember(own.pid, 'kind-shop')
  remember(other.pid, 'kind-other')
  try {
    const lines = await endTunnelsScript(exec, 'kind-shop')
    expect(lines).toEqual([
      '# ends the tunnel of context kind-shop, which takes its addresses back',
      `if ps -o args= -p ${own.pid} | grep -q tunnel; then kill ${own.pid}; while kill -0 ${own.pid} 2>/dev/null; do sleep 0.1; done; fi`,
    ])
    const [reaped] = await Promise.all([own.ended, paste(lines)])
    expect(reaped).toEqual([143, null])
    expect([existsSync(join(state, 'own')), existsSync(join(state, 'other'))]).toEqual([true, false])
    expect(await endTunnelsScript(exec, 'kind-shop')).toEqual([])
  } finally {
    other.end()
  }
})

test('A script leaves a program alone that has got the number of the tunnel meanwhile', async () => {
  const state = temporaryFolder()
  setEnv({XDG_STATE_HOME: state})
  const innocent = await startTunnel(join(state, 'innocent'))
  remember(innocent.pid, 'kind-shop')
  try {
    await paste(await endTunnelsScript(exec, 'kind-shop'))
    expect(existsSync(join(state, 'innocent'))).toBe(false)
  } finally {
    innocent.end()
  }
})
