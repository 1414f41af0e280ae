import {spawnSync} from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

const SCRIPT = join(import.meta.dirname, '../../scripts/teardown')
/** All that the script may need beside docker, kind and kubectl; Node.js is not among it. */
const TOOLS = [
  'sh',
  'sed',
  'cut',
  'tr',
  'date',
  'sort',
  'head',
  'grep',
  'basename',
  'dirname',
  'rm',
  'cat',
  'cp',
  'mv',
  'mkdir',
  'uname',
  'cmp',
]

const TOOL_FILES = TOOLS.map(
  tool => [tool, spawnSync('sh', ['-c', `command -v ${tool}`], {encoding: 'utf8'}).stdout.trim()] as const,
)

let folder: string
const path = (...parts: string[]): string => join(folder, ...parts)

/** Containers are files here: `containers/<cluster>` has an id a line. Every call is written down. */
const PROGRAMS: Readonly<Record<string, string>> = {
  docker: `echo "docker $*" >> "$WORLD/calls"
case $1 in
  ps) [ ! -e "$WORLD/broken" ] || exit 1; name=\${6##*=}; cat "$WORLD/containers/$name" 2>/dev/null || true ;;
  rm) [ ! -e "$WORLD/stuck" ] || exit 1; rm -f "$WORLD"/containers/* ;;
  inspect) echo 2026-01-02T03:04:05.123456789Z ;;
esac`,
  kind: `echo "kind $*" >> "$WORLD/calls"
[ ! -e "$WORLD/kind-fails" ] || exit 1
rm -f "$WORLD/containers/$4"`,
  kubectl: `echo "kubectl $*" >> "$WORLD/calls"
case $* in
  *current-context) echo kind-shop ;;
  *get-contexts*) printf 'before\\nkind-shop\\n' ;;
  *) [ -e "$KUBECONFIG" ] && echo "# $*" >> "$KUBECONFIG" ;;
esac`,
  // Containers are made at once here: nothing is to be waited for.
  sleep: 'echo "sleep $*" >> "$WORLD/calls"',
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubia-teardown-'))
  for (const name of ['bin', 'containers', 'state/kubectl-kubia/clusters']) mkdirSync(path(name), {recursive: true})
  for (const [tool, file] of TOOL_FILES) symlinkSync(file, path('bin', tool))
  for (const [name, script] of Object.entries(PROGRAMS))
    writeFileSync(path('bin', name), `#!${path('bin/sh')}\n${script}\n`, {mode: 0o755})
})
afterEach(() => rmSync(folder, {recursive: true}))

const teardown = (...args: string[]) =>
  spawnSync(path('bin/sh'), [SCRIPT, ...args], {
    encoding: 'utf8',
    env: {PATH: path('bin'), HOME: folder, XDG_STATE_HOME: path('state'), WORLD: folder},
  })
const cluster = (name: string, ...ids: string[]): void =>
  writeFileSync(path('containers', name), ids.map(id => `${id}\n`).join(''))
const recordFile = (name: string): string => path('state/kubectl-kubia/clusters', `${name}.json`)
const record = (name: string, fields: object): void =>
  writeFileSync(
    recordFile(name),
    `${JSON.stringify({name, provider: 'kind', controlPlaneId: '', nodes: ['a'], previousContext: '', startedAt: '2026-01-01T00:00:00.000Z', ...fields}, undefined, 2)}\n`,
  )
