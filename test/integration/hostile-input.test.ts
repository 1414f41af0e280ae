import {chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {placeCluster, snapshot} from '../support/hostile.ts'
import {expectCalm, HOSTILE_WORDS, laughs} from '../support/hostile-texts.ts'
import {CLI, createMachine, realKubectl, useRealKubectl} from '../support/machine.ts'

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const NODES = `${HEAD}nodes:\n- role: control-plane\n`

// Two rows of the table in test/cli/hostile-configs.test.ts.
const CONFIGS: readonly [title: string, bytes: string | Buffer, code: 0 | 2][] = [
  ['with a byte order mark', `\uFEFF${NODES}`, 0],
  ['with 400000 nodes', `${HEAD}nodes:\n${'- role: worker\n'.repeat(400_000)}`, 2],
]

describe.concurrent('A config', () => {
  test.each(CONFIGS)('%s is read or refused, and nothing is touched', async (_, bytes, code) => {
    const machine = createMachine()
    writeFileSync(join(machine.root, 'kind.yaml'), bytes)
    const before = snapshot(machine)
    const outcome = await machine.kubia(
      code === 0 ? ['config', 'validate', 'kind.yaml'] : ['up', '--config', 'kind.yaml'],
    )
    expectCalm(outcome)
    expect(outcome.code).toBe(code)
    expect(snapshot(machine)).toEqual(before)
    expect(machine.calls().filter(line => / create | delete /.test(line))).toEqual([])
  })
})

// What is a name of kubia's own is refused in test/cli/hostile-words.test.ts.
describe.concurrent('A name of an object', () => {
  test.each(HOSTILE_WORDS)('%j is refused', async word => {
    const machine = createMachine()
    placeCluster(machine)
    const before = snapshot(machine)
    const outcome = await machine.kubia(['scale', `deployment/${word}`, '1'])
    expectCalm(outcome)
    expect(outcome.code).toBeOneOf([2, 3])
    expect(outcome.stderr).not.toContain('the number of replicas is not given')
    expect(snapshot(machine)).toEqual(before)
    expect(machine.calls().filter(line => / create | delete | scale /.test(line))).toEqual([])
  })
})

const KUBECONFIGS: readonly [title: string, text: string][] = [
  ['that is cut', '{"apiVersion":"v1","kind":"Config","contexts":[{"na'],
  ['that is a list', '- a\n- b\n'],
  ['with tabs', 'apiVersion: v1\n\tkind: Config\n'],
  ['with bytes that are no text', '\0\u0001\u0002'],
  ['with aliases that stand for millions of nodes', laughs],
  ['that nests 5000 deep', `apiVersion: v1\nkind: Config\ncontexts: ${'['.repeat(5000)}${']'.repeat(5000)}\n`],
]

/** Odd, and without a context: kubectl reads them. */
const READABLE: readonly [title: string, text: string][] = [
  ['with a byte order mark', '\uFEFFapiVersion: v1\nkind: Config\n'],
  ['with CRLF', 'apiVersion: v1\r\nkind: Config\r\ncontexts: []\r\n'],
  ['with a comment of 10 MB', `apiVersion: v1\nkind: Config\n#${'x'.repeat(10_000_000)}\n`],
  ['with a key that is given twice', 'apiVersion: v1\nkind: Config\ncontexts: []\ncontexts: []\n'],
]

describe.concurrent('A kubeconfig', () => {
  test.skipIf(!realKubectl).each(READABLE)('%s is read, and stays as it is', async (_, text) => {
    const machine = createMachine()
    useRealKubectl(machine)
    writeFileSync(machine.kubeconfig, text)
    for (const args of [['status'], ['deploy', 'a', '--image', 'b:1'], ['up', '--workers', '-1']]) {
      const outcome = await machine.kubia(args)
      expectCalm(outcome)
      expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 2, stdout: ''})
    }
    expect(readFileSync(machine.kubeconfig, 'utf8')).toBe(text)
  })

  test.skipIf(!realKubectl).each(KUBECONFIGS)('%s is told with its name, and stays as it is', async (_, text) => {
    const machine = createMachine()
    useRealKubectl(machine)
    writeFileSync(machine.kubeconfig, text)
    for (const args of [['status'], ['up'], ['deploy', 'a', '--image', 'b:1']]) {
      const outcome = await machine.kubia(args)
      expectCalm(outcome)
      expect(outcome.stdout).toBe('')
      // An odd one may also be an empty one to kubectl: then there is no context, which is exit 2.
      expect(outcome.stderr).toMatch(args[0] === 'up' ? /\[\w+\]/ : /\[(KUBECONFIG_INVALID|CONTEXT_MISSING)\]/)
    }
    expect(readFileSync(machine.kubeconfig, 'utf8')).toBe(text)
  })
})

const NOBODY = 65_534
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
const isRoot = process.getuid?.() === 0

describe.concurrent('An ordinary user', () => {
  const CASES: readonly [title: string, path: string, mode: number, args: string[], code: string][] = [
    ['a kubeconfig that may not be read', 'home/.kube/config', 0o000, ['status'], 'KUBECONFIG_INVALID'],
    ['a kubeconfig that may not be written', 'home/.kube/config', 0o444, ['up', 'other'], 'KUBECONFIG_INVALID'],
    ['a folder of the kubeconfig that may not be written', 'home/.kube', 0o555, ['up', 'other'], 'KUBECONFIG_INVALID'],
    [
      'a state folder that may not be written',
      'state/kubectl-kubia/clusters',
      0o555,
      ['up', 'other'],
      'STATE_UNWRITABLE',
    ],
    ['a config that may not be read', 'kind.yaml', 0o000, ['up', '--config', 'kind.yaml'], 'CONFIG_UNREADABLE'],
  ]
  test.skipIf(!isRoot || !setpriv).each(CASES)(
    'with %s is told so, and nothing is touched',
    async (_, path, mode, args, code) => {
      const machine = createMachine()
      if (realKubectl) useRealKubectl(machine)
      placeCluster(machine)
      writeFileSync(join(machine.root, 'kind.yaml'), NODES)
      mkdirSync(join(machine.root, 'state'), {recursive: true})
      writeFileSync(join(machine.root, 'calls'), '')
      chmodSync(machine.root, 0o755)
      await machine.sh(`chown -R ${NOBODY} .`, {env: {PATH: '/usr/bin:/bin'}})
      const before = snapshot(machine)
      chmodSync(join(machine.root, path), mode)
      chownSync(join(machine.root, path), mode === 0o000 ? 0 : NOBODY, 0)
      const run = [`--reuid=${NOBODY}`, '--clear-groups', process.execPath, CLI, ...args]
      const outcome = await machine.start(setpriv ?? '', run).ended
      expectCalm(outcome)
      expect(outcome.stderr).toContain(`[${code}]`)
      expect({code: outcome.code, stdout: outcome.stdout}).toEqual({
        code: code === 'CONFIG_UNREADABLE' ? 2 : 3,
        stdout: '',
      })
      expect(snapshot(machine)).toEqual(before)
    },
  )
})
