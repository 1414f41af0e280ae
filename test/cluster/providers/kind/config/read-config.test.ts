import {expect, test} from 'vitest'
import {formatProblem} from '../../../../../src/cluster/config-problem.ts'
import {readKindConfig} from '../../../../../src/cluster/providers/kind/config/read-config.ts'
import {recordedExec} from '../../../../support/exec.ts'

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'

const read = async (text: string) => {
  const {config, problems} = await readKindConfig(recordedExec({}).exec, text, 'kind.yaml')
  return {isUsable: config !== undefined, lines: problems.map(problem => formatProblem('kind.yaml', problem))}
}

test('A config of which no cluster can come is an error to validate and to up, also where kind takes it', async () => {
  expect(await read(`${HEAD}nodes: [{role: control-plane, labels: {node-role.kubernetes.io/infra: ""}}]\n`)).toEqual({
    isUsable: false,
    lines: [
      'kind.yaml:3:71: error: no kubelet may give its own node the label "node-role.kubernetes.io/infra", so the node cannot join; leave it out, and set it when the cluster is there: kubectl label node NODE node-role.kubernetes.io/infra=',
    ],
  })
})

test('A config with a warning is usable', async () => {
  expect(await read(`${HEAD}networking: {apiServerAddress: localhost}\n`)).toEqual({
    isUsable: true,
    lines: ['kind.yaml:3:32: warning: "localhost" is not an IP address; did you mean "127.0.0.1"?'],
  })
})
