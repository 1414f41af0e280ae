import {expect, test} from 'vitest'
import {examine} from '../../src/api-server/examine.ts'
import type {Exec} from '../../src/process/exec.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {deployment, pod, replicaSet, waiting} from './objects.ts'

test('A look at the nodes that fails after the look at events has failed ends nothing but the look', async () => {
  const app = deployment({replicas: 1}, {})
  const maker = replicaSet(app, 1)
  const place = {context: 'kind-k', namespace: 'shop'}
  const {exec} = recordedExec({
    'kubectl --context kind-k --namespace shop get deployment.apps/kubia': readAnswer([app]),
    'kubectl --context kind-k --namespace shop get replicasets.apps,pods': readAnswer([
      maker,
      pod('kubia-1-a', {phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')]}, maker),
    ]),
    'kubectl --context kind-k --namespace shop get events': new Error('no events'),
  })
  const failing: Exec = async (command, options) => {
    if (!command.args.includes('nodes')) return exec(command, options)
    await new Promise(resolve => setImmediate(resolve))
    throw new Error('no nodes')
  }
  const refs = [{name: 'deployment.apps/kubia', namespace: 'shop'}]
  await expect(examine(failing, place, refs, async () => undefined)).rejects.toThrow('no events')
  // A rejection that nobody waits for fails the run of the tests.
  await new Promise(resolve => setTimeout(resolve, 20))
})
