import {describe, expect, it} from 'vitest'
import descriptions from '../../../src/sim/data/descriptions.json' with {type: 'json'}
import {kinds} from '../../../src/sim/kinds/index.ts'
import {OpenApiDocuments} from '../../../src/sim/schema/index.ts'

interface Schema {
  $ref?: string
  allOf?: Schema[]
  type?: string
  properties?: Record<string, Schema>
  [extension: string]: unknown
}
interface Document {
  paths: Record<string, {patch: {parameters: {name: string}[]; [extension: string]: unknown}}>
  components: {schemas: Record<string, Schema>}
}

const documents = new OpenApiDocuments(kinds)

const documentAt = async (path: string): Promise<Document> =>
  JSON.parse((await documents.at(path))?.body ?? '') as Document

describe('the index', () => {
  it('names a document for each group and version, with a hash to keep it by', async () => {
    const {paths} = JSON.parse((await documents.at(''))?.body ?? '') as {
      paths: Record<string, {serverRelativeURL: string}>
    }
    expect(Object.keys(paths)).toEqual([
      'api/v1',
      'apis/apps/v1',
      'apis/autoscaling/v2',
      'apis/autoscaling/v1',
      'apis/batch/v1',
      'apis/networking.k8s.io/v1',
      'apis/coordination.k8s.io/v1',
      'apis/discovery.k8s.io/v1',
      'apis/policy/v1',
      'apis/authentication.k8s.io/v1',
      'apis/authorization.k8s.io/v1',
      'apis/rbac.authorization.k8s.io/v1',
      'apis/storage.k8s.io/v1',
      'apis/certificates.k8s.io/v1',
      'apis/admissionregistration.k8s.io/v1',
      'apis/apiextensions.k8s.io/v1',
      'apis/apiregistration.k8s.io/v1',
      'apis/flowcontrol.apiserver.k8s.io/v1',
      'apis/scheduling.k8s.io/v1',
      'apis/node.k8s.io/v1',
      'apis/events.k8s.io/v1',
    ])
    for (const [path, {serverRelativeURL}] of Object.entries(paths))
      expect(serverRelativeURL).toBe(`/openapi/v3/${path}?hash=${(await documents.at(path))?.etag}`)
  })

  it('has nothing for groups that are not served', async () => {
    expect(await documents.at('apis/example.com/v1')).toBeUndefined()
  })
})

describe.each([
  ...new Set(kinds.resources.map(({group, version}) => (group ? `apis/${group}/${version}` : `api/${version}`))),
])('the document of %s', path => {
  it('refers to nothing that it does not have', async () => {
    const {components} = await documentAt(path)
    const references = [...JSON.stringify(components).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    for (const [, name] of references) expect(components.schemas).toHaveProperty([name ?? ''])
  })

  it('tells of each kind that a PATCH of it takes fieldValidation and dryRun', async () => {
    const {paths, components} = await documentAt(path)
    for (const {patch} of Object.values(paths)) {
      expect(patch.parameters.map(({name}) => name)).toEqual(expect.arrayContaining(['dryRun', 'fieldValidation']))
      const kind = patch['x-kubernetes-group-version-kind']
      const schemas = Object.values(components.schemas)
      expect(
        schemas.some(schema => JSON.stringify(schema['x-kubernetes-group-version-kind']) === JSON.stringify([kind])),
      ).toBe(true)
    }
  })
})

it('a list says how it is merged, a field what it may hold', async () => {
  const {components} = await documentAt('api/v1')
  const {properties} = components.schemas['io.k8s.api.core.v1.Container']!
  expect(properties?.['ports']).toMatchObject({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    'x-kubernetes-patch-merge-key': 'containerPort',
    'x-kubernetes-patch-strategy': 'merge',
  })
  expect(properties?.['imagePullPolicy']).toMatchObject({type: 'string', enum: ['Always', 'IfNotPresent', 'Never']})
  expect(properties?.['resources']).toMatchObject({
    allOf: [{$ref: '#/components/schemas/io.k8s.api.core.v1.ResourceRequirements'}],
    description: expect.stringContaining('Compute Resources required by this container.'),
  })
})

it('a field of a type with a name of its own says what the field is, not what the type is', async () => {
  const {components} = await documentAt('api/v1')
  const {properties} = components.schemas['io.k8s.api.core.v1.ServicePort']!
  expect(properties?.['targetPort']).toMatchObject({
    allOf: [{$ref: '#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString'}],
    description: expect.stringMatching(/^Number or name of the port to access on the pods targeted by the service\. /),
  })
  const texts = Object.values(descriptions.types).flatMap(({fields}) => Object.values(fields))
  expect(texts.filter(text => /^(IntOrString|MicroTime) is /.test(text))).toEqual([])
})
