import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test, vi} from 'vitest'
import {giveImages} from '../support/images.ts'
import {createMachine, type Machine, machinesAfter, steady} from '../support/machine.ts'

const afterUp = machinesAfter('up', '--workers', '1')

/** A machine with a cluster of two nodes. */
const withCluster = async (images: Readonly<Record<string, string>>): Promise<Machine> => {
  const machine = await afterUp()
  giveImages(machine, images)
  return machine
}

const sent = (machine: Machine): string[] => machine.calls('docker').filter(line => line.startsWith('docker exec -i '))

describe.concurrent('load', () => {
  test('brings an image to all nodes, and does nothing the next time', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    const first = await machine.kubia(['load', 'app:dev'])
    expect({...first, stderr: steady(first.stderr)}).toEqual({
      code: 0,
      stdout: 'image/app:dev loaded\n',
      stderr:
        'kubia load · cluster kubia · 2 nodes · kind v0.33.0 · docker 20.10.24\n' +
        ' ✔ Look at images       1 of 1 to load TIME\n' +
        ' ✔ Load app:dev         into 2 nodes TIME\n',
    })
    expect(sent(machine).sort()).toEqual([
      'docker exec -i kubia-control-plane ctr --namespace=k8s.io images import --platform linux/amd64 --snapshotter=overlayfs -',
      'docker exec -i kubia-worker ctr --namespace=k8s.io images import --platform linux/amd64 --snapshotter=overlayfs -',
    ])
    const again = await machine.kubia(['load', 'app:dev'])
    expect({...again, stderr: steady(again.stderr)}).toEqual({
      code: 0,
      stdout: 'image/app:dev unchanged\n',
      stderr:
        'kubia load · cluster kubia · 2 nodes · kind v0.33.0 · docker 20.10.24\n' +
        ' ✔ Look at images       all are on all nodes TIME\n' +
        ' ↷ Load app:dev         on all 2 nodes\n',
    })
    expect(sent(machine)).toHaveLength(2)
  })

  test('sends an image only to the nodes that lack it', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    machine.put('node.kubia-worker', 'docker.io/library/app:dev type sha256:mc1\nsha256:c1 type sha256:mc1\n')
    const {stdout} = await machine.kubia(['load', 'app:dev', '-o', 'json', '--progress', 'quiet'])
    expect(JSON.parse(stdout)).toEqual({
      cluster: 'kubia',
      provider: 'kind',
      context: 'kind-kubia',
      images: [{image: 'app:dev', outcome: 'loaded', nodes: ['kubia-control-plane']}],
    })
  })

  test('loads an image again that was built again under the same name', async () => {
    const machine = await withCluster({'app:dev': 'c1', 'other:dev': 'c9'})
    await machine.kubia(['load', 'app:dev', 'other:dev'])
    machine.put('image.app:dev', 'c2')
    const {stdout} = await machine.kubia(['load', 'app:dev', 'other:dev', '-o', 'name'])
    expect(stdout).toBe('image/app:dev\nimage/other:dev\n')
    expect(sent(machine)).toHaveLength(6)
    // containerd does not always name the new image by its configuration too.
    machine.put('node.kubia-worker', machine.read('node.kubia-worker').replace('sha256:c2 type sha256:mc2\n', ''))
    expect((await machine.kubia(['load', 'app:dev'])).stdout).toBe('image/app:dev unchanged\n')
    expect(sent(machine)).toHaveLength(6)
  })

  test('tells all that cannot be loaded together, and sends nothing', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    machine.put('broken.tar', 'no archive')
    const {code, stdout, stderr} = await machine.kubia(['load', 'ap:dev', 'broken.tar', './none', 'app:dev'])
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    expect(stderr).toContain('broken.tar cannot be loaded: it is no tar archive')
    expect(stderr).toContain('./none cannot be loaded: there is no such file')
    expect(stderr).toContain('there is no image ap:dev on this machine (asked docker)')
    expect(stderr).toContain('did you mean "app:dev"?')
    expect(sent(machine)).toEqual([])
  })

  test('says which node did not take it and why, and leaves the others with theirs', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    machine.put('full.kubia-worker')
    const {code, stderr} = await machine.kubia(['load', 'app:dev'])
    expect(code).toBe(3)
    expect(stderr).toContain('app:dev could not be loaded into kubia-worker: its disk is full')
    expect(stderr).toContain('[LOAD_FAILED]')
    expect(stderr).toContain('ctr: write /var/lib/containerd/x: no space left on device')
    expect(machine.read('node.kubia-control-plane')).toContain('docker.io/library/app:dev')
  })

  test('warns of an image that is for other machines', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    machine.put('architecture', 'arm64')
    const {code, stderr} = await machine.kubia(['load', 'app:dev'])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: app:dev is for linux/arm64, and the nodes are linux/amd64\n')
    expect(sent(machine)[0]).toContain(' --platform linux/arm64 ')
  })

  test('names the clusters that there are where there is none of the name', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    const {code, stderr} = await machine.kubia(['load', 'app:dev', '--name', 'kubja'])
    expect({code, stderr}).toEqual({
      code: 2,
      stderr:
        'error: there is no local cluster kubja (there is kubia); did you mean "kubia"?  [NOT_FOUND]\n' +
        '  Fix:\n    creates it:\n      kubectl kubia up kubja\n',
    })
  })

  test('refuses a context that leads to no local cluster', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    const {code, stderr} = await machine.kubia(['load', 'app:dev', '--context', 'before'])
    expect(code).toBe(2)
    expect(stderr).toContain('context before leads to no local cluster: its nodes can only pull images')
  })

  test('--dry-run looks as load does: at images that are missing, at nodes that lack one, at nodes that have it', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    const missing = await machine.kubia(['load', 'other:dev', '--dry-run'])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('[IMAGE_MISSING]')
    const lines =
      'for node in $(kind get nodes --name kubia); do\n' +
      '  docker save app:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -\n' +
      'done\n'
    expect(await machine.kubia(['load', 'app:dev', '--dry-run'])).toEqual({code: 0, stdout: lines, stderr: ''})
    expect(sent(machine)).toEqual([])
    await machine.kubia(['load', 'app:dev'])
    expect(await machine.kubia(['load', 'app:dev', '--dry-run'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '✔ Nothing to load\n',
    })
  })

  test('--dry-run prints what would run, with nothing on the machine', async () => {
    const {code, stdout} = await createMachine([]).kubia(['load', 'app:dev', 'a b.tar', 'c.tgz', '--dry-run'])
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: [
        'for node in $(kind get nodes --name kubia); do',
        '  docker save app:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -',
        'done',
        'for node in $(kind get nodes --name kubia); do',
        `  docker exec -i "$node" ctr --namespace=k8s.io images import - < 'a b.tar'`,
        'done',
        'for node in $(kind get nodes --name kubia); do',
        '  gzip -dc c.tgz | docker exec -i "$node" ctr --namespace=k8s.io images import -',
        'done',
        '',
      ].join('\n'),
    })
  })

  test('an interruption leaves no program behind', async () => {
    const machine = await withCluster({'app:dev': 'c1'})
    machine.answer('docker', 'save', 'if [ "$2" != --help ]; then echo $$ > "$state/saving"; exec sleep 60; fi; exit 0')
    const run = machine.start(process.execPath, [`${machine.path}/kubectl-kubia`, 'load', 'app:dev'])
    await vi.waitFor(() => expect(machine.read('saving')).toMatch(/^\d+\n$/), {timeout: 30_000})
    run.child.kill('SIGINT')
    const {code, stderr} = await run.ended
    expect(code).toBe(130)
    expect(stderr).toContain("✖ Interrupted at 'Load app:dev'")
    expect(stderr).toContain('  Then:\n    kubectl kubia load app:dev --name kubia\n')
    expect(() => process.kill(Number(machine.read('saving')), 0)).toThrow('ESRCH')
  })
})

