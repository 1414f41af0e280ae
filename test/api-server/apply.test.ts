import {describe, expect, test} from 'vitest'
import {apply, getManifests, manifestOf} from '../../src/api-server/apply.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

const access = {context: 'prod', server: 'https://api.example.com:6443'}
const URL_OF_SHOP = 'https://shop.example.com/all.yaml'

test('Manifests are looked at and applied in the namespaces that they name, where none is passed', async () => {
  const {exec, asked} = recordedExec({'kubectl --context prod': readAnswer([])})
  const manifests = {files: ['a.yaml', 'b/'], recursive: true}
  await getManifests(exec, access, manifests)
  await apply(exec, access, manifests, {forceConflicts: false})
  await apply(exec, {...access, namespace: 'shop'}, manifestOf('kind: X'), {forceConflicts: false})
  expect(asked).toEqual([
    'kubectl --context prod get -f a.yaml -f b/ -R --ignore-not-found --show-managed-fields -o json',
    'kubectl --context prod apply --server-side --field-manager=kubia -f a.yaml -f b/ -R -o json --show-managed-fields',
    'kubectl --context prod --namespace shop apply --server-side --field-manager=kubia -f - -o json --show-managed-fields',
  ])
})

describe('A server that does not answer', () => {
  const failing = (stderr: string, files: string[]) =>
    getManifests(recordedExec({kubectl: {exitCode: 1, stderr}}).exec, access, {files})

  test.each([
    'Unable to connect to the server: dial tcp: lookup shop.example.com on 10.0.0.1:53: no such host\n',
    'The connection to the server shop.example.com was refused - did you specify the right host or port?\n',
  ])('is the one of a URL where it names that one (%#)', async stderr => {
    await expect(failing(stderr, ['a.yaml', URL_OF_SHOP])).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: `the manifest ${URL_OF_SHOP} cannot be read: its server does not answer`,
      details: {evidence: [stderr.trim()]},
    })
  })

  test.each([
    ['it is named', [URL_OF_SHOP]],
    ['a manifest is of the same server', ['https://api.example.com:6443/all.yaml']],
    ['no manifest is behind a URL', ['a.yaml']],
  ])('is the API server where %s', async (_, files) => {
    const stderr =
      'The connection to the server api.example.com:6443 was refused - did you specify the right host or port?\n'
    await expect(failing(stderr, files)).rejects.toMatchObject({code: 'API_UNREACHABLE'})
  })
})

test('A kind that the server has elsewhere is said with its group, and one that it has nowhere', async () => {
  const stderr = ['Deployment" in version "extensions/v1beta1', 'Widget" in version "example.com/v1']
    .map(
      kind => `resource mapping not found for name: "x" namespace: "" from "x.yaml": no matches for kind "${kind}"\n`,
    )
    .join('ensure CRDs are installed first\n')
  const {exec} = recordedExec({
    'kubectl --context prod get -f': {exitCode: 1, stderr},
    'kubectl --context prod api-resources --no-headers': {
      stdout: 'deployments   deploy   apps/v1   true   Deployment\npods          po       v1        true   Pod\n',
    },
  })
  await expect(getManifests(exec, access, {files: ['x.yaml']})).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: {
      fix: [
        'write apiVersion: apps/v1 for Deployment',
        'no API group of this server has Widget: install its CustomResourceDefinition first',
      ],
    },
  })
})
