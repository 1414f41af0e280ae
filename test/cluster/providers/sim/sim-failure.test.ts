import {expect, test} from 'vitest'
import {simProvider} from '../../../../src/cluster/providers/sim/provider.ts'
import {recordedExec} from '../../../support/exec.ts'
import {setEnv, temporaryFolder} from '../../../support/temporary.ts'
import {spec, withCluster} from './cluster.ts'

const SHOP = {name: 'shop', provider: 'sim', context: 'sim-shop', nodes: []}

test('A program that does not start is shown with its own failure, and one that says none with its code', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const stdout = `${JSON.stringify({failure: {message: 'the port is taken'}})}\n`
  const {exec} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: 'a line\nthe port is taken\n'}})
  await expect(
    simProvider(exec).create(
      spec,
      undefined,
      () => {},
      () => {},
    ),
  ).rejects.toMatchObject({
    code: 'START_FAILED',
    message: 'the simulated cluster shop did not start: the port is taken',
    details: {evidence: ['a line']},
  })
  const {exec: silent} = recordedExec({[process.execPath]: {exitCode: 7, stderr: 'a line\n'}})
  await expect(simProvider(silent).start(SHOP, [])).rejects.toMatchObject({
    code: 'START_FAILED',
    message: 'the simulated cluster shop did not start: its program ended with 7',
    details: {evidence: ['a line']},
  })
})

test.each([
  ['the port cannot be had', {}, []],
  [
    'words that may change',
    {reason: 'port-taken', port: 6443},
    [
      'lsof -i TCP:6443 -s TCP:LISTEN     # names the program, which is to be ended',
      'kubectl kubia up shop --provider sim     # then starts the cluster',
    ],
  ],
])('A cluster that does not start again (%s) is shown with what makes it again', async (why, facts, first) => {
  withCluster(false)
  const stdout = `${JSON.stringify({failure: {message: why, ...facts}})}\n`
  const {exec, asked} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: `${why}\n`}})
  await expect(simProvider(exec).start(SHOP, [])).rejects.toMatchObject({
    code: 'START_FAILED',
    message: `the simulated cluster shop did not start: ${why}`,
    details: {
      evidence: [],
      fix: [
        ...first,
        'kubectl kubia up shop --provider sim --control-planes=1 --workers=1 --kubernetes-version=1.36.0 --publish=127.0.0.1:8080:30080 --recreate     # deletes it, with what was in it, and creates it again',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  })
  expect(asked[0]).toMatch(/start\.js --folder=\S+\/sim\/shop --name=shop --existing$/)
})

test.each([
  ['state-newer', 'STATE_NEWER', '/f/state.jsonl has version 2'],
  ['state-damaged', 'STATE_DAMAGED', '/f/state.jsonl is damaged in line 4'],
])('A cluster whose program cannot use its state (%s) has the fault %s', async (reason, code, why) => {
  withCluster(false)
  const stdout = `${JSON.stringify({failure: {message: why, reason}})}\n`
  const {exec} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: `${why}\n`}})
  await expect(simProvider(exec).start(SHOP, [])).rejects.toMatchObject({
    code,
    message: `the simulated cluster shop cannot go on: ${why}`,
    details: {
      fix: [
        'kubectl kubia up shop --provider sim --control-planes=1 --workers=1 --kubernetes-version=1.36.0 --publish=127.0.0.1:8080:30080 --recreate     # deletes it, with what was in it, and creates it again',
      ],
      left: 'the cluster is as it was',
    },
  })
})
