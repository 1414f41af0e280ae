import {expect, test} from 'vitest'
import {logRequestOf} from '../../../src/api-server/direct/log-request.ts'
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

test.each([
  ['logs web-1 -c app', '/api/v1/namespaces/shop/pods/web-1/log?container=app', false],
  [
    'logs web-1 -c app --follow --tail=10 --since=1h5s',
    '/api/v1/namespaces/shop/pods/web-1/log?container=app&follow=true&tailLines=10&sinceSeconds=3605',
    true,
  ],
  ['logs web-1 -c app --previous', '/api/v1/namespaces/shop/pods/web-1/log?container=app&previous=true', false],
])('%s asks for %s', (line, path, follow) => {
  expect(logRequestOf(words(line), 'shop')).toEqual({path, follow})
  expect(lookOf(words(line), 'shop')).toEqual(follow ? undefined : {of: 'path', path})
})

test.each([
  'logs web-1',
  'logs web-1 -c app --since=1.5h',
  'logs web-1 -c app --since=s',
  'logs web-1 -c app --tail=-1',
  'logs web-1 -c app --timestamps',
  'logs deploy/web -c app',
  'get pods -o json',
])('The lines of %s are kubectl’s', line => {
  expect(logRequestOf(words(line), 'shop')).toBeUndefined()
})

const APPLY = 'apply --server-side --field-manager=kubia --dry-run=server -f - -o json --show-managed-fields'
const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}}

test('A server-side dry run of one object is a request, forced or not', () => {
  const manifest = JSON.stringify(DEPLOYMENT)
  expect(lookOf(words(APPLY), 'shop', manifest)).toMatchObject({
    of: 'dry run',
    request: {path: '/apis/apps/v1/namespaces/shop/deployments/web'},
    manifest,
    parameters: {dryRun: 'All', fieldManager: 'kubia', fieldValidation: 'Strict', force: 'false'},
  })
  const forced = APPLY.replace(' --dry-run', ' --force-conflicts --dry-run')
  expect(lookOf(words(forced), 'shop', manifest)).toMatchObject({parameters: {force: 'true'}})
})

test.each([
  ['what changes something', APPLY.replace('--dry-run=server ', ''), DEPLOYMENT],
  ['other flags', APPLY.replace('-f -', '-f a.yaml'), DEPLOYMENT],
  ['an object of another namespace', APPLY, {...DEPLOYMENT, metadata: {name: 'web', namespace: 'other'}}],
  ['a list', APPLY, {apiVersion: 'v1', kind: 'List', items: []}],
  ['a kind that is not known', APPLY, {...DEPLOYMENT, kind: 'Widget'}],
  ['an object of no namespace', APPLY, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'web'}}],
  ['two documents', APPLY, `${JSON.stringify(DEPLOYMENT)}\n---\n${JSON.stringify(DEPLOYMENT)}`],
  ['YAML', APPLY, 'kind: Deployment'],
])('kubectl itself applies %s', (_, line, manifest) => {
  const input = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  expect(lookOf(words(line), 'shop', input)).toBeUndefined()
})
