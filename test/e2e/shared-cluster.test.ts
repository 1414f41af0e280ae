import {describe, expect, inject, test, vi} from 'vitest'
import {contexts, kubia, must, withoutTimes} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()

describe.skipIf(skip)('up of three nodes', () => {
  test('leaves three Ready nodes and prints them as kubectl does', async () => {
    const rows = shared.up.stdout
      .trim()
      .split('\n')
      .map(line => line.split(/\s{2,}/))
    expect(rows.map(row => row.slice(0, 3))).toEqual([
      ['NAME', 'STATUS', 'ROLES'],
      [`${shared.cluster}-control-plane`, 'Ready', expect.stringContaining('control-plane')],
      [`${shared.cluster}-worker`, 'Ready', '<none>'],
      [`${shared.cluster}-worker2`, 'Ready', '<none>'],
    ])
    const ready = await must(
      shared.place,
      'kubectl',
      '--context',
      shared.context,
      'get',
      'nodes',
      '-o',
      'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}',
    )
    expect(ready).toBe('True True True')
  })

  test('tells its steps in order and ends with the context', () => {
    // What a machine adds: warnings with their fixes, steps under way, and what a busy one waits for.
    const lines = shared.up.stderr
      .replaceAll(/^⚠ .*\n(?: {2}Fix:.*\n(?: {4}.*\n)*)?/gm, '')
      .split('\n')
      .filter(line => !/ ▸ |^waiting for /.test(line))
    expect(withoutTimes(lines.join('\n')).replaceAll(/ {2,}/g, '  ')).toMatch(
      new RegExp(
        [
          `^kubia up · cluster ${shared.cluster} · 1 control-plane \\+ 2 workers · kind v\\S+ · \\S+ \\S+`,
          'TIME ✔ Preflight  \\d+ checks ELAPSED',
          'TIME ✔ Node image  \\S+ \\((on this machine|pulled)\\) ELAPSED',
          `TIME ✔ Create cluster  ${shared.context} ELAPSED`,
          'TIME ✔ Wait for nodes  3/3 Ready ELAPSED',
          `published localhost:${shared.published.host} → node port ${shared.published.node}`,
          `✔ Up in ELAPSED · context ${shared.context} \\(was: none\\)`,
          '  next:',
          '  kubectl kubia deploy kubia --image museopkim/kubia --port 8080',
          '  kubectl kubia status -o wide',
          `  kubectl kubia down ${shared.cluster}`,
          '$',
        ].join('\n'),
      ),
    )
  })

  test('makes its context the current one', async () => {
    expect((await contexts(shared.place)).current).toBe(shared.context)
  })

  test('is a no-op when it is run again', async () => {
    const before = await must(shared.place, 'docker', 'ps', '-q', '--no-trunc', '--filter', `name=${shared.cluster}`)
    const again = await kubia(shared.place, ['up', shared.cluster])
    expect(again.code).toBe(0)
    expect(again.stderr).toContain(' ↷ Create cluster       already running\n')
    expect(again.stderr).toMatch(/^✔ Nothing to do \(\d\.\ds\)$/m)
    expect(await must(shared.place, 'docker', 'ps', '-q', '--no-trunc', '--filter', `name=${shared.cluster}`)).toBe(
      before,
    )
  })

  test('answers with one JSON object under -o json', async () => {
    const {code, stdout} = await kubia(shared.place, ['up', shared.cluster, '-o', 'json', '--progress', 'quiet'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      name: shared.cluster,
      provider: 'kind',
      context: shared.context,
      kubeconfig: null,
      version: expect.stringMatching(/^v1\.\d+/),
      nodes: [`${shared.cluster}-control-plane`, `${shared.cluster}-worker`, `${shared.cluster}-worker2`],
      published: [
        {address: '127.0.0.1', hostPort: shared.published.host, nodePort: shared.published.node, protocol: 'TCP'},
      ],
      urls: [],
      ready: true,
      changed: false,
    })
  })

  test.each([
    [['--workers', '3'], 'workers 2 → 3'],
    [['--control-planes', '3'], 'control-planes 1 → 3'],
    [['--kubernetes-version', '1.36'], 'kubernetes-version 1.20.2-debian → 1.36'],
    [['-p', '8080:30090'], 'publish LIVE → 127.0.0.1:8080:30090'],
    [['-p', '8080:30080'], 'publish LIVE → also 127.0.0.1:8080:30080'],
  ])('refuses another shape %j with exit 4 and touches nothing', async (flags, difference) => {
    const {code, stdout, stderr} = await kubia(shared.place, ['up', shared.cluster, ...flags])
    expect({code, stdout}).toEqual({code: 4, stdout: ''})
    expect(stderr).toContain('[CLUSTER_DIFFERS]')
    const live = `127.0.0.1:${shared.published.host}:${shared.published.node}`
    expect(stderr).toContain(`    ${difference.replace('LIVE', live)}\n`)
    expect(stderr).toContain('  Left: the cluster is as it was\n')
  })

  test('brings a lost context back', async () => {
    await must(shared.place, 'kubectl', 'config', 'delete-context', shared.context)
    const {code, stderr} = await kubia(shared.place, ['up', shared.cluster])
    expect(code).toBe(0)
    expect(stderr).toMatch(/ ✔ Context +kind-/)
    expect(await contexts(shared.place)).toEqual({all: [shared.context], current: shared.context})
  })

  test('lets a kubelet go on that a signal has stopped, and clusters tells of it before', async () => {
    const worker = `${shared.cluster}-worker2`
    await must(shared.place, 'docker', 'exec', worker, 'pkill', '-STOP', '-x', 'kubelet')
    const listed = await kubia(shared.place, ['clusters'])
    expect(listed.stderr).toContain(`⚠ cluster ${shared.cluster}: kubelet of ${worker} is paused\n`)
    const {code, stderr} = await kubia(shared.place, ['up', shared.cluster])
    expect(code).toBe(0)
    expect(stderr).toMatch(new RegExp(` ✔ Start nodes +kubelet of ${worker} was paused `))
    expect(stderr).toMatch(/ ✔ Wait for nodes +3\/3 Ready/)
  })
})

describe.skipIf(skip)('clusters', () => {
  test('lists the cluster with its nodes, version and owner', async () => {
    const {code, stdout} = await kubia(shared.place, ['clusters', '-o', 'json'])
    expect(code).toBe(0)
    const cluster = JSON.parse(stdout).items.find(({name}: {name: string}) => name === shared.cluster)
    expect(cluster).toMatchObject({
      provider: 'kind',
      context: shared.context,
      current: true,
      nodes: '3/3 Ready',
      managed: true,
    })
    const server = JSON.parse(await must(shared.place, 'kubectl', '--context', shared.context, 'version', '-o', 'json'))
      .serverVersion.gitVersion
    expect(cluster.version).toBe(server)
  })

  test('names with -o name what kind get clusters names', async () => {
    // Clusters of other files come and go in between.
    await vi.waitFor(async () => {
      const {stdout} = await kubia(shared.place, ['clusters', '-o', 'name'])
      expect(stdout.split('\n')).toContain(shared.cluster)
      expect(stdout).toBe(await must(shared.place, 'kind', 'get', 'clusters'))
    }, 60_000)
  })
})
