import {describe, expect, it} from 'vitest'
import {StatusError} from '../../../src/sim/api/status.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {JSON_PATCH, MERGE_PATCH, patchObject, STRATEGIC_MERGE_PATCH} from '../../../src/sim/patch/request.ts'
import {decodeObject, type FieldValidation} from '../../../src/sim/schema/decode.ts'

const {object: current} = decodeObject(deploymentResource, {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web'},
  spec: {replicas: 1},
})

const patch = (contentType: string, body: unknown, mode?: FieldValidation) =>
  patchObject(deploymentResource, current, contentType, JSON.stringify(body), mode)

const status = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  return undefined
}

it.each([
  [JSON_PATCH, [{op: 'replace', path: '/spec/replicas', value: 3}]],
  [MERGE_PATCH, {spec: {replicas: 3}}],
  [`${STRATEGIC_MERGE_PATCH}; charset=utf-8`, {spec: {replicas: 3}}],
])('%s changes a field', (contentType, body) => {
  expect(patch(contentType, body).object['spec']).toMatchObject({replicas: 3})
  expect(current['spec']).toMatchObject({replicas: 1})
})

it('any other content type is not supported', () => {
  expect(status(() => patch('application/json', {}))).toMatchObject({code: 415, reason: 'UnsupportedMediaType'})
})

describe('a field that the kind does not have', () => {
  it('is refused in mode Strict', () => {
    expect(status(() => patch(STRATEGIC_MERGE_PATCH, {spec: {foo: 1}}, 'Strict'))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        ' "" is invalid: patch: Invalid value: "map[spec:map[foo:1]]": strict decoding error: unknown field "spec.foo"',
    })
  })

  it('is told of in mode Warn and dropped', () => {
    const {object, warnings} = patch(MERGE_PATCH, {spec: {foo: 1}}, 'Warn')
    expect(warnings).toEqual(['unknown field "spec.foo"'])
    expect(object['spec']).not.toHaveProperty('foo')
  })
})

it('a value of a wrong type is invalid', () => {
  expect(status(() => patch(MERGE_PATCH, {spec: {replicas: 'three'}}))).toMatchObject({code: 422, reason: 'Invalid'})
})
