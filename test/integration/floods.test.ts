import {appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {manyPods, OBJECTS} from '../support/api/objects.ts'
import {placeCluster} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
import {CLI, createMachine, type Machine, type Outcome, type Program, steady} from '../support/machine.ts'

/** The most that kubia may take, in MB. */
const MOST = 300

/** The most memory that a process has had so far, in MB; undefined once it is gone. */
const peakOf = (pid: number): number | undefined => {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return peak === undefined ? undefined : Number(peak) / 1024
  } catch {
    return undefined
  }
}

/** Runs kubia to its end. @returns how it ended, and the most memory that it had, in MB */
const measured = async (machine: Machine, args: readonly string[]): Promise<Outcome & {peak: number}> => {
  const {child, ended} = machine.start(process.execPath, [CLI, ...args])
  let peak = 0
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    peak = Math.max(peak, peakOf(child.pid ?? 0) ?? 0)
    await sleep(10)
  }
  return {...(await ended), peak}
}

const FLOODS = {
  'bytes without a line end': 'cat /dev/zero',
  lines: 'yes 0123456789012345678901234567890123456789',
  'an answer that begins well': `printf '{"items":['; yes '{"kind":"Pod","metadata":{"name":"a"}},'`,
} as const

const CASES: readonly [Program, string, keyof typeof FLOODS, string[]][] = [
  ['kubectl', '--context', 'bytes without a line end', ['status']],
  ['kubectl', '--context', 'an answer that begins well', ['status']],
  // Of a context that the kubeconfig does not have, kubectl is asked.
  ['kubectl', 'config', 'lines', ['status', '--context', 'nowhere']],
  ['kubectl', '--context', 'lines', ['deploy', 'web', '--image', 'b:1']],
  ['docker', 'ps', 'bytes without a line end', ['clusters']],
  ['docker', 'inspect', 'lines', ['down', 'kubia']],
  ['docker', 'version', 'lines', ['up']],
]

describe('A program that writes for ever', () => {
  test.each(CASES)('%s %s: %s, asked by %j', async (program, words, flood, args) => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer(program, words, `exec 2>/dev/null; ${FLOODS[flood]}`)
    const {code, stdout, stderr, peak} = await measured(machine, args)
    expectCalm({code, stdout, stderr})
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
    expect(stderr).toContain('[OUTPUT_TOO_LARGE]')
    expect(stderr).toContain(' printed more than the 160 MB that kubia holds')
    expect(stderr).toMatch(new RegExp(`^ +${program} had printed \\d+ MB and was ended$`, 'm'))
    expect(peak).toBeLessThan(MOST)
  })

  test('to its errors', async () => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('kubectl', '--context', 'cat /dev/zero >&2')
    const {code, stderr, peak} = await measured(machine, ['status'])
    expect(code).toBe(3)
    expect(stderr).toContain('[OUTPUT_TOO_LARGE]')
    expect(peak).toBeLessThan(MOST)
  })

  test('as the log of a container: one line without an end', async () => {
    const machine = createMachine()
    placeCluster(machine)
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {name: 'a', uid: '1'},
      spec: {containers: [{name: 'c'}]},
      status: {containerStatuses: [{name: 'c', ready: true, restartCount: 0, state: {running: {}}}]},
    }
    machine.put('pod', JSON.stringify(pod))
    machine.answer(
      'kubectl',
      '--context',
      'case "$*" in *" logs "*) cat /dev/zero ;; *) cat "$state/pod" ;; esac; exit 0',
    )
    const {code, stdout, stderr, peak} = await measured(machine, ['logs', 'pod/a'])
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
    expect(stderr).toContain('printed a line of more than 16 MB')
    expect(peak).toBeLessThan(MOST)
  })
})

/** The list has no node for the container of the cluster. */
const UNKNOWN_NODE = '  Fix:\n    registers lost nodes again:\n      kubectl kubia up kubia\n'

/** A list of many pods, as kubectl prints it. */
const writeBigList = (file: string): void => {
  // A list of what status asks for has no others, which it would ask the server to print.
  const asked = OBJECTS.filter(({kind}) => kind !== 'Endpoints' && kind !== 'Event')
  const objects = [...asked, ...manyPods(10_000, 12_000)].map(object =>
    JSON.stringify(object, null, 4).replaceAll(/^/gm, ' '.repeat(8)),
  )
  writeFileSync(file, '{\n    "apiVersion": "v1",\n    "items": [\n')
  for (const [index, text] of objects.entries()) appendFileSync(file, `${index === 0 ? '' : ',\n'}${text}`)
  appendFileSync(file, '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n')
}

