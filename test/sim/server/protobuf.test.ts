import {Root, type Type} from 'protobufjs'
import {describe, expect, test} from 'vitest'
import descriptor from '../../../src/sim/data/protobuf.json' with {type: 'json'}
import {decodeProtobuf} from '../../../src/sim/server/protobuf/decode.ts'

const root = Root.fromJSON(descriptor.root)
const encode = (type: Type, fields: object): Uint8Array => type.encode(type.fromObject(fields)).finish()

/** What kubectl would send. */
const body = (apiVersion: string, kind: string, path: string, fields: object): Buffer => {
  const raw = encode(root.lookupType(`k8s.io.${path}.${kind}`), fields)
  const envelope = encode(root.lookupType('k8s.io.apimachinery.pkg.runtime.Unknown'), {
    typeMeta: {apiVersion, kind},
    raw,
  })
  return Buffer.concat([Buffer.from('k8s\0'), envelope])
}

describe('an object in protobuf', () => {
  test('has the fields that it has in JSON', () => {
    const container = {
      name: 'c',
      image: 'i',
      ports: [{containerPort: 8080, hostPort: 0, protocol: 'TCP'}],
      resources: {limits: {cpu: {string: '100m'}}},
      env: [{name: 'A', valueFrom: {secretKeyRef: {localObjectReference: {name: 's'}, key: 'k'}}}],
      livenessProbe: {handler: {httpGet: {path: '/', port: {type: 1, strVal: 'http'}}}, periodSeconds: 5},
      readinessProbe: {handler: {tcpSocket: {port: {type: 0, intVal: 8080}}}},
    }
    const volumes = [{name: 'v', volumeSource: {configMap: {localObjectReference: {name: 'm'}, defaultMode: 420}}}]
    const fields = {
      metadata: {name: 'web', creationTimestamp: {}, labels: {app: 'web'}},
      spec: {replicas: 0, template: {spec: {containers: [container], volumes}}},
    }
    expect(decodeProtobuf(body('apps/v1', 'Deployment', 'api.apps.v1', fields))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'web', creationTimestamp: null, labels: {app: 'web'}},
      spec: {
        replicas: 0,
        template: {
          spec: {
            containers: [
              {
                ...container,
                resources: {limits: {cpu: '100m'}},
                env: [{name: 'A', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}],
                livenessProbe: {httpGet: {path: '/', port: 'http'}, periodSeconds: 5},
                readinessProbe: {tcpSocket: {port: 8080}},
              },
            ],
            volumes: [{name: 'v', configMap: {name: 'm', defaultMode: 420}}],
          },
        },
      },
    })
  })

  test('has bytes in base64 and times in RFC 3339', () => {
    const fields = {metadata: {name: 's', creationTimestamp: {seconds: 1767323045}}, data: {a: Buffer.from('b')}}
    expect(decodeProtobuf(body('v1', 'Secret', 'api.core.v1', fields))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 's', creationTimestamp: '2026-01-02T03:04:05Z'},
      data: {a: 'Yg=='},
    })
  })

  test('can be options about another object', () => {
    const fields = {gracePeriodSeconds: 0, propagationPolicy: 'Background', preconditions: {uid: 'u'}}
    expect(decodeProtobuf(body('v1', 'DeleteOptions', 'apimachinery.pkg.apis.meta.v1', fields))).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...fields,
    })
  })

  test('of an unknown kind is refused', () => {
    const bytes = body('v1', 'Secret', 'api.core.v1', {})
    const renamed = Buffer.from(bytes.toString('latin1').replace('Secret', 'Secre7'), 'latin1')
    expect(() => decodeProtobuf(renamed)).toThrow('no kind "Secre7" is registered for version "v1"')
  })
})
