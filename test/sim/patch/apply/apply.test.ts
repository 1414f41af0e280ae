import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {KubeObject} from '../../../../src/sim/api/object.ts'
import {StatusError} from '../../../../src/sim/api/status.ts'
import {deploymentResource} from '../../../../src/sim/kinds/deployment/resource.ts'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {patchObject, readApplied, serverSideApply, updateManagedFields} from '../../../../src/sim/patch/index.ts'
import {decodeObject} from '../../../../src/sim/schema/index.ts'

const type = deploymentResource
const time = new Date('2026-01-01T00:00:00Z')

const deployment = (spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', namespace: 'n', ...metadata},
  spec,
})
const template = (...containers: object[]) => ({
  selector: {matchLabels: {app: 'web'}},
  template: {metadata: {labels: {app: 'web'}}, spec: {containers}},
})
const image = (name: string, tag = '1') => ({name, image: `${name}:${tag}`})

/** As the registry does it: apply, then defaults. */
const apply = (current: KubeObject | undefined, wish: object, manager = 'one', force = false): KubeObject => {
  const {object: applied} = readApplied(type, JSON.stringify(wish))
  return kinds.defaults(type, serverSideApply({type, current, applied, manager, force, time}))
}
const made = (body: object, manager = 'maker'): KubeObject =>
  updateManagedFields({
    type,
    before: undefined,
    after: kinds.defaults(type, decodeObject(type, body).object),
    manager,
    time,
  })
const changed = (before: KubeObject, patch: object, manager: string): KubeObject => {
  const {object} = patchObject(type, before, 'application/strategic-merge-patch+json', JSON.stringify(patch))
  return updateManagedFields({type, before, after: kinds.defaults(type, object), manager, time})
}

const fieldsOf = (object: KubeObject, manager: string) =>
  object.metadata.managedFields?.find(entry => entry.manager === manager)?.fieldsV1
const specOf = (object: KubeObject) =>
  object['spec'] as {
    replicas?: number
    template: {spec: {containers: {name: string; image: string; args?: string[]; env?: unknown}[]}}
  }
const containersOf = (object: KubeObject) => specOf(object).template.spec.containers
const refusal = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  return undefined
}

describe('an applied object', () => {
  it('is owned by whoever applies it, without what the server adds', () => {
    const object = apply(
      undefined,
      deployment({replicas: 2, ...template({...image('c'), ports: [{containerPort: 80}]})}),
    )
    expect(containersOf(object)[0]).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      ports: [{containerPort: 80, protocol: 'TCP'}],
    })
    expect(object.metadata.managedFields).toEqual([
      {
        manager: 'one',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': {'f:labels': {'f:app': {}}},
              'f:spec': {
                'f:containers': {
                  'k:{"name":"c"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {'k:{"containerPort":80,"protocol":"TCP"}': {'.': {}, 'f:containerPort': {}}},
                  },
                },
              },
            },
          },
        },
      },
    ])
  })

  it('changes nothing the second time, not even its time', () => {
    const wish = deployment({replicas: 2, ...template(image('c'))})
    const first = apply(undefined, wish)
    const {object: applied} = readApplied(type, JSON.stringify(wish))
    expect(
      serverSideApply({type, current: first, applied, manager: 'one', force: false, time: new Date('2027-01-01')}),
    ).toBe(first)
  })

  it('loses what its owner no longer asks for, and the defaults with it', () => {
    const probe = {readinessProbe: {httpGet: {port: 80}}, args: ['x'], env: [{name: 'A'}, {name: 'B'}]}
    const first = apply(undefined, deployment(template({...image('c'), ...probe}, image('d'))))
    const second = apply(first, deployment(template({...image('c'), env: [{name: 'B'}]})))
    expect(containersOf(second)).toEqual([expect.objectContaining({name: 'c', env: [{name: 'B'}]})])
    expect(containersOf(second)[0]).not.toHaveProperty('args')
    expect(containersOf(second)[0]).not.toHaveProperty('readinessProbe')
  })

  it('keeps what others own of what it no longer asks for', () => {
    const first = apply(undefined, deployment({replicas: 2, ...template(image('c'))}))
    const second = apply(first, deployment({replicas: 2}), 'two')
    const third = apply(second, deployment(template(image('c'))))
    expect(specOf(third).replicas).toBe(2)
    expect(fieldsOf(third, 'two')).toEqual({'f:spec': {'f:replicas': {}}})
    expect(fieldsOf(third, 'one')?.['f:spec']).not.toHaveProperty('f:replicas')
  })

  it('adds its items behind those that are there', () => {
    const first = apply(undefined, deployment(template(image('c'))))
    const second = apply(first, deployment({template: {spec: {containers: [image('side')]}}}), 'two')
    expect(containersOf(second).map(({name}) => name)).toEqual(['c', 'side'])
    expect(containersOf(apply(second, deployment({}), 'two')).map(({name}) => name)).toEqual(['c'])
  })

  it('replaces a selector as a whole', () => {
    const first = apply(undefined, deployment(template(image('c'))))
    const second = apply(first, deployment({...template(image('c')), selector: {matchLabels: {other: 'x'}}}))
    expect(second['spec']).toMatchObject({selector: {matchLabels: {other: 'x'}}})
    expect((second['spec'] as {selector: object}).selector).toEqual({matchLabels: {other: 'x'}})
  })
})

