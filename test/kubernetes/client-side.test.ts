import {expect, test} from 'vitest'
import {isClientSide} from '../../src/kubernetes/client-side.ts'

const pod = (ports: object[], annotations: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'a', annotations: annotations as Record<string, string>},
  spec: {containers: [{name: 'a', ports}]},
})

test.each([
  ['one port', pod([{containerPort: 80}]), false],
  ['one port of two protocols', pod([{containerPort: 53}, {containerPort: 53, protocol: 'UDP'}]), false],
  [
    'two names of one port',
    pod([
      {containerPort: 80, name: 'http'},
      {containerPort: 80, name: 'web', protocol: 'TCP'},
    ]),
    true,
  ],
  [
    'two ports of a Service that lead to one',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'a'},
      spec: {
        ports: [
          {port: 80, targetPort: 8080},
          {port: 81, targetPort: 8080},
        ],
      },
    },
    false,
  ],
  ['an APIService', {apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: {name: 'v1.a.b'}}, true],
  ['an APIService of another group', {apiVersion: 'example.com/v1', kind: 'APIService', metadata: {name: 'a'}}, false],
])('%s', (_, object, expected) => expect(isClientSide(object)).toBe(expected))
