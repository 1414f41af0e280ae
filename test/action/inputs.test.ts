import {expect, test} from 'vitest'
import {readInputs} from '../../src/action/inputs.ts'
import {readAction} from '../support/action-runner.ts'

const env = (inputs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))

test('Without inputs they are what action.yml says', () => {
  const defaults = {
    version: undefined,
    cluster: [],
    app: [],
    provider: 'kind',
    load: [],
    allowNoCni: false,
    kindVersion: undefined,
    kubectlVersion: undefined,
    retries: 1,
    cache: false,
    logs: 'on-failure',
    delete: 'always',
    installOnly: false,
  }
  expect(readInputs({})).toEqual(defaults)
  const {inputs} = readAction()
  const stated = Object.fromEntries(Object.entries(inputs).map(([name, {default: value = ''}]) => [name, value]))
  expect(readInputs(env(stated))).toEqual({...defaults, cluster: ['--timeout=10m']})
})

test('Inputs become the words of `up`, each one argument', () => {
  const {cluster, app, load} = readInputs(
    env({
      name: 'shop',
      workers: '3',
      'control-planes': '1',
      'kubernetes-version': '1.36',
      image: 'kindest/node:v1.36.4',
      config: 'a folder/kind.yaml',
      provider: 'kind',
      publish: '8080:30080\n 8443:30443',
      app: 'web=nginx:1.29; rm -rf /',
      'app-port': '80',
      replicas: '2',
      expose: 'True',
      load: 'app:dev, ./images.tar',
    }),
  )
  expect(cluster).toEqual([
    'shop',
    '--workers=3',
    '--control-planes=1',
    '--kubernetes-version=1.36',
    '--image=kindest/node:v1.36.4',
    '--config=a folder/kind.yaml',
    '--provider=kind',
    '--publish=8080:30080',
    '--publish=8443:30443',
  ])
  expect(app).toEqual(['--app=web=nginx:1.29; rm -rf /', '--app-port=80', '--replicas=2', '--expose'])
  expect(load).toEqual(['app:dev', './images.tar'])
})

test('Releases are named with or without a v', () => {
  const {version, kindVersion, kubectlVersion} = readInputs(
    env({version: 'v0.2.0', 'kind-version': '0.33.0', 'kubectl-version': 'v1.36.4'}),
  )
  expect([version, kindVersion, kubectlVersion]).toEqual(['0.2.0', 'v0.33.0', 'v1.36.4'])
})

test.each([
  ['logs', 'alway', 'must be on-failure, always, never; did you mean "always"?'],
  ['delete', 'no', 'must be always, never'],
  ['expose', 'yes', 'must be true or false'],
  ['retries', '-1', 'must be a number from 0 to 5'],
  ['retries', '6', 'must be a number from 0 to 5'],
  ['kind-version', 'latest', 'must be a release, as v0.33.0'],
  ['provider', 'k3d', 'must be kind, sim'],
])('%s: %s is refused', (name, value, rule) => {
  expect(() => readInputs(env({[name]: value}))).toThrow(
    `invalid value ${JSON.stringify(value)} for the input ${name}: ${rule}`,
  )
})
