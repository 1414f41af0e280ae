import {expect, test} from 'vitest'
import {withNearName} from '../../src/api-server/objects.ts'
import {loadStatus} from '../../src/cli/load-status.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {recordedExec} from '../support/exec.ts'

const access = {kubeconfig: undefined, context: 'c', namespace: 'shop'}
const labels = {app: 'web'}
const LISTED = JSON.stringify({
  kind: 'List',
  items: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'web', namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z'},
      spec: {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {containers: []}}},
    },
  ],
})
const MISSING = 'Error from server (NotFound): deployments.apps "wbe" not found\n'
const ASKED = 'kubectl --context c get deployment'
const GET = 'kubectl --context c --namespace shop get deployment'

test.each([[['deployment', 'wbe']], [['deployment/wbe']]])(
  'An object that is not there is answered with the name that is near: %j',
  async target => {
    const {exec} = recordedExec({
      [`${ASKED} wbe`]: {exitCode: 1, stderr: MISSING},
      [`${ASKED}/wbe`]: {exitCode: 1, stderr: MISSING},
      [GET]: {stdout: LISTED},
    })
    const request = {
      context: {name: 'c', namespace: 'shop', server: ''},
      access: {kubeconfig: undefined, context: 'c'},
      scope: {namespace: 'shop', allNamespaces: false},
      target,
      wide: false,
      tree: false,
      withHealth: false,
      askNodes: async () => undefined,
    }
    await expect(loadStatus(exec, request as never)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'deployments.apps "wbe" not found; did you mean "web"?',
      details: {fix: [{command: ['kubectl', 'kubia', 'status', 'deployment'], comment: 'lists those that there are'}]},
    })
  },
)

test('Any other failure stays as it is, and nothing is asked for it', async () => {
  const {exec, asked} = recordedExec({})
  const unknownKind = new KubiaError('NOT_FOUND', 'no such kind', {facts: {resource: 'foo'}})
  for (const error of [new Error('no'), new KubiaError('FORBIDDEN', 'no'), unknownKind])
    expect(await withNearName(exec, access, error, ['deployment', 'wbe'])).toBe(error)
  expect(asked).toEqual([])
})
