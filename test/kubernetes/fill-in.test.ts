import {expect, test} from 'vitest'
import {fillIn} from '../../src/kubernetes/fill-in.ts'

const named = (apiVersion: string, kind: string, rest: object) => ({apiVersion, kind, metadata: {name: 'x'}, ...rest})

test('Ports get the protocol that is part of their key, and those that have one keep it', () => {
  const ports = [
    {port: 53, protocol: 'UDP'},
    {port: 80, targetPort: 8080},
  ]
  expect(fillIn(named('v1', 'Service', {spec: {ports}}))).toMatchObject({
    spec: {
      ports: [
        {port: 53, protocol: 'UDP'},
        {port: 80, targetPort: 8080, protocol: 'TCP'},
      ],
    },
  })
  const containers = [{name: 'a', ports: [{containerPort: 8080}]}]
  expect(fillIn(named('apps/v1', 'Deployment', {spec: {template: {spec: {containers}}}}))).toMatchObject({
    spec: {template: {spec: {containers: [{ports: [{containerPort: 8080, protocol: 'TCP'}]}]}}},
  })
})

test.each([
  [
    'Pod',
    'v1',
    {spec: {containers: [{resources: {limits: {cpu: 1, memory: '64Mi'}, requests: {cpu: 0.5}}}]}},
    {spec: {containers: [{resources: {limits: {cpu: '1', memory: '64Mi'}, requests: {cpu: '0.5'}}}]}},
  ],
  [
    'Pod',
    'v1',
    {spec: {volumes: [{emptyDir: {sizeLimit: 1000}}]}},
    {spec: {volumes: [{emptyDir: {sizeLimit: '1000'}}]}},
  ],
  ['ResourceQuota', 'v1', {spec: {hard: {pods: 20}}}, {spec: {hard: {pods: '20'}}}],
  [
    'LimitRange',
    'v1',
    {spec: {limits: [{type: 'Container', default: {cpu: 1}}]}},
    {spec: {limits: [{type: 'Container', default: {cpu: '1'}}]}},
  ],
  ['RuntimeClass', 'node.k8s.io/v1', {overhead: {podFixed: {cpu: 1}}}, {overhead: {podFixed: {cpu: '1'}}}],
  [
    'HorizontalPodAutoscaler',
    'autoscaling/v2',
    {spec: {maxReplicas: 3, metrics: [{external: {target: {value: 5}}}]}},
    {spec: {maxReplicas: 3, metrics: [{external: {target: {value: '5'}}}]}},
  ],
])('Quantities of a %s become text, and other numbers stay', (kind, apiVersion, before, after) => {
  expect(fillIn(named(apiVersion, kind, before))).toEqual(named(apiVersion, kind, after))
})

test.each([
  ['example.com/v1', 'Widget', {spec: {limits: {cpu: 1}, ports: [{port: 1}]}}],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', {spec: {limits: {cpu: 1}}}],
])('An object of %s is left as it is', (apiVersion, kind, rest) => {
  expect(fillIn(named(apiVersion, kind, rest))).toEqual(named(apiVersion, kind, rest))
})