describe.concurrent('deploy --build', () => {
  test.each([
    [['--image', 'x'], '--build and --image cannot be used together: the image is what is built'],
    [['--dry-run=server'], '--build and --dry-run=server cannot be used together'],
    [[], 'app cannot be built: there is no Dockerfile in it'],
    [['--dockerfile', 'none'], 'app cannot be built: there is no none'],
  ])('with %j is refused before anything is asked', async (flags, message) => {
    const machine = createMachine()
    mkdirSync(join(machine.root, 'app'))
    const {code, stderr} = await machine.kubia(['deploy', 'shop', '--build', 'app', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(`error: ${message}`)
    expect(machine.calls()).toEqual([])
  })

  test('--dry-run prints what builds, loads and applies, as for an empty cluster where there is none', async () => {
    const machine = createMachine()
    mkdirSync(join(machine.root, 'app'))
    machine.put('app/Dockerfile', 'FROM scratch\n')
    const {code, stdout} = await machine.kubia(['deploy', 'shop', '--build', 'app', '--dry-run'])
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'docker build --tag kubia.local/shop:dev app',
      '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
      'for node in $(kind get nodes --name kubia); do',
      `  docker save kubia.local/shop:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -`,
      'done',
      "kubectl --namespace default apply --server-side --field-manager=kubia -f - <<'EOF'",
    ])
    expect(stdout).toContain('image: kubia.local/shop:dev\n')
  })
})
