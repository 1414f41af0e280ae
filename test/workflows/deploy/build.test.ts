import {expect, test} from 'vitest'
import {mustBeLocal} from '../../../src/workflows/deploy/build.ts'

test('A local build cannot reach a cluster that is not local', () => {
  expect(() => mustBeLocal(undefined, 'prod-eu', 'web')).toThrow(
    expect.objectContaining({
      code: 'NOT_LOCAL',
      message: 'context prod-eu leads to no local cluster: its nodes cannot get a local build',
    }),
  )
})
