import {describe, expect, test} from 'vitest'
import {NO_ADDRESS, readinessOf} from '../../src/kubernetes/readiness.ts'

const OLD = '2026-01-01T00:00:00Z'
const object = (apiVersion: string, kind: string, rest: object = {}, creationTimestamp = OLD) => ({
  apiVersion,
  kind,
  metadata: {name: 'x', creationTimestamp},
  ...rest,
})
const conditions = (type: string, status: string) => ({status: {conditions: [{type, status}]}})
const classOf = (kind: 'StorageClass' | 'IngressClass', name: string, rest: object = {}) => ({
  ...object('v1', kind, rest),
  metadata: {name, creationTimestamp: OLD},
})
const progressOf = (one: ReturnType<typeof object>, classes: ReturnType<typeof object>[] = []) =>
  readinessOf(one)?.progress(one, classes)

describe('What is ready by a condition', () => {
  test.each([
    ['CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'Established'],
    ['APIService', 'apiregistration.k8s.io/v1', 'Available'],
    ['Certificate', 'cert-manager.io/v1', 'Ready'],
    ['Operator', 'example.com/v1', 'Available'],
  ])('is a %s', (kind, apiVersion, type) => {
    expect(progressOf(object(apiVersion, kind, conditions(type, 'True')))?.done).toBe(true)
    expect(progressOf(object(apiVersion, kind, conditions(type, 'False')))?.done).toBe(false)
    expect(readinessOf(object(apiVersion, kind, conditions(type, 'False')))?.waitArgs).toEqual([
      'wait',
      `--for=condition=${type}`,
    ])
  })

  test('says what its condition says that is not true', () => {
    const message = 'service/things in "default" is not present'
    const missing = (more: object) => ({
      status: {conditions: [{type: 'Available', status: 'False', reason: 'ServiceNotFound', ...more}]},
    })
    const textOf = (rest: object) => progressOf(object('apiregistration.k8s.io/v1', 'APIService', rest))?.text
    expect(textOf(missing({message}))).toBe(`not Available: ${message}`)
    expect(textOf(missing({}))).toBe('not Available: ServiceNotFound')
    expect(textOf({})).toBeUndefined()
  })

  test('is a custom resource only where its controller has said something, or is about to', () => {
    const silent = (time: string) => progressOf(object('example.com/v1', 'Widget', {}, time))?.done
    expect(silent(OLD)).toBe(true)
    expect(silent(new Date().toISOString())).toBe(false)
  })
})

describe('A claim', () => {
  const claim = (phase: string) =>
    object('v1', 'PersistentVolumeClaim', {spec: {storageClassName: 'standard'}, status: {phase}})

  test('is ready when it is bound, and fails when its volume is gone', () => {
    expect(progressOf(claim('Bound'))?.done).toBe(true)
    expect(progressOf(claim('Pending'), [classOf('StorageClass', 'standard')])?.done).toBe(false)
    expect(progressOf(claim('Lost'))?.failed).toBe('the volume that it was bound to is gone')
  })

  test('waits for a pod where its class binds it for the first one', () => {
    const classes = [classOf('StorageClass', 'standard', {volumeBindingMode: 'WaitForFirstConsumer'})]
    expect(progressOf(claim('Pending'), classes)).toMatchObject({done: true, text: 'bound once a pod uses it'})
  })
})

describe('An ingress', () => {
  const ingress = (rest: object, time?: string) => object('networking.k8s.io/v1', 'Ingress', rest, time)
  const NOW = new Date().toISOString()

  test('is ready with an address', () => {
    expect(progressOf(ingress({status: {loadBalancer: {ingress: [{ip: '10.0.0.1'}]}}}))).toMatchObject({done: true})
  })

  test('is waited for where there is a controller of its class, for a minute', () => {
    const nginx = [classOf('IngressClass', 'nginx')]
    expect(progressOf(ingress({spec: {ingressClassName: 'nginx'}}, NOW), nginx)?.done).toBe(false)
    expect(progressOf(ingress({}, NOW), nginx)?.done).toBe(false)
    expect(progressOf(ingress({}), nginx)).toMatchObject({done: true, text: NO_ADDRESS})
    expect(progressOf(ingress({spec: {ingressClassName: 'other'}}, NOW), nginx)).toMatchObject({text: NO_ADDRESS})
    expect(progressOf(ingress({}, NOW))).toMatchObject({done: true, text: NO_ADDRESS})
    // A set with a claim has storage classes, too.
    expect(progressOf(ingress({}, NOW), [classOf('StorageClass', 'standard')])).toMatchObject({text: NO_ADDRESS})
  })
})

test.each(['ConfigMap', 'Service', 'Secret'])('A %s has nothing to become', kind => {
  expect(readinessOf(object('v1', kind))).toBeUndefined()
})