/** Makes a kubeconfig. @returns its path */
const kubeconfig = (name: string): string => {
  writeFileSync(path(name), '# theirs\n')
  return path(name)
}
const calls = (): string => (existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8') : '')

describe('scripts/teardown', () => {
  test('without Node.js deletes what kubia made, and nothing else, and gives the context back', () => {
    record('shop', {controlPlaneId: 'id1', previousContext: 'before', kubeconfig: kubeconfig('my "own" config')})
    cluster('shop', 'id0', 'id1')
    cluster('theirs', 'id7')
    const {status, stdout, stderr} = teardown()
    expect({status, stdout}, stderr).toEqual({status: 0, stdout: 'shop\n'})
    expect(calls()).toContain(`kind delete cluster --name shop --kubeconfig ${path('my "own" config')}\n`)
    expect(readFileSync(path('my "own" config'), 'utf8')).toBe('# theirs\n# config use-context before\n')
    expect(readdirSync(folder).filter(name => name.startsWith('my '))).toEqual(['my "own" config'])
    expect(existsSync(path('containers/theirs'))).toBe(true)
    expect(existsSync(recordFile('shop'))).toBe(false)
    expect(teardown()).toMatchObject({status: 0, stdout: '', stderr: 'No clusters made by kubia.\n'})
  })

  test('leaves a cluster that took the place of ours, unless it is named', () => {
    record('shop', {controlPlaneId: 'gone'})
    cluster('shop', 'other')
    expect(teardown()).toMatchObject({
      status: 0,
      stdout: '',
      stderr: `shop: not made by kubia, as far as its record ${recordFile('shop')} proves; it stays
  Fix:
    forgets the record:
      rm ${recordFile('shop')}
    deletes the cluster:
      scripts/teardown shop
`,
    })
    expect(teardown('shop')).toMatchObject({status: 0, stdout: 'shop\n'})
  })

  test('cleans up after a killed create, by the time it began', () => {
    record('shop', {})
    cluster('shop', 'young')
    expect(teardown()).toMatchObject({status: 0, stdout: 'shop\n'})
    record('shop', {startedAt: '2026-01-03T00:00:00.000Z'})
    cluster('shop', 'old')
    expect(teardown()).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('it stays')})
  })

  test('cleans up after a killed deletion, by the nodes on record', () => {
    record('shop', {controlPlaneId: 'gone', nodeIds: ['gone', 'worker'], deleting: true})
    cluster('shop', 'worker')
    expect(teardown()).toMatchObject({status: 0, stdout: 'shop\n'})
    record('shop', {controlPlaneId: 'gone', nodeIds: ['gone', 'worker']})
    cluster('shop', 'worker')
    expect(teardown()).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('it stays')})
  })

  const written = (fields: object): string =>
    JSON.stringify(
      {
        name: 'theirs',
        provider: 'kind',
        controlPlaneId: '',
        nodes: [],
        startedAt: '2026-01-01T00:00:00.000Z',
        ...fields,
      },
      undefined,
      2,
    )
  test.each<[string, string]>([
    ['nothing', ''],
    ['no more than a line end', '\n'],
    ['an object without fields', '{}'],
    ['an empty list', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['half a record', '{\n  "name": "theirs",\n  "provider": "kind",\n  "contr'],
    ['a name alone', '{\n  "name": "theirs"\n}'],
    ['another name', written({name: 'shop'})],
    ['a name deeper inside alone', written({name: 'shop', config: {name: 'theirs'}})],
    ['no id', written({controlPlaneId: undefined})],
    ['a list for an id', written({controlPlaneId: []})],
    ['no beginning', written({startedAt: undefined})],
    ['a number for a beginning', written({startedAt: 0})],
    ...[
      '',
      'yesterday',
      '0',
      '2026-01-01',
      '2026-01-01T00:00:00',
      '2026-00-01T00:00:00Z',
      '2025-02-29T00:00:00Z',
      '2025-11-31T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:00:00+00:00',
      '9999-01-01T00:00:00Z',
      '2026-01-02T03:04:06Z',
    ].map((startedAt): [string, string] => [`"${startedAt}" for a beginning`, written({startedAt})]),
  ])('leaves a cluster whose record has %s', (_, text) => {
    writeFileSync(recordFile('theirs'), text)
    cluster('theirs', 'id7')
    expect(teardown()).toEqual(
      expect.objectContaining({
        status: 0,
        stdout: '',
        stderr: `theirs: not made by kubia, as far as its record ${recordFile('theirs')} proves; it stays
  Fix:
    forgets the record:
      rm ${recordFile('theirs')}
    deletes the cluster:
      scripts/teardown theirs
`,
      }),
    )
    expect(existsSync(path('containers/theirs'))).toBe(true)
    expect(existsSync(recordFile('theirs'))).toBe(true)
    expect(calls()).not.toContain('delete')
  })

  test.each(['2024-02-29T00:00:00Z', '2026-01-02T03:04:05.999Z', '2025-12-31T23:59:59Z'])(
    'takes what is younger than a run of %s for what that run left',
    startedAt => {
      record('shop', {startedAt})
      cluster('shop', 'young')
      expect(teardown()).toMatchObject({status: 0, stdout: 'shop\n'})
    },
  )

  test.each([
    ['of a live cluster', ['id-1'], [], {version: 2, writtenBy: '2.0.0'}, ', written by kubectl-kubia 2.0.0'],
    ['of no cluster', [], [], {version: 12}, ''],
    [
      'of a cluster that is named',
      ['id-1'],
      ['shop'],
      {version: 2, writtenBy: '2.0.0'},
      ', written by kubectl-kubia 2.0.0',
    ],
  ])(
    'leaves a record that a newer kubia wrote, %s, and what it is about, and ends with 7',
    (_, ids, args, stamp, by) => {
      cluster('shop', ...ids)
      writeFileSync(
        recordFile('shop'),
        `${JSON.stringify({...stamp, name: 'shop', controlPlaneId: 'id-1'}, undefined, 2)}\n`,
      )
      expect(teardown(...args)).toMatchObject({
        status: 7,
        stdout: '',
        stderr: `shop: its record ${recordFile('shop')} has version ${stamp.version}${by}, and this script reads versions up to 1; it stays\n  Fix: use the kubectl-kubia that wrote it, or a later one\n`,
      })
      expect(existsSync(recordFile('shop'))).toBe(true)
      expect(calls()).not.toContain('delete')
      writeFileSync(recordFile('shop'), JSON.stringify({...stamp, name: 'shop', nodes: ['a']}))
      expect(teardown(...args)).toMatchObject({status: 7})
      expect(existsSync(recordFile('shop'))).toBe(true)
    },
  )

  test('reads a record with the version that it knows as one of an earlier release', () => {
    cluster('shop', 'id-1')
    record('shop', {version: 1, writtenBy: '0.1.0', controlPlaneId: 'id-1'})
    expect(teardown()).toMatchObject({status: 0, stdout: 'shop\n'})
    expect(existsSync(recordFile('shop'))).toBe(false)
  })

  test('removes a record that proves nothing, and nothing else, where no such cluster is', () => {
    writeFileSync(recordFile('theirs'), '')
    const stderr = 'theirs: nothing there; its record proves nothing and is removed\n'
    expect(teardown('--dry-run')).toMatchObject({status: 0, stdout: `rm -f ${recordFile('theirs')}\n`, stderr})
    expect(teardown()).toMatchObject({status: 0, stdout: '', stderr})
    expect(existsSync(recordFile('theirs'))).toBe(false)
    expect(calls()).not.toContain('delete')
  })

  test('removes by the engine what kind leaves, and without kind', () => {
    record('shop', {controlPlaneId: 'id1'})
    cluster('shop', 'id1')
    writeFileSync(path('kind-fails'), '')
    expect(teardown()).toMatchObject({status: 0, stdout: 'shop\n'})
    expect(calls()).toContain('docker rm -f -v id1\n')
    rmSync(path('bin/kind'))
    cluster('shop', 'id1')
    const file = kubeconfig('config')
    expect(teardown('shop', '--kubeconfig', file)).toMatchObject({status: 0, stdout: 'shop\n'})
    expect(calls()).toContain('kubectl config delete-context kind-shop\n')
    expect(readFileSync(file, 'utf8')).toBe(
      '# theirs\n# config delete-context kind-shop\n# config delete-cluster kind-shop\n# config delete-user kind-shop\n',
    )
  })

  test('ends with 7 where another program has the kubeconfig locked, and leaves that lock', () => {
    record('shop', {controlPlaneId: 'id1', previousContext: 'before', kubeconfig: kubeconfig('config')})
    cluster('shop', 'id1')
    writeFileSync(path('config.lock'), '')
    expect(teardown()).toMatchObject({
      status: 7,
      stderr: `error: ${path('config.lock')} exists: another program edits the kubeconfig, or one died while it did
  fix: rm ${path('config.lock')}
`,
    })
    expect(readFileSync(path('config'), 'utf8')).toBe('# theirs\n')
    expect(readdirSync(folder).filter(name => name.startsWith('config'))).toEqual(['config', 'config.lock'])
  })

  test('ends with 7, and the command for it, where something is left', () => {
    cluster('shop', 'id1')
    writeFileSync(path('kind-fails'), '')
    writeFileSync(path('stuck'), '')
    const {status, stdout, stderr} = teardown('shop')
    expect({status, stdout}).toEqual({status: 7, stdout: ''})
    expect(stderr).toContain('docker rm -f -v $(docker ps -aq --filter label=io.x-k8s.kind.cluster=shop)')
  })

  test('forgets a cluster of which nothing is left', () => {
    record('shop', {controlPlaneId: 'id1'})
    expect(teardown()).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('shop: nothing there')})
    expect(existsSync(recordFile('shop'))).toBe(false)
  })

  test('with --dry-run prints the commands and changes nothing', () => {
    record('shop', {controlPlaneId: 'id1', previousContext: 'before'})
    cluster('shop', 'id1')
    expect(teardown('--dry-run')).toMatchObject({
      status: 0,
      stdout: 'kind delete cluster --name shop\nkubectl config use-context before\n',
    })
    expect(existsSync(path('containers/shop'))).toBe(true)
    expect(existsSync(recordFile('shop'))).toBe(true)
  })

  test('ends with 3 where the engine is missing or does not answer', () => {
    writeFileSync(path('broken'), '')
    expect(teardown('shop')).toMatchObject({status: 3, stderr: 'error: docker does not answer\n'})
    rmSync(path('bin/docker'))
    expect(teardown('shop')).toMatchObject({status: 3, stderr: expect.stringContaining('no container engine on PATH')})
  })

  test.each([
    [['--nope'], 'unknown flag: --nope'],
    [['--kubeconfig'], 'flag needs an argument: --kubeconfig'],
    [['My Cluster'], 'not a cluster'],
  ])('%j is a usage error', (args, message) => {
    expect(teardown(...args)).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining(message)})
    expect(calls()).toBe('')
  })
})
