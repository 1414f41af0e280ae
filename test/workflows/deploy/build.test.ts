import {expect, test} from 'vitest'
import {mustBeLocal} from '../../../src/workflows/deploy/build.ts'

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
