import {expect, test} from 'vitest'
import {mustBeLocal, pushAppImage} from '../../../src/workflows/deploy/build.ts'
import type {Answer} from '../../support/exec.ts'
import {runRecorded} from '../../support/workflow.ts'

test('A local build cannot reach a cluster that is not local', () => {
  expect(() => mustBeLocal(undefined, 'prod-eu', 'web', {folder: './my app'})).toThrow(
    expect.objectContaining({
      code: 'NOT_LOCAL',
      message: 'context prod-eu leads to no local cluster: its nodes cannot get a local build',
      details: {
        fix: [
          "docker build --tag registry.example.com/web:v1 './my app'     # with the name of your registry",
          'docker push registry.example.com/web:v1',
          'kubectl kubia deploy web --image registry.example.com/web:v1',
        ],
      },
    }),
  )
})

const ENGINE = {
  'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
  'docker version': {stdout: '{"Server":{"Version":"20.10.24"}}'},
}
const push = (answer: Answer) =>
  runRecorded(flow => flow.step('Push image', pushAppImage(flow.run, 'localhost:5001/web:1', 'localhost:5001')), {
    ...ENGINE,
    'docker push': answer,
  })

test('An image is pushed to the registry that the cluster names', async () => {
  const {asked, shown, result} = push({stdout: '1: digest: sha256:aa size: 528\n'})
  await result
  expect(asked.at(-1)).toBe('docker push localhost:5001/web:1')
  expect(shown.at(-1)).toBe('ok Push image: localhost:5001/web:1 pushed')
})

test('A registry that takes no image is named, with the line that starts it', async () => {
  const refused = 'Get "http://localhost:5001/v2/": dial tcp 127.0.0.1:5001: connect: connection refused'
  await expect(push({exitCode: 1, stderr: refused}).result).rejects.toMatchObject({
    cause: {
      code: 'REGISTRY_FAILED',
      message: 'localhost:5001/web:1 cannot be pushed to localhost:5001, which the cluster names',
      details: {
        evidence: [refused],
        fix: [
          {
            command: ['kubectl', 'kubia', 'up', '--registry=5001'],
            comment: 'starts that registry, or makes it',
          },
        ],
        left: 'nothing was deployed',
      },
    },
  })
})
