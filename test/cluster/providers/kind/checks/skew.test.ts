import {expect, test} from 'vitest'
import {checkSkew, versionOfImage} from '../../../../../src/cluster/providers/kind/checks/skew.ts'

const cluster = (version: string, name = 'cluster shop') => ({name, version})

test.each(['1.35.0', '1.36.9', '1.37.1'])('kubectl 1.36 fits a cluster of %s', version => {
  expect(checkSkew('1.36.4', [cluster(version)])).toBe(`kubectl 1.36 fits ${version}`)
})

test.each([
  ['1.34.0', '1.34'],
  ['1.38.0', '1.38'],
])('kubectl 1.36 is too far from %s', (version, minor) => {
  expect(checkSkew('1.36.4', [cluster('1.36.0'), cluster(version)])).toMatchObject({
    found: `kubectl 1.36, Kubernetes ${minor}`,
    warning: {
      code: 'VERSION_SKEW',
      message: `kubectl is 1.36.4, cluster shop is ${version}: only one minor version apart is supported, so fields and flags may be missing`,
      details: {fix: [`take kubectl ${minor}, or one next to it: https://kubernetes.io/docs/tasks/tools/`]},
    },
  })
})

test('Where a version is not known nothing is compared', () => {
  expect(checkSkew('unknown', [cluster('1.36.0')])).toEqual({skipped: 'no version to compare'})
  expect(checkSkew('1.36.4', [])).toEqual({skipped: 'no version to compare'})
})

test.each([
  ['kindest/node:v1.20.2-debian', '1.20.2'],
  ['registry:5000/node:v1.36.4@sha256:aa', '1.36.4'],
  ['kindest/node:latest', undefined],
  ['kindest/node', undefined],
])('The version of %s is %s', (image, version) => {
  expect(versionOfImage(image)).toBe(version)
})
