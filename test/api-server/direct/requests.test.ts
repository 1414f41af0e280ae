import {expect, test} from 'vitest'
import {lookOf} from '../../../src/api-server/direct/requests.ts'

const words = (line: string): string[] => line.split(' ')
const pathsOf = (line: string): string[] | undefined => {
  const look = lookOf(words(line), 'shop')
  return look && 'requests' in look
    ? look.requests.map(({path, selection}) =>
        Object.keys(selection).length === 0 ? path : `${path} ${JSON.stringify(selection)}`,
      )
    : undefined
}

test.each([
  ['get pods -o json', ['/api/v1/namespaces/shop/pods']],
  ['get deploy,rc -A -o json', ['/apis/apps/v1/deployments', '/api/v1/replicationcontrollers']],
  ['get nodes,pods -n web -o json', ['/api/v1/nodes', '/api/v1/namespaces/web/pods']],
  ['get cronjobs.batch --namespace=web -o json', ['/apis/batch/v1/namespaces/web/cronjobs']],
  ['get pods -l app=kubia -o json', ['/api/v1/namespaces/shop/pods {"labelSelector":"app=kubia"}']],
  [
    'get pods --field-selector=spec.nodeName=a --selector x -A -o json',
    ['/api/v1/pods {"labelSelector":"x","fieldSelector":"spec.nodeName=a"}'],
  ],
  ['get node a b -o json', ['/api/v1/nodes/a', '/api/v1/nodes/b']],
  [
    'get deployment.apps/web pod/web -o json',
    ['/apis/apps/v1/namespaces/shop/deployments/web', '/api/v1/namespaces/shop/pods/web'],
  ],
  ['get endpoints/web -o json', ['/api/v1/namespaces/shop/endpoints/web']],
  ['get storageclasses.storage.k8s.io -o json', ['/apis/storage.k8s.io/v1/storageclasses']],
  ['get namespace web -o name', ['/api/v1/namespaces/web']],
])('%s asks for %j', (line, paths) => {
  expect(pathsOf(line)).toEqual(paths)
})

test('What a look leaves out and keeps is read from its flags', () => {
  expect(lookOf(words('get pod/a --ignore-not-found --show-managed-fields -o json'), 'shop')).toMatchObject({
    ignoreNotFound: true,
    managedFields: true,
  })
  expect(lookOf(words('get pod/a -o json'), 'shop')).toMatchObject({ignoreNotFound: false, managedFields: false})
  expect(lookOf(words('version -o json'), 'shop')).toEqual({of: 'version'})
  const path = '/api/v1/namespaces/shop/services/web:http/proxy/'
  expect(lookOf(['get', '--raw', path], 'shop')).toEqual({of: 'path', path})
})

test.each([
  'apply -f - -o json',
  'delete pod/a -o json',
  'version --client -o json',
  'config view -o json',
  'get pods',
  'get pods -o wide',
  'get pods -o name',
  'get pods -w -o json',
  'get pods --sort-by=.metadata.name -o json',
  'get pods --all-namespaces=false -o json',
  'get --raw api',
  'get --raw /a%20b',
  'get --raw /api -v=6',
  'get configmaps -o json',
  'get pods,gateways -o json',
  'get widgets.example.com -o json',
  'get pod/a b -o json',
  'get pod/a/b -o json',
  'get pod/.. -o json',
  'get pod/a%2f -o json',
  'get pods,services web -o json',
  'get pod a -l x -o json',
  'get pod a -A -o json',
  'get pods -n ../x -o json',
  'get pods -o',
  'get -o json',
])('kubectl itself runs %s', line => {
  expect(lookOf(words(line), 'shop')).toBeUndefined()
})
