import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('api', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const {kubectl} = sim
/** What kubectl says of a failure, and its exit code. */
const failure = async (...args: string[]): Promise<[number | null, string]> => {
  const {code, stderr} = await sim.run('kubectl', args)
  return [code, stderr.replace(/^WARNING: version difference.*\n/m, '')]
}
/** Ages, addresses and the rest of generated names differ from run to run. */
const settled = (text: string): string =>
  text
    .replace(/\b\d+(s|m\d*s?)\b/g, 'AGE')
    .replace(/10\.96\.\d+\.\d+/g, '10.96.x.y')
    .replace(/ {2,}/g, '  ')

describe('kubectl on a simulated cluster', () => {
  test('sees the nodes', async () => {
    expect(settled(await kubectl('get', 'nodes'))).toBe(
      [
        'NAME  STATUS  ROLES  AGE  VERSION',
        'api-control-plane  Ready  control-plane  AGE  v1.36.0+simulated',
        'api-worker  Ready  <none>  AGE  v1.36.0+simulated',
        '',
      ].join('\n'),
    )
  })

  test('creates objects, and prints them in the columns of each kind', async () => {
    expect(await kubectl('create', 'configmap', 'colors', '--from-literal=a=blue')).toBe('configmap/colors created\n')
    expect(await kubectl('create', 'secret', 'generic', 'keys', '--from-literal=a=b')).toBe('secret/keys created\n')
    expect(await kubectl('create', 'service', 'nodeport', 'door', '--tcp=80:8080', '--node-port=30123')).toBe(
      'service/door created\n',
    )
    expect(settled(await kubectl('get', 'configmap/colors', 'secret/keys', 'service/door', 'ns/default'))).toBe(
      [
        'NAME  DATA  AGE',
        'configmap/colors  1  AGE',
        '',
        'NAME  TYPE  DATA  AGE',
        'secret/keys  Opaque  1  AGE',
        '',
        'NAME  TYPE  CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE',
        'service/door  NodePort  10.96.x.y  <none>  80:30123/TCP  AGE',
        '',
        'NAME  STATUS  AGE',
        'namespace/default  Active  AGE',
        '',
      ].join('\n'),
    )
    expect(await kubectl('get', 'secret', 'keys', '-o', 'jsonpath={.data.a}')).toBe('Yg==')
  })

  test('is refused what is taken, with the words of the real server', async () => {
    expect(await failure('create', 'configmap', 'colors')).toEqual([
      1,
      'error: failed to create configmap: configmaps "colors" already exists\n',
    ])
    expect(await failure('create', 'service', 'nodeport', 'other', '--tcp=80', '--node-port=30123')).toEqual([
      1,
      'error: failed to create NodePort service: Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 30123: provided port is already allocated\n',
    ])
    expect(await failure('get', 'pods', '--field-selector', 'spec.color=blue')).toEqual([
      1,
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.color=blue": field label not supported: spec.color\n',
    ])
    expect(await failure('get', 'deployment', 'none')).toEqual([
      1,
      'Error from server (NotFound): deployments.apps "none" not found\n',
    ])
  })

  test('is told what is not simulated', async () => {
    expect(await failure('get', '--raw', '/apis/storage.k8s.io/v1/volumeattachments')).toEqual([
      1,
      'Error from server (NotFound): the simulated cluster does not serve volumeattachments.storage.k8s.io; a kind cluster does\n',
    ])
  })

  test('changes an object, and says when nothing changes', async () => {
    const patch = ['patch', 'configmap', 'colors', '--type=merge', '-p', '{"data":{"a":"green"}}']
    expect(await kubectl(...patch)).toBe('configmap/colors patched\n')
    expect(await kubectl(...patch)).toBe('configmap/colors patched (no change)\n')
    expect(await kubectl('label', 'configmap', 'colors', 'x=y')).toBe('configmap/colors labeled\n')
    expect(await kubectl('label', 'configmap', 'colors', 'x=y')).toBe('configmap/colors not labeled\n')
    expect(await kubectl('get', 'configmaps', '-l', 'x in (y, z)', '-o', 'name')).toBe('configmap/colors\n')
  })

  test('gets long lists in pages', async () => {
    for (const name of ['p1', 'p2', 'p3']) await kubectl('create', 'configmap', name)
    const names = await kubectl('get', 'configmaps', '--chunk-size=2', '-o', 'name')
    expect(names).toBe('configmap/colors\nconfigmap/kube-root-ca.crt\nconfigmap/p1\nconfigmap/p2\nconfigmap/p3\n')
  })

  test('tries without doing, and deletes', async () => {
    expect(await kubectl('delete', 'configmap', 'colors', '--dry-run=server')).toMatch(
      /^configmap "colors" deleted( from default namespace)? \(server dry run\)\n$/,
    )
    expect(await kubectl('delete', 'configmap', 'colors')).toMatch(
      /^configmap "colors" deleted( from default namespace)?\n$/,
    )
    expect(await failure('delete', 'configmap', 'colors')).toEqual([
      1,
      'Error from server (NotFound): configmaps "colors" not found\n',
    ])
  })

  test('may do everything', async () => {
    expect(await kubectl('auth', 'can-i', 'create', 'deployments')).toBe('yes\n')
  })
})
