import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'
import {temporaryFolder} from '../support/temporary.ts'

const sim = startSimCluster('definitions', ['--workers', '0'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const {kubectl} = sim
const file = (name: string, content: string): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

const DEFINITION = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {kind: CronTab, plural: crontabs, shortNames: [ct], categories: [all]}
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}
      additionalPrinterColumns:
        - {name: Schedule, type: string, jsonPath: .spec.schedule}
        - {name: Replicas, type: integer, jsonPath: .spec.replicas}
        - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 1}
        - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [schedule]
              properties:
                schedule: {type: string, description: When it runs., pattern: '^(\\d+|\\*)(\\s+(\\d+|\\*)){4}$'}
                replicas: {type: integer, minimum: 1, maximum: 10, default: 1}
                color: {type: string, enum: [red, blue]}
            status:
              type: object
              properties:
                replicas: {type: integer}
                selector: {type: string}
                conditions: {type: array, items: {type: object, properties: {type: {type: string}, status: {type: string}}}}
    - name: v2alpha1
      served: true
      storage: false
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`
const object = (name: string, spec: string): string => `
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: ${name}}
spec: ${spec}
`

/** What kubectl says of a failure. */
const failure = async (...args: string[]): Promise<string> => (await sim.run('kubectl', args)).stderr.trim()
const settled = (text: string): string => text.replace(/\b\d+(s|m\d*s?)\b/g, 'AGE').replace(/ {2,}/g, '  ')

test('A definition and its object are deployed in one set, and once more without a change', async () => {
  const set = file('set.yaml', `${object('one', '{schedule: "* * * * 5"}')}---${DEFINITION}`)
  const deploy = () => sim.kubia(['deploy', '-f', set, '--progress', 'quiet'])
  const lines = (word: string) =>
    `customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com ${word}\ncrontab.stable.example.com/one ${word}\n`
  expect((await deploy()).stdout).toBe(lines('created'))
  expect((await deploy()).stdout).toBe(lines('unchanged'))
})

test('Its objects are found by all of its names, in its columns', async () => {
  const table = 'NAME  SCHEDULE  REPLICAS  AGE\none  * * * * 5  1  AGE\n'
  expect(settled(await kubectl('get', 'ct'))).toBe(table)
  expect(settled(await kubectl('get', 'crontabs.v1.stable.example.com'))).toBe(table)
  expect(await kubectl('get', 'all', '-o', 'name')).toContain('crontab.stable.example.com/one\n')
  expect(await kubectl('get', 'crontabs.v2alpha1.stable.example.com/one', '-o', 'jsonpath={.apiVersion}')).toBe(
    'stable.example.com/v2alpha1',
  )
  expect(settled(await kubectl('get', 'crd')).replace(/ \S+\n$/, ' TIME\n')).toBe(
    'NAME  CREATED AT\ncrontabs.stable.example.com  TIME\n',
  )
})

test('What its schema does not allow is refused with the words of the API server', async () => {
  const bad = file('bad.yaml', object('bad', '{schedule: "*", replicas: 20, color: green}'))
  expect(await failure('create', '--validate=false', '-f', bad)).toBe(
    [
      'The CronTab "bad" is invalid: ',
      '* spec.color: Unsupported value: "green": supported values: "red", "blue"',
      '* spec.replicas: Invalid value: 20: spec.replicas in body should be less than or equal to 10',
      `* spec.schedule: Invalid value: "*": spec.schedule in body should match '^(\\d+|\\*)(\\s+(\\d+|\\*)){4}$'`,
    ].join('\n'),
  )
  const wrong = file('wrong.yaml', object('wrong', '{replicas: many}'))
  expect(await failure('create', '--validate=false', '-f', wrong)).toBe(
    [
      'The CronTab "wrong" is invalid: ',
      '* spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
      '* spec.schedule: Required value',
      '* .spec.replicas: Invalid value: 0: .spec.replicas accessor error: many is of the type string, expected int64',
    ].join('\n'),
  )
})

test('It is scaled, and its status is changed, by paths of their own', async () => {
  expect(await kubectl('scale', 'ct/one', '--replicas=3')).toBe('crontab.stable.example.com/one scaled\n')
  expect(await failure('scale', 'ct/one', '--replicas=30')).toBe(
    'The CronTab "one" is invalid: spec.replicas: Invalid value: 30: spec.replicas in body should be less than or equal to 10',
  )
  const status = '{"status":{"conditions":[{"type":"Ready","status":"True"}]},"spec":{"replicas":9}}'
  const path = '/apis/stable.example.com/v1/namespaces/default/crontabs/one/status'
  const body = JSON.parse(await kubectl('get', '--raw', path))
  const whole = file('status.json', JSON.stringify({...body, ...JSON.parse(status)}))
  await kubectl('replace', '--raw', path, '-f', whole)
  expect(settled(await kubectl('get', 'ct', '-o', 'wide'))).toBe(
    'NAME  SCHEDULE  REPLICAS  READY  AGE\none  * * * * 5  3  True  AGE\n',
  )
})

test('Two who apply the same field come into conflict', async () => {
  const mine = file('mine.yaml', object('shared', '{schedule: "* * * * 1"}'))
  const theirs = file('theirs.yaml', object('shared', '{schedule: "* * * * 2"}'))
  await kubectl('apply', '--server-side', '--field-manager=me', '-f', mine)
  expect(await failure('apply', '--server-side', '--field-manager=them', '-f', theirs)).toContain(
    'Apply failed with 1 conflict: conflict with "me": .spec.schedule',
  )
  await kubectl('apply', '--server-side', '--field-manager=them', '--force-conflicts', '-f', theirs)
  expect(await kubectl('get', 'ct/shared', '-o', 'jsonpath={.spec}')).toBe('{"replicas":1,"schedule":"* * * * 2"}')
})

test('All of it is there after a restart, and goes with the definition', async () => {
  expect((await sim.kubia(['stop', sim.name])).code).toBe(0)
  expect((await sim.kubia(['start', sim.name])).code).toBe(0)
  expect(await kubectl('get', 'ct', '-o', 'name')).toBe(
    'crontab.stable.example.com/one\ncrontab.stable.example.com/shared\n',
  )
  expect(await kubectl('delete', 'crd', 'crontabs.stable.example.com')).toBe(
    'customresourcedefinition.apiextensions.k8s.io "crontabs.stable.example.com" deleted\n',
  )
  expect(await failure('get', 'ct')).toContain('does not serve crontabs.stable.example.com')
  expect((await sim.kubia(['stop', sim.name])).code).toBe(0)
  expect((await sim.kubia(['start', sim.name])).code).toBe(0)
  expect(await kubectl('get', 'crd', '-o', 'name')).toBe('')
})
