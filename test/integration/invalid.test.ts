import {describe, expect, test} from 'vitest'
import {createMachine} from '../support/machine.ts'

const usage = (message: string, command = 'up') => ({
  code: 2,
  stdout: '',
  stderr: `error: ${message}\nSee 'kubectl kubia ${command} --help' for usage.\n`,
})

describe.concurrent('What is not valid is refused in kubectl’s words, with nothing on PATH', () => {
  // Two rows of the tables in test/cli/invalid.test.ts.
  test.each([
    [['up', '--workers', '-1'], 'invalid argument "-1" for "--workers" flag: must be a whole number from 0 to 500'],
    [['clusters', 'x'], 'unexpected argument: x', 'clusters'],
  ])('%j', async (args, message, command = 'up') => {
    expect(await createMachine([]).kubia(args)).toEqual(usage(message, command))
  })

  test('the name "My_App"', async () => {
    expect(await createMachine([]).kubia(['up', '--', 'My_App'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: "My_App" is not a valid cluster name: it may have only lowercase letters, digits, "-" and "." (RFC 1123)  [NAME_INVALID]\n  Fix: use a name such as my-app\n`,
    })
  })

  test('an unknown command, with the one that was meant', async () => {
    expect(await createMachine([]).kubia(['staus'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: unknown command "staus" for "kubectl kubia"\n\nDid you mean this?\n\tstatus\n\nSee \'kubectl kubia --help\' for usage.\n',
    })
  })

  test('a verb of another tool, with the command that does it', async () => {
    expect(await createMachine([]).kubia(['delete', 'cluster', 'shop'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: unknown command "delete" for "kubectl kubia"\n\nThis deletes a cluster:\n\tkubectl kubia down shop\n\nSee \'kubectl kubia --help\' for usage.\n',
    })
  })

  test('a value of KUBIA_PROVIDER', async () => {
    expect(await createMachine([]).kubia(['up'], {env: {KUBIA_PROVIDER: 'sim9'}})).toEqual(
      usage('invalid argument "sim9" for "--provider" flag (from KUBIA_PROVIDER): must be one of kind, sim'),
    )
  })

  test('a missing argument', async () => {
    expect(await createMachine([]).kubia(['config', 'validate'])).toEqual(
      usage('required argument not given: FILE', 'config validate'),
    )
  })

  test('a config: all its problems, with line and column', async () => {
    const machine = createMachine([])
    machine.put('kind.yaml', 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodez: []\nnodes:\n- role: worke\n')
    const {code, stdout, stderr} = await machine.kubia(['up', '--config', 'kind.yaml'])
    expect(stderr).toMatch(/^error: the config has 2 problems {2}\[CONFIG_INVALID\]\n/)
    expect(stderr).toMatch(/^ {2}kind\.yaml:3:1: error: .*; did you mean "nodes"\?$/m)
    expect(stderr).toMatch(/^ {2}kind\.yaml:5:9: error: .*; did you mean "worker"\?$/m)
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    const piped = await machine.kubia(['config', 'validate', '-'], {input: machine.read('kind.yaml')})
    expect(piped.code).toBe(2)
    expect(piped.stdout).toMatch(
      /^LINE +COLUMN +LEVEL +FIELD +PROBLEM\n3 +1 +error +nodez .*\n5 +9 +error +nodes\[0\]\.role /,
    )
  })

  test.each([
    ['nowhere.yaml', 'no such file'],
    ['.', 'it is a folder'],
  ])('a config %s', async (path, why) => {
    expect(await createMachine([]).kubia(['up', '--config', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: the config ${path} cannot be read: ${why}  [CONFIG_UNREADABLE]\n`,
    })
  })
})
