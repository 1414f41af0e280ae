import {describe, expect, test} from 'vitest'
import {healthOfAll} from '../../src/api-server/app-health.ts'
import {describeHealth, isHealthy} from '../../src/api-server/health.ts'
import type {LogOptions} from '../../src/api-server/log-sources.ts'
import {printLogs} from '../../src/api-server/logs.ts'
import {buildTree} from '../../src/api-server/tree.ts'
import {podStatus} from '../../src/kubernetes/pod-status.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {printTree} from '../../src/printers/tree.ts'
import {capture} from '../printers/fixture.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

/** Six cron jobs (batch/v1beta1) of a 1.20 cluster after three minutes, with their jobs and pods. */
const {items, serverVersion} = capture('cronjobs.jsonl')
const named = (name: string): KubeObject => items.find(({metadata}) => metadata.name === name)!

test('A cron job is unhealthy where its last run failed, or where a run of it is in trouble', () => {
  const healths = healthOfAll(items)
  expect(healths.map(health => [isHealthy(health), `${health.app} ${describeHealth(health)}`])).toEqual([
    [false, 'cronjob.batch/bad last run failed: bad-1795908060-hm7xp Error, exit 3'],
    [false, 'cronjob.batch/noimage 1 active: noimage-1795907940-c8cx7 ImagePullBackOff, nowhere.invalid/x:1'],
    [true, 'cronjob.batch/asleep suspended'],
    [true, 'cronjob.batch/good last run completed'],
    [true, 'cronjob.batch/later no run yet'],
    [true, 'cronjob.batch/long 1 active'],
  ])
  expect(healths[0]?.diagnosis).toMatchObject({
    code: 'ROLLOUT_FAILED',
    message: 'bad: Job has reached the specified backoff limit',
    log: {pod: 'bad-1795908060-hm7xp', container: 'main', previous: false},
  })
})

test('A run that needs a second pod does not wait for the one that has succeeded', () => {
  const [job, pod] = [named('long-1795907940'), named('long-1795907940-kkj65')]
  const succeeded = {
    ...named('good-1795907940-dr75c'),
    metadata: {...pod.metadata, name: 'long-done', uid: 'done'},
  }
  const waiting = {...pod, status: {phase: 'Pending'}}
  const [health] = healthOfAll([named('long'), job, succeeded, waiting])
  expect(health && describeHealth(health)).toBe('1 active: long-1795907940-kkj65 Pending')
})

test('The tree shows a cron job with its jobs and their pods', () => {
  const tree = printTree(
    buildTree(items, pod => podStatus(pod, serverVersion)),
    {ascii: false},
  )
  expect(tree).toContain(`cronjob.batch/bad  last run failed
└─ job.batch/bad-1795908060  0/1 completed
   └─ pod/bad-1795908060-hm7xp  Error  on node/kinds-cj-control-plane
`)
  expect(tree).toContain('\ncronjob.batch/later  no run yet\n')
})

describe('logs of a cron job', () => {
  const options: LogOptions = {follow: false, previous: false, askNodes: async () => undefined}
  const print = async (app: string, jobs: KubeObject[], pods: KubeObject[]) => {
    const {exec, asked} = recordedExec({
      'kubectl --context c --namespace default get jobs.batch ': readAnswer(jobs),
      'kubectl --context c --namespace default get pods ': readAnswer(pods),
      'kubectl --context c get nodes ': readAnswer([]),
      'kubectl --context c --namespace default logs': {stdout: 'it is done\n'},
    })
    const notes: string[] = []
    const sink = {line: () => {}, note: (text: string) => void notes.push(text), advise: () => {}}
    await printLogs(exec, {context: 'c', namespace: 'default'}, named(app), options, sink)
    return {asked: asked.map(line => line.replace('kubectl --context c --namespace default ', '')), notes}
  }
  const jobs = items.filter(({kind}) => kind === 'Job')

  test('are those of the pods of all its jobs', async () => {
    const pods = items.filter(({kind, metadata}) => kind === 'Pod' && metadata.name.startsWith('good-'))
    const {asked} = await print('good', jobs, pods)
    const names = 'good-1795907940,good-1795908000,good-1795908060'
    expect(asked.slice(0, 2).map(line => line.split(' -o json')[0])).toEqual([
      'get jobs.batch',
      `get pods -l job-name in (${names})`,
    ])
    expect(asked.slice(2).filter(line => line.startsWith('logs '))).toEqual([
      'logs good-1795907940-dr75c -c main',
      'logs good-1795908000-zxgh4 -c main',
      'logs good-1795908060-x7wt6 -c main',
    ])
  })

  test('are none where it has no job', async () => {
    const {asked, notes} = await print('asleep', jobs, [])
    expect(asked.length).toBe(1)
    expect(notes).toEqual(['cronjob asleep has no logs: it has no pods'])
  })
})

test('Logs of an app that selects its pods by expressions are those of exactly these pods', async () => {
  const {exec, asked} = recordedExec({kubectl: readAnswer([])})
  const app = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {name: 'agent'},
    spec: {
      selector: {matchLabels: {app: 'agent'}, matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['x']}]},
    },
  } as KubeObject
  const sink = {line: () => {}, note: () => {}, advise: () => {}}
  await printLogs(
    exec,
    {context: 'c', namespace: 'default'},
    app,
    {follow: false, previous: false, askNodes: async () => undefined},
    sink,
  )
  expect(asked[0]).toContain(' get pods -l app=agent,tier notin (x) ')
})
