import type {InvalidObject} from './invalid-objects.ts'

const backend = {service: {name: 'web', port: {number: 80}}}
const ingress = (what: string, spec: object): InvalidObject => ({
  what: `an Ingress with ${what}`,
  kind: 'Ingress',
  object: {spec},
})
const path = (what: string, fields: object): InvalidObject =>
  ingress(what, {rules: [{http: {paths: [{path: '/', pathType: 'Prefix', backend, ...fields}]}}]})
const rule = (what: string, fields: object): InvalidObject =>
  ingress(what, {rules: [{http: {paths: [{path: '/', pathType: 'Prefix', backend}]}, ...fields}]})
const ingressClass = (what: string, spec: object): InvalidObject => ({
  what: `an IngressClass with ${what}`,
  kind: 'IngressClass',
  object: {spec},
})

/** Ingresses and their classes that an API server refuses. */
export const INVALID_INGRESSES: readonly InvalidObject[] = [
  ingress('nothing', {}),
  ingress('a default backend of nothing', {defaultBackend: {}}),
  ingress('two backends', {defaultBackend: {...backend, resource: {kind: 'Bucket', name: 'b'}}}),
  ingress('a backend that is no service', {defaultBackend: {resource: {apiGroup: 'A_b', kind: '', name: 'a/b'}}}),
  ingress('a service without a name', {defaultBackend: {service: {name: '', port: {number: 80}}}}),
  ingress('a service of a name that is none', {defaultBackend: {service: {name: 'A_b', port: {number: 80}}}}),
  ingress('a service without a port', {defaultBackend: {service: {name: 'web'}}}),
  ingress('a port twice', {defaultBackend: {service: {name: 'web', port: {name: 'http', number: 80}}}}),
  ingress('a port that is none', {defaultBackend: {service: {name: 'web', port: {number: 70000}}}}),
  ingress('a port of a name that is none', {defaultBackend: {service: {name: 'web', port: {name: 'HTTP'}}}}),
  ingress('a class of a name that is none', {defaultBackend: backend, ingressClassName: 'A_b'}),
  ingress('TLS of a host that is none', {defaultBackend: backend, tls: [{hosts: ['a.test', 'A_b', '*']}]}),
  rule('an address as its host', {host: '10.0.0.1'}),
  rule('a host that is none', {host: 'Shop_1'}),
  rule('a host with a port', {host: 'shop.test:80'}),
  rule('a wildcard in the middle', {host: 'a.*.test'}),
  rule('a wildcard alone', {host: '*'}),
  rule('no paths', {http: {paths: []}}),
  path('a path of no type', {pathType: undefined}),
  path('a path of a type that is none', {pathType: 'Regex'}),
  path('a path that is relative', {path: 'web'}),
  path('no path', {path: ''}),
  path('a path with double slashes', {path: '/a//b', pathType: 'Exact'}),
  path('a path that goes up', {path: '/a/../b/..'}),
  path('a path with an encoded slash', {path: '/a%2fb%2F/.'}),
  path('a relative path of its own kind', {path: 'web', pathType: 'ImplementationSpecific'}),
  ingressClass('no controller', {}),
  ingressClass('a controller without a domain', {controller: 'nginx'}),
  ingressClass('a controller of a domain that is none', {controller: 'A_b/nginx'}),
  ingressClass('a controller of a path that is none', {controller: 'a.test/n x'}),
]