describe('a field of somebody else', () => {
  const live = made(deployment({replicas: 2, ...template(image('c'))}), 'kubectl-create')

  it('can be owned together when the value is the same', () => {
    const object = apply(live, deployment({replicas: 2}))
    expect(fieldsOf(object, 'one')).toEqual({'f:spec': {'f:replicas': {}}})
    expect(fieldsOf(object, 'kubectl-create')?.['f:spec']).toHaveProperty('f:replicas')
  })

  it('is a conflict when the value is another', () => {
    expect(refusal(() => apply(live, deployment({replicas: 3})))).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-create" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    })
  })

  it('is one of several conflicts, told by manager', () => {
    const both = changed(live, {spec: {template: {spec: {containers: [image('c', '2')]}}}}, 'kubectl-set')
    const wish = deployment({replicas: 3, template: {spec: {containers: [image('c', '3')]}}})
    expect(refusal(() => apply(both, wish))?.message).toBe(
      [
        'Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:',
        '- .spec.replicas',
        'conflicts with "kubectl-set" using apps/v1:',
        '- .spec.template.spec.containers[name="c"].image',
      ].join('\n'),
    )
  })

  it('is taken over by force', () => {
    const object = apply(live, deployment({replicas: 3}), 'one', true)
    expect(specOf(object).replicas).toBe(3)
    expect(fieldsOf(object, 'kubectl-create')?.['f:spec']).not.toHaveProperty('f:replicas')
  })
})

describe('what is no apply', () => {
  const live = made(deployment({replicas: 2, ...template({...image('c'), args: ['x']})}, {labels: {a: '1'}}))

  it('notes what it changes, and takes it from others', () => {
    const object = changed(live, {metadata: {labels: {a: '2', b: '3'}}}, 'kubectl-label')
    expect(fieldsOf(object, 'kubectl-label')).toEqual({'f:metadata': {'f:labels': {'f:a': {}, 'f:b': {}}}})
    expect(fieldsOf(object, 'maker')?.['f:metadata']).toEqual({'f:labels': {}})
  })

  it('notes nothing when it changes nothing', () => {
    expect(changed(live, {metadata: {labels: {a: '1'}}}, 'idle')).toEqual(live)
  })

  it('forgets what goes', () => {
    const object = changed(live, {spec: {template: {spec: {containers: [{name: 'c', args: null}]}}}}, 'kubectl-edit')
    expect(fieldsOf(object, 'kubectl-edit')).toBeUndefined()
    expect(JSON.stringify(fieldsOf(object, 'maker'))).not.toContain('f:args')
  })

  it('may write the record itself, as kubectl does when it changes over to server-side apply', () => {
    const entry = {...live.metadata.managedFields![0]!, manager: 'kubectl', operation: 'Apply' as const}
    const after = {...live, metadata: {...live.metadata, managedFields: [entry]}}
    const object = updateManagedFields({type, before: live, after, manager: 'kubectl', time})
    expect(object.metadata.managedFields).toEqual([entry])
  })

  it('keeps the record when it knows nothing of it', () => {
    const {managedFields: _, ...metadata} = live.metadata
    const object = updateManagedFields({type, before: live, after: {...live, metadata}, manager: 'old', time})
    expect(object.metadata.managedFields).toEqual(live.metadata.managedFields)
  })

  it('starts over with an empty entry', () => {
    const after = {...live, metadata: {...live.metadata, managedFields: [{}]}} as KubeObject
    const object = updateManagedFields({type, before: live, after, manager: 'x', time})
    expect(object.metadata.managedFields).toBeUndefined()
  })
})

