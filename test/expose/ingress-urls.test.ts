import {expect, test} from 'vitest'
import {ingressUrls, rowOfIngress} from '../../src/expose/ingress-urls.ts'
import type {Ingress} from '../../src/kubernetes/types.ts'

const backend = (name: string) => ({service: {name, port: {number: 80}}})
const rule = (host: string | undefined, ...paths: string[]) => ({
  ...(host && {host}),
  http: {paths: paths.map(path => ({path, pathType: 'Prefix', backend: backend('web')}))},
})
const ingress = (spec: Ingress['spec'], annotations = {}, address: object[] = [{ip: '127.7.137.1'}]): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {name: 'shop', namespace: 'n', uid: 'u', annotations},
  spec,
  status: {loadBalancer: {ingress: address}},
})
const urlsOf = (...given: Parameters<typeof ingress>) => ingressUrls(ingress(...given)).map(({url}) => url)
const MOVED = {'kubia.dev/published-ports': '80=8080,443=8443'}

test('A URL has the host of its rule, its first path or the root, and the port that really answers', () => {
  const rules = [rule('a.test', '/x', '/'), rule('b.test', '/cart'), rule('*.c.test', '/')]
  expect(urlsOf({rules})).toEqual(['http://a.test', 'http://b.test/cart', 'http://www.c.test'])
  expect(urlsOf({rules: [rule('a.test', '/cart')]}, MOVED)).toEqual(['http://a.test:8080/cart'])
})

test('A rule without a host, and a default backend, have the URL of the address', () => {
  expect(urlsOf({rules: [rule(undefined, '/')], defaultBackend: backend('rest')})).toEqual([
    'http://127.7.137.1',
    'http://127.7.137.1',
  ])
  expect(urlsOf({defaultBackend: backend('rest')}, {}, [{hostname: 'localhost'}])).toEqual(['http://localhost'])
  expect(urlsOf({defaultBackend: backend('rest')}, {}, [{ip: 'fd00::1'}])).toEqual(['http://[fd00::1]'])
})

test('A host with TLS is https, and the others are not', () => {
  const rules = [rule('a.test', '/'), rule('b.test', '/')]
  expect(urlsOf({rules, tls: [{hosts: ['a.test']}]}, MOVED)).toEqual(['https://a.test:8443', 'http://b.test:8080'])
  expect(urlsOf({rules: [rule('a.test', '/')], tls: [{secretName: 's'}]})).toEqual(['https://a.test'])
})

test('The same is asked at the address itself, without a name in any DNS', () => {
  expect(ingressUrls(ingress({rules: [rule('a.test', '/api(/|$)(.*)')]}, MOVED))).toEqual([
    {
      url: 'http://a.test:8080/api',
      host: 'a.test',
      address: '127.7.137.1',
      port: 8080,
      direct: 'http://127.7.137.1:8080/api',
      backend: backend('web'),
    },
  ])
})

test('An ingress without an address, or without a path, has none', () => {
  expect(urlsOf({rules: [rule('a.test', '/')]}, {}, [])).toEqual([])
  expect(urlsOf({rules: [{host: 'a.test'}]})).toEqual([])
})

test('A status says its URLs, four at most, and its address where they are names', () => {
  const hosts = (...names: string[]) => ingress({rules: names.map(name => rule(name, '/'))})
  expect(rowOfIngress(hosts('a.test')).says).toBe('http://a.test (127.7.137.1)')
  expect(rowOfIngress(hosts('a', 'b', 'c', 'd', 'e', 'f')).says).toBe(
    'http://a, http://b, http://c, http://d, 2 more (127.7.137.1)',
  )
  expect(rowOfIngress(ingress({rules: [rule(undefined, '/')]}))).toEqual({
    ingress: 'ingress.networking.k8s.io/shop',
    namespace: 'n',
    says: 'http://127.7.137.1',
    isServed: true,
  })
  expect(rowOfIngress(ingress({rules: [rule('a', '/')]}, {}, []))).toMatchObject({says: 'no address', isServed: false})
})
