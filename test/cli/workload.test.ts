import {describe, expect, test} from 'vitest'
import {readApp} from '../../src/cli/read-app.ts'
import {
  argumentsOf,
  checkObjectName,
  describeDefaults,
  describeLook,
  parseEnv,
  parsePort,
  parseReplicas,
  splitArguments,
} from '../../src/cli/workload.ts'

describe('the words of a workload command', () => {
  test.each([
    [['--image=a', 'kubia'], ['kubia'], []],
    [['kubia', '--', 'sh', '-c', 'x', '--', 'y'], ['kubia'], ['sh', '-c', 'x', '--', 'y']],
    [['--image=a', 'pod', 'kubia', '--name=x'], ['pod', 'kubia'], []],
  ])('%j', (argv, names, words) => expect(splitArguments(argv)).toEqual({names, args: words}))

  test('behind -- are arguments as before it, where no container takes them', () => {
    expect(argumentsOf(['--replicas=1', 'deployment', '--', 'web', '--x'])).toEqual(['deployment', 'web', '--x'])
  })

  test('variables keep all behind the first =', () => {
    expect(parseEnv(['A=b=c', 'EMPTY='])).toEqual([
      {name: 'A', value: 'b=c'},
      {name: 'EMPTY', value: ''},
    ])
    expect(() => parseEnv(['nope'])).toThrow('invalid argument "nope" for "--env" flag: must be like NAME=value')
  })

  test.each(['0', '65536', '-1', 'x', '1.5'])('%s is no port', text =>
    expect(() => parsePort(text, '--port')).toThrow(
      `invalid argument "${text}" for "--port" flag: must be a port, from 1 to 65535`,
    ),
  )

  test('replicas are whole and not negative', () => {
    expect(parseReplicas('0', '--replicas')).toBe(0)
    for (const text of ['-1', '1.5', 'many'])
      expect(() => parseReplicas(text, '--replicas')).toThrow(
        `invalid argument "${text}" for "--replicas" flag: must be an integer ≥ 0`,
      )
  })

  test('a name that Kubernetes refuses is answered with one that it takes', () => {
    expect(checkObjectName('kubia')).toBe('kubia')
    expect(() => checkObjectName('My_App')).toThrow(
      expect.objectContaining({code: 'NAME_INVALID', details: {fix: ['use a name such as my-app']}}),
    )
  })

  test.each([
    [{}, "Using kubectl's current context c and namespace n"],
    [{context: 'c'}, "Using kubectl's current namespace n"],
    [{namespace: 'n'}, "Using kubectl's current context c"],
    [{context: 'c', namespace: 'n'}, ''],
    [{kubeconfig: 'f'}, ''],
  ])('with %j it is said what was left to kubectl', (flags, line) =>
    expect(describeDefaults(flags, 'c', 'n')).toBe(line),
  )

  test.each([
    [{}, 'default', ''],
    [{}, 'shop', "Using kubectl's current context c and namespace shop"],
    [{context: 'c'}, 'shop', "Using kubectl's current namespace shop"],
    [{namespace: 'shop'}, 'default', ''],
  ])('a look with %j at namespace %s says so only where it is not the default one', (flags, namespace, line) =>
    expect(describeLook(flags, 'c', namespace)).toBe(line),
  )
})

describe('the app of up', () => {
  test.each([
    [{app: 'museopkim/kubia'}, 'kubia', 'museopkim/kubia'],
    [{app: 'web=localhost:5000/x:1'}, 'web', 'localhost:5000/x:1'],
  ])('%j', (flags, name, image) => expect(readApp(flags)?.spec).toMatchObject({name, image}))

  test.each([
    [{replicas: '3'}, '--replicas needs --app [NAME=]IMAGE'],
    [{app: 'a', expose: true}, '--expose needs --app-port PORT'],
    [{app: 'a='}, 'invalid argument "a=" for "--app" flag: must be [NAME=]IMAGE'],
    [
      {app: 'x=A B'},
      'invalid argument "A B" for "--app" flag: must be like nginx, nginx:1.29 or registry.example.com/team/app:v1',
    ],
    [
      {app: '-x'},
      'invalid argument "-x" for "--app" flag: must be like nginx, nginx:1.29 or registry.example.com/team/app:v1',
    ],
  ])('%j is refused', (flags, message) => expect(() => readApp(flags)).toThrow(message))

  test('is none where none was named', () => expect(readApp({})).toBeUndefined())
})