describe('a body that cannot be applied', () => {
  it.each([
    [
      deployment({foo: 1}),
      500,
      'failed to create typed patch object (n/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    ],
    [
      deployment({replicas: 'x'}),
      500,
      'failed to create typed patch object (n/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string',
    ],
    [
      deployment({template: {spec: {containers: [image('c'), image('c')]}}}),
      500,
      'failed to create typed patch object (n/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="c"]',
    ],
    [deployment({}, {managedFields: []}), 400, 'metadata.managedFields must be nil'],
    [
      {...deployment({}), apiVersion: 'v1'},
      400,
      'Incorrect version specified in apply patch. Specified patch version: v1, expected: apps/v1',
    ],
  ])('%j', (body, code, message) => {
    expect(refusal(() => readApplied(type, JSON.stringify(body)))).toMatchObject({code, message})
  })

  it('names a key twice', () => {
    const text = 'apiVersion: apps/v1\nkind: Deployment\nkind: Deployment\n'
    expect(refusal(() => readApplied(type, text, 'Strict'))).toMatchObject({
      code: 400,
      message: 'error strict decoding YAML: yaml: line 3: key already set in map',
    })
    expect(readApplied(type, text, 'Warn').warnings).toEqual(['yaml: line 3: key already set in map'])
  })
})

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), {minLength: 1})
const wishes = fc
  .record({containers: names, labels: names, replicas: fc.option(fc.integer({min: 1, max: 3}), {nil: undefined})})
  .map(({containers, labels, replicas}) =>
    deployment(
      {...(replicas && {replicas}), template: {spec: {containers: containers.map(name => image(name))}}},
      {labels: Object.fromEntries(labels.map(label => [label, 'x']))},
    ),
  )
const base = made(deployment(template(image('base'))))

describe('whatever is applied', () => {
  it('applied again changes nothing', () => {
    fc.assert(
      fc.property(wishes, wish => {
        const once = apply(base, wish, 'one', true)
        expect(apply(once, wish)).toEqual(once)
      }),
    )
  })

  it('two managers of different things never meet', () => {
    const one = fc.constantFrom('a', 'b').map(name => deployment({template: {spec: {containers: [image(name)]}}}))
    const two = fc.constantFrom('c', 'd').map(name => deployment({replicas: 3}, {labels: {[name]: 'x'}}))
    fc.assert(
      fc.property(one, two, (first, second) => {
        const other = made(deployment(template(image('base'))))
        const object = apply(apply(other, first, 'one'), second, 'two', true)
        expect(apply(object, first, 'one')).toEqual(object)
      }),
    )
  })

  it('is gone when its only owner asks for nothing', () => {
    fc.assert(
      fc.property(wishes, wish => {
        const {replicas: _, ...spec} = wish.spec as {replicas?: number}
        const withoutReplicas = {...wish, spec}
        const object = apply(apply(base, withoutReplicas), deployment({}))
        expect(object['spec']).toEqual(base['spec'])
        expect(object.metadata).toEqual(base.metadata)
      }),
    )
  })
})

describe('server-side apply of kubectl after its client-side apply', () => {
  const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
  const wish = (replicas: number) => deployment({replicas, ...template(image('c'))})
  const clientSide = (annotation = `${JSON.stringify(wish(2))}\n`) =>
    made(
      {...wish(2), metadata: {...wish(2).metadata, annotations: {[LAST_APPLIED]: annotation}}},
      'kubectl-client-side-apply',
    )

  it('changes what was applied before, and brings the annotation along', () => {
    const object = apply(clientSide(), wish(3), 'kubectl')
    expect(specOf(object).replicas).toBe(3)
    expect(object.metadata.annotations?.[LAST_APPLIED]).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"n"},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"c:1","name":"c"}]}}}}\n',
    )
    expect(fieldsOf(object, 'kubectl')?.['f:spec']).toHaveProperty('f:replicas')
    expect(fieldsOf(object, 'kubectl-client-side-apply')?.['f:spec']).not.toHaveProperty('f:replicas')
  })

  it.each([
    ['another field manager', clientSide(), 'one'],
    ['an annotation that cannot be read', clientSide('{'), 'kubectl'],
    ['an annotation of another version', clientSide('{"apiVersion":"apps/v1beta1","spec":{"replicas":2}}'), 'kubectl'],
    [
      'a value that was changed since',
      changed(clientSide(), {spec: {replicas: 4}}, 'kubectl-client-side-apply'),
      'kubectl',
    ],
  ])('is a conflict with %s', (_, live, manager) => {
    expect(refusal(() => apply(live, wish(3), manager))?.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
    )
  })
})