describe('A list of 10,000 pods of 12 KB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubia-test-'))
  const file = join(folder, 'list.json')
  beforeAll(() => writeBigList(file))
  afterAll(() => rmSync(folder, {recursive: true}))
  // The list is 120 MB. kubectl is a stand-in: the real one takes 17 s of CPU for it.
  test.each([
    [['status', '-A'], /^team-1 +pod\/web-1-1 /m, UNKNOWN_NODE],
    [['status', 'pods', '-A', '-o', 'wide'], /^team-1 +web-1-1 .* node-1 /m, ''],
    [['status', '--tree', '-A'], /pod\/web-1-1 {2}Running {2}on node\/node-1$/m, UNKNOWN_NODE],
  ])('is shown by %j in less memory than it has', async (args, row, fix) => {
    const machine = createMachine()
    placeCluster(machine)
    const version = '{"major":"1","minor":"36","gitVersion":"v1.36.4"}'
    machine.answer('kubectl', '--context', `case "$*" in *version*) echo '${version}' ;; *) exec cat "${file}" ;; esac`)
    const {code, stdout, stderr, peak} = await measured(machine, args)
    expect({code, stderr: steady(stderr)}).toEqual({code: 0, stderr: fix})
    expect(stdout).toMatch(row)
    expect(peak).toBeLessThan(MOST)
  })
})

describe('A file without an end', () => {
  test.each([
    [
      ['deploy', '-f', '/dev/zero'],
      2,
      'error: the manifest /dev/zero cannot be read: it is larger than 32 MB  [CONFIG_UNREADABLE]',
    ],
    [['up', '--config', '/dev/zero'], 2, 'error: the config has 1 problem  [CONFIG_INVALID]'],
  ])('%j', async (args, exit, message) => {
    const machine = createMachine()
    placeCluster(machine)
    const {code, stdout, stderr, peak} = await measured(machine, args)
    expect({code, stdout, first: stderr.split('\n')[0]}).toEqual({code: exit, stdout: '', first: message})
    expect(peak).toBeLessThan(MOST)
  })

  test('on standard input of deploy', async () => {
    const machine = createMachine()
    placeCluster(machine)
    const {code, stderr} = await machine.sh('cat /dev/zero | kubia deploy -f -', {
      env: {PATH: `${machine.path}:/bin:/usr/bin`},
    })
    expect({code, stderr}).toEqual({
      code: 2,
      stderr: 'error: the manifest - cannot be read: it is larger than 32 MB  [CONFIG_UNREADABLE]\n',
    })
  })

  test('in the place of a record: a cluster without one', async () => {
    const machine = createMachine()
    placeCluster(machine)
    const record = join(machine.root, 'state/kubectl-kubia/clusters/kubia.json')
    truncateSync(record, 2_000_000_000)
    const {code, stdout, peak} = await measured(machine, ['clusters', '-o', 'wide'])
    expect({code, managed: / <none>$/m.test(stdout)}).toEqual({code: 0, managed: true})
    expect(peak).toBeLessThan(MOST)
  })
})

test('Completion takes what there is of an endless answer', async () => {
  const machine = createMachine()
  machine.answer('kubectl', 'get', 'yes pod/a')
  const {code, stdout, peak} = await measured(machine, ['__complete', 'status', 'pods', ''])
  expect({code, stdout}).toEqual({code: 0, stdout: 'a\n:4\n'})
  expect(peak).toBeLessThan(MOST)
})

test('Manifests come through a pipe that a shell names, too', async () => {
  const machine = createMachine()
  placeCluster(machine)
  // kubectl reads what it is given, and nothing of it is there.
  machine.answer('kubectl', '--kubeconfig', 'cat; exit 0')
  machine.answer(
    'kubectl',
    '--context',
    `case "$*" in *api-resources*) echo "configmaps cm v1 true ConfigMap";; *) echo '{"kind":"List","items":[]}';; esac; exit 0`,
  )
  const text = JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'piped'}}, null, 2)
  const {code, stdout, stderr} = await machine.sh(`echo '${text}' | kubia deploy -f /dev/stdin --dry-run`)
  expect({code, lines: stdout.split('\n').filter(line => !line.includes('{'))}, stderr).toEqual({
    code: 0,
    lines: [
      "kubectl --context kind-kubia apply --server-side --field-manager=kubia -f - <<'EOF'",
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  annotations:',
      '    kubectl.kubernetes.io/last-applied-configuration: |',
      '  name: piped',
      '  namespace: default',
      'EOF',
      '',
    ],
  })
})
