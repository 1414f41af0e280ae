import {describe, expect, it} from 'vitest'
import {StatusError} from '../../../src/sim/api/status.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {eventResource} from '../../../src/sim/kinds/event/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {decodeStrict, type FieldValidation} from '../../../src/sim/schema/decode.ts'

const failure = (text: string, mode?: FieldValidation, format?: 'json' | 'yaml') => {
  try {
    decodeStrict(deploymentResource, text, mode, format)
  } catch (error) {
    if (error instanceof StatusError) return [error.status.code, error.status.reason, error.message]
    throw error
  }
  return undefined
}

const refused = (why: string) => [
  400,
  'BadRequest',
  `Deployment in version "v1" cannot be handled as a Deployment: ${why}`,
]

describe('fields that a kind does not have', () => {
  const text = '{"spec": {"foo": 1, "template": {"spec": {"containers": [{"name": "a"}, {"bar": 2}]}}}}'

  it('are refused in mode Strict, all of them at once', () => {
    expect(failure(text, 'Strict')).toEqual(
      refused('strict decoding error: unknown field "spec.foo", unknown field "spec.template.spec.containers[1].bar"'),
    )
  })

  it('are dropped with a warning each in mode Warn', () => {
    const {object, warnings} = decodeStrict(deploymentResource, text, 'Warn')
    expect(warnings).toEqual(['unknown field "spec.foo"', 'unknown field "spec.template.spec.containers[1].bar"'])
    expect(object['spec']).not.toHaveProperty('foo')
  })

  it('are dropped in silence in mode Ignore', () => {
    expect(decodeStrict(deploymentResource, text, 'Ignore').warnings).toEqual([])
  })
})

describe('fields named twice', () => {
  it('are told by their path', () => {
    const text =
      '{"metadata": {"name": "a", "name": "b"}, "spec": {"template": {"spec": {"containers": [{}, {"name": "x", "name": "x"}]}}}}'
    expect(failure(text, 'Strict')).toEqual(
      refused(
        'strict decoding error: duplicate field "metadata.name", duplicate field "spec.template.spec.containers[1].name"',
      ),
    )
    expect(decodeStrict(deploymentResource, text, 'Ignore').object.metadata.name).toBe('b')
  })

  it('are no duplicates in different objects, nor when a value reads like a field', () => {
    expect(
      decodeStrict(podResource, '{"metadata": {"name": "name", "labels": {"name": "a, \\"name\\": {"}}}', 'Strict')
        .warnings,
    ).toEqual([])
  })

  it('are told of YAML too', () => {
    expect(failure('metadata:\n  name: a\n  name: b\n', 'Strict', 'yaml')).toEqual(
      refused('strict decoding error: yaml: line 3: key already set in map'),
    )
  })
})

describe('values of a wrong type', () => {
  it.each([
    [
      '{"spec": {"replicas": "3"}}',
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      '{"spec": {"replicas": 1.5}}',
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      '{"spec": {"template": {"spec": {"containers": {}}}}}',
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      '{"metadata": {"labels": {"a": 1}}}',
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      '{"spec": {"template": {"spec": {"containers": [{"resources": {"limits": {"cpu": "much"}}}]}}}}',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      '{"metadata": {"creationTimestamp": "now"}}',
      'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"',
    ],
  ])('%s', (text, why) => {
    expect(failure(text, 'Ignore')).toEqual(refused(why))
  })

  it('a body of another kind is refused', () => {
    expect(failure('{"apiVersion": "v1", "kind": "Pod"}')).toEqual([
      400,
      'BadRequest',
      'Pod in version "v1" cannot be handled as a Deployment: converting (v1.Pod) to (apps.Deployment): unknown conversion',
    ])
  })

  it.each([
    ['{"spec"', 'couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"spec")'],
    [
      '[]',
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
    ],
  ])('a body that is no object is refused: %s', (text, why) => {
    expect(failure(text)).toEqual([
      400,
      'BadRequest',
      `the object provided is unrecognized (must be of type Deployment): ${why}`,
    ])
  })
})

describe('an object comes out as its Go type writes it', () => {
  it('without nulls and empty values, but with what a pointer keeps', () => {
    const {object} = decodeStrict(
      podResource,
      '{"metadata": {"name": "a", "labels": {}}, "spec": {"hostNetwork": false, "shareProcessNamespace": false, "terminationGracePeriodSeconds": 0, "nodeName": "", "tolerations": null, "containers": [{"name": "c", "command": [], "env": [{"name": "E", "value": ""}]}]}}',
    )
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'a'},
      spec: {
        shareProcessNamespace: false,
        terminationGracePeriodSeconds: 0,
        containers: [{name: 'c', env: [{name: 'E'}], resources: {}}],
      },
      status: {},
    })
  })
})

describe('a time', () => {
  const event = (fields: object) =>
    decodeStrict(eventResource, JSON.stringify({metadata: {name: 'e'}, involvedObject: {}, ...fields})).object

  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+00:00', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.999999999Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T00:04:05-03:00', '2026-01-02T03:04:05Z'],
  ])('that is written %s is kept as %s', (written, kept) => {
    expect(event({lastTimestamp: written})['lastTimestamp']).toBe(kept)
  })

  it.each([
    ['2026-01-02T03:04:05.120000Z', '2026-01-02T03:04:05.120000Z'],
    ['2026-01-02T05:04:05.123456+02:00', '2026-01-02T03:04:05.123456Z'],
  ])('of microseconds that is written %s is kept as %s', (written, kept) => {
    expect(event({eventTime: written})['eventTime']).toBe(kept)
  })

  it.each([
    ['lastTimestamp', 'now', 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'],
    [
      'eventTime',
      '2026-01-02T03:04:05.000Z',
      'parsing time "2026-01-02T03:04:05.000Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse ".000Z" as ".000000"',
    ],
    [
      'eventTime',
      '2026-01-02T03:04:05+00:00',
      'parsing time "2026-01-02T03:04:05+00:00" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "+00:00" as ".000000"',
    ],
    [
      'eventTime',
      '2026-01-02T03:04:05.123456789Z',
      'parsing time "2026-01-02T03:04:05.123456789Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "789Z" as "Z07:00"',
    ],
  ])('in %s that is %s is refused', (field, written, why) => {
    expect(() => event({[field]: written})).toThrow(`Event in version "v1" cannot be handled as a Event: ${why}`)
  })
})
