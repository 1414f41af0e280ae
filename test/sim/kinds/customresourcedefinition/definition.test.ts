import {describe, expect, test} from 'vitest'
import {definitionResource} from '../../../../src/sim/kinds/customresourcedefinition/resource.ts'
import {DEFINITIONS, definition, definitionServer, thing, things, version} from '../../support/definitions.ts'

describe('a definition', () => {
  test('gets its names, is established, and its kind is discovered and described', async () => {
    const {define, ask} = await definitionServer()
    expect((await define(definition())).code).toBe(201)
    const {json} = await ask({path: `${DEFINITIONS}/things.example.com`})
    expect(json.spec.names).toEqual({plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList'})
    expect(json.status).toMatchObject({
      acceptedNames: json.spec.names,
      conditions: [
        {type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found'},
        {type: 'Established', status: 'True', reason: 'InitialNamesAccepted'},
      ],
      storedVersions: ['v1'],
    })
    expect((await ask({path: '/apis/example.com/v1'})).json.resources).toMatchObject([{name: 'things', kind: 'Thing'}])
    const {json: document} = await ask({path: '/openapi/v3/apis/example.com/v1'})
    expect(document.components.schemas['com.example.v1.Thing'].properties).toMatchObject({
      spec: {type: 'object'},
      metadata: {allOf: [{$ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'}]},
    })
  })

  test('waits for a name that another one has, and takes it when that is gone', async () => {
    const {define, ask, settle} = await definitionServer()
    await define(definition({more: {shortNames: ['th']}}))
    await define(definition({plural: 'others', kind: 'Other', more: {shortNames: ['th']}}))
    const conditions = async () =>
      (await ask({path: `${DEFINITIONS}/others.example.com`})).json.status.conditions.map(
        ({status, reason, message}: Record<string, string>) => `${status} ${reason}: ${message}`,
      )
    expect(await conditions()).toEqual([
      'False ShortNamesConflict: "th" is already in use',
      'False NotAccepted: not all names are accepted',
    ])
    await ask({method: 'DELETE', path: `${DEFINITIONS}/things.example.com`})
    await settle()
    expect((await conditions())[1]).toBe('True InitialNamesAccepted: the initial names have been accepted')
  })

  test('goes when its objects are gone, and takes none meanwhile', async () => {
    const {define, ask, settle} = await definitionServer()
    await define(definition())
    const held = {...thing({}), metadata: {name: 'a', finalizers: ['example.com/hold']}}
    await ask({method: 'POST', path: things(), body: held})
    await ask({method: 'POST', path: things(), body: thing({}, 'example.com/v1', 'b')})
    await ask({method: 'DELETE', path: `${DEFINITIONS}/things.example.com`})
    await settle()
    const {json} = await ask({path: `${DEFINITIONS}/things.example.com`})
    expect(json.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io'])
    expect(json.status.conditions.at(-1)).toMatchObject({type: 'Terminating', reason: 'InstanceDeletionInProgress'})
    expect((await ask({path: things()})).json.items).toHaveLength(1)
    expect(await ask({method: 'POST', path: things(), body: thing({}, 'example.com/v1', 'c')})).toMatchObject({
      code: 405,
      json: {message: 'create not allowed while custom resource definition is terminating'},
    })
    const merge = {'content-type': 'application/merge-patch+json'}
    await ask({method: 'PATCH', path: `${things()}/a`, body: '{"metadata":{"finalizers":null}}', headers: merge})
    await settle()
    expect((await ask({path: `${DEFINITIONS}/things.example.com`})).code).toBe(404)
    expect((await ask({path: things()})).code).toBe(404)
    expect((await ask({path: '/apis/example.com'})).code).toBe(404)
  })

  test.each<[string, object, string]>([
    [
      'another name',
      {...definition(), metadata: {name: 'x.example.com'}},
      'metadata.name: Invalid value: "x.example.com": must be spec.names.plural+"."+spec.group',
    ],
    [
      'no storage version',
      definition({versions: [version('v2')]}),
      'must have exactly one version marked as storage version',
    ],
    [
      'no schema',
      definition({versions: [version('v1', {}, {schema: null})]}),
      'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    ],
    [
      'a field without a type',
      definition({spec: {}}),
      'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
    ],
    [
      'a field without a type in one of several versions',
      definition({versions: [version('v1'), version('v2', {})]}),
      'spec.versions[1].schema.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
    ],
    [
      'a list without items',
      definition({spec: {type: 'array'}}),
      'properties[spec].items: Required value: must be specified',
    ],
    [
      'a pattern that is none',
      definition({spec: {type: 'string', pattern: '('}}),
      `properties[spec].pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(\``,
    ],
    [
      'a default of another type',
      definition({spec: {type: 'string', default: 1}}),
      'properties[spec].default: Invalid value: "integer": ',
    ],
    [
      'a type in an alternative',
      definition({spec: {type: 'object', anyOf: [{type: 'object'}]}}),
      'properties[spec].anyOf[0].type: Forbidden: must be empty to be structural',
    ],
    [
      'a reference',
      definition({spec: {type: 'object', $ref: '#/x'}}),
      'properties[spec].$ref: Forbidden: $ref is not supported',
    ],
    [
      'a column of no type',
      definition({
        versions: [version('v1', undefined, {additionalPrinterColumns: [{name: 'A', type: 'color', jsonPath: '.a'}]})],
      }),
      'additionalPrinterColumns[0].type: Invalid value: "color": must be one of boolean,date,integer,number,string',
    ],
    [
      'replicas elsewhere',
      definition({
        versions: [
          version('v1', undefined, {subresources: {scale: {specReplicasPath: '.a', statusReplicasPath: '.status.b'}}}),
        ],
      }),
      'specReplicasPath: Invalid value: ".a": should be a json path under .spec',
    ],
    [
      'a kind that is its list',
      definition({more: {listKind: 'Thing'}}),
      'spec.names.listKind: Invalid value: "Thing": kind and listKind may not be the same',
    ],
  ])('with %s is refused', async (_, body, message) => {
    const {define} = await definitionServer()
    const {code, json} = await define(body)
    expect(json.message).toContain(message)
    expect(code).toBe(422)
  })

  test('keeps the versions that were stored, and its kind', async () => {
    const {define, ask} = await definitionServer()
    await define(definition())
    const {json} = await ask({path: `${DEFINITIONS}/things.example.com`})
    const put = (spec: object) =>
      ask({method: 'PUT', path: `${DEFINITIONS}/things.example.com`, body: {...json, spec: {...json.spec, ...spec}}})
    expect((await put({versions: [{...version('v2'), storage: true}]})).json.message).toContain(
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version',
    )
    expect((await put({scope: 'Cluster'})).json.message).toContain(
      'spec.scope: Invalid value: "Cluster": field is immutable',
    )
    const both = await put({
      versions: [
        {...version('v1'), storage: false},
        {...version('v2'), storage: true},
      ],
    })
    expect(both.json.status.storedVersions).toEqual(['v1', 'v2'])
  })

  test('is warned of what nothing here evaluates', async () => {
    const {define} = await definitionServer()
    const {headers} = await define(definition({spec: {type: 'object', 'x-kubernetes-validations': [{rule: 'true'}]}}))
    expect(headers['warning']).toBe(
      '299 - "the simulated cluster stores x-kubernetes-validations, and does not evaluate them"',
    )
  })
})

describe('a custom resource', () => {
  test('is the same object in each version, by the schema of that version', async () => {
    const {define, ask} = await definitionServer()
    const versions = [
      version('v1', {type: 'object', properties: {a: {type: 'string'}, b: {type: 'string'}}}),
      version('v2', {type: 'object', properties: {a: {type: 'string'}, c: {type: 'string', default: 'new'}}}),
    ]
    await define(definition({versions}))
    const made = await ask({method: 'POST', path: things(), body: thing({a: '1', b: '2'})})
    const {json} = await ask({path: `${things('v2')}/a`})
    expect(json).toMatchObject({apiVersion: 'example.com/v2', metadata: {uid: made.json.metadata.uid}})
    expect(json.spec).toEqual({a: '1', c: 'new'})
    expect((await ask({path: '/apis/example.com'})).json.preferredVersion.version).toBe('v2')
  })

  test('is watched in the version that was asked for', async () => {
    const {define, ask, follow} = await definitionServer()
    await define(definition({versions: [version('v1'), version('v2')]}))
    const watch = await follow(`${things('v2')}?watch=true`)
    await ask({method: 'POST', path: things(), body: thing({a: '1'})})
    expect(await watch.next()).toMatchObject({type: 'ADDED', object: {apiVersion: 'example.com/v2', spec: {a: '1'}}})
    await ask({method: 'DELETE', path: `${things()}/a`})
    expect(await watch.next()).toMatchObject({type: 'DELETED', object: {apiVersion: 'example.com/v2'}})
    watch.close()
  })

  test('counts up its generation with its spec, and not with its status', async () => {
    const {define, ask} = await definitionServer()
    const spec = {type: 'object', properties: {a: {type: 'integer', maximum: 5}}}
    const whole = version('v1', spec, {subresources: {status: {}}})
    const {openAPIV3Schema} = whole.schema
    const status = {type: 'object', properties: {ready: {type: 'boolean'}}}
    const schema = {openAPIV3Schema: {...openAPIV3Schema, properties: {spec, status}}}
    await define(definition({versions: [{...whole, schema}]}))
    await ask({method: 'POST', path: things(), body: {...thing({a: 1}), status: {ready: true}}})
    const merge = {'content-type': 'application/merge-patch+json'}
    const patch = (path: string, body: object) =>
      ask({method: 'PATCH', path: `${things()}/a${path}`, body: JSON.stringify(body), headers: merge})
    const {json: fresh} = await ask({path: `${things()}/a`})
    expect(fresh.status).toBeUndefined()
    const after = await patch('/status', {status: {ready: true}, spec: {a: 2}})
    expect(after.json).toMatchObject({spec: {a: 1}, status: {ready: true}, metadata: {generation: 1}})
    expect((await patch('', {spec: {a: 2}})).json).toMatchObject({metadata: {generation: 2}, status: {ready: true}})
    expect((await patch('/status', {status: {ready: 'yes'}})).code).toBe(422)
  })

  test('belongs, field by field, to whoever set it last', async () => {
    const {define, ask} = await definitionServer()
    const spec = {type: 'object', properties: {a: {type: 'integer'}}}
    await define(definition({spec}))
    await ask({method: 'POST', path: `${things()}?fieldManager=first`, body: thing({a: 1})})
    const merge = {'content-type': 'application/merge-patch+json'}
    const body = JSON.stringify({spec: {a: 2}})
    await ask({method: 'PATCH', path: `${things()}/a?fieldManager=second`, body, headers: merge})
    const apply = {'content-type': 'application/apply-patch+yaml'}
    const {json} = await ask({
      method: 'PATCH',
      path: `${things()}/a?fieldManager=third`,
      body: JSON.stringify(thing({a: 3})),
      headers: apply,
    })
    // The first one still owns the spec, as a thing that is there, and nothing in it.
    expect(json.message).toBe('Apply failed with 1 conflict: conflict with "second" using example.com/v1: .spec.a')
  })

  test('may be called as one of Kubernetes’ own kinds is', async () => {
    const {define, ask} = await definitionServer()
    await define(definition({plural: 'services', kind: 'Service'}))
    const path = '/apis/example.com/v1/namespaces/default/services'
    const body = {apiVersion: 'example.com/v1', kind: 'Service', metadata: {name: 'a'}, spec: {any: 1}}
    expect((await ask({method: 'POST', path, body})).code).toBe(201)
    expect((await ask({path: '/api/v1/namespaces/default/services'})).json.items).toEqual([])
  })
})

describe('what is hostile ends soon', () => {
  test.each<[string, () => object, number]>([
    [
      'a schema that is nested as deep as a body may be',
      () => {
        let spec: object = {type: 'string'}
        for (let depth = 0; depth < 480; depth++) spec = {type: 'object', properties: {a: spec}}
        return definition({spec})
      },
      201,
    ],
    [
      'many patterns that are short and large',
      () => {
        const entries = Array.from({length: 5000}, (_, index) => [
          `p${index}`,
          {type: 'string', pattern: '(a{1000}){15}'},
        ])
        return definition({spec: {type: 'object', properties: Object.fromEntries(entries)}})
      },
      422,
    ],
    [
      'a schema that is no object',
      () => definition({spec: {type: 'object', additionalProperties: {properties: {a: {items: 5}}}}}),
      400,
    ],
    [
      'fields that every object has by birth',
      () =>
        definition({spec: {type: 'object', properties: {constructor: {type: 'string'}, toString: {type: 'string'}}}}),
      201,
    ],
  ])('%s', async (_, make, code) => {
    const {define} = await definitionServer()
    expect((await define(make())).code).toBe(code)
  })

  test('A cluster of many definitions that come and go keeps nothing of them', async () => {
    const {define, ask, settle, kinds, store} = await definitionServer()
    const before = kinds.resources.length
    for (let count = 0; count < 50; count++) {
      await define(definition())
      await ask({method: 'POST', path: things(), body: thing({})})
      await ask({method: 'DELETE', path: `${DEFINITIONS}/things.example.com`})
      await settle()
    }
    expect(kinds.resources.length).toBe(before)
    expect(store.list(definitionResource)).toEqual([])
    expect(store.resources().map(({kind}) => kind)).toEqual(['Namespace'])
  })
})
