import {existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test, vi} from 'vitest'
import {alike, CLI, createMachine, type Machine, machinesAfter, steady} from '../support/machine.ts'
import {isAlive} from '../support/processes.ts'

const withCluster = machinesAfter('up')
const withOneNode = machinesAfter('up', '--workers=0')
/** A machine with a cluster, on which another context was current before. */
const withEarlierContext = alike(async () => {
  const machine = createMachine()
  const config = {
    'current-context': 'before',
    contexts: [{name: 'before', context: {cluster: 'before', user: 'u'}}],
    clusters: [{name: 'before', cluster: {server: 'https://127.0.0.1:2'}}],
  }
  writeFileSync(machine.kubeconfig, JSON.stringify(config))
  expect(await machine.kubia(['up'])).toMatchObject({code: 0})
  return machine
})

const stateFiles = (machine: Machine): string[] =>
  readdirSync(join(machine.root, 'state/kubectl-kubia/clusters')).sort()

/** Starts a command and kills kubia, and kubia alone, once a stand-in has written its pid. @returns that pid */
const killDuring = async (machine: Machine, ...args: string[]): Promise<number> => {
  const running = machine.start(process.execPath, [CLI, ...args])
  await vi.waitFor(() => expect(machine.read('pid')).toMatch(/^\d+\n$/), 50_000)
  const pid = Number(machine.read('pid'))
  running.child.kill('SIGKILL')
  await new Promise(resolve => running.child.once('exit', resolve))
  expect(isAlive(pid)).toBe(true)
  return pid
}

const SLEEPS = 'echo $$ > "$state/pid"; exec sleep 600'

describe.concurrent('After SIGKILL of kubia alone, while kind creates the cluster', () => {
  test('up ends the kind that goes on, removes what it made, and creates the cluster', async () => {
    const machine = createMachine()
    machine.put('kind.half', SLEEPS)
    const pid = await killDuring(machine, 'up')
    machine.put('kind.half')
    const {code, stderr} = await machine.kubia(['up'])
    expect(isAlive(pid)).toBe(false)
    expect(steady(stderr)).toBe(
      `cluster kubia: ending kind (pid ${pid}), which an interrupted run left at work
kubia up · cluster kubia · 1 control-plane + 2 workers · kind v0.33.0 · docker 20.10.24
 ✔ Preflight            N checks TIME
 ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME
 ✔ Remove leftover      3 containers removed TIME
 ✔ Create cluster       kind-kubia TIME
 ✔ Wait for nodes       3/3 Ready TIME
✔ Up in TIME · context kind-kubia (was: none)
  next:
    kubectl kubia deploy kubia --image museopkim/kubia --port 8080
    kubectl kubia status -o wide
    kubectl kubia down
`,
    )
    expect(code).toBe(0)
    expect(stateFiles(machine)).toEqual(['kubia.json'])
  })

  test('down ends the kind that goes on, and leaves nothing', async () => {
    const machine = createMachine()
    machine.put('kind.half', SLEEPS)
    const pid = await killDuring(machine, 'up')
    expect(await machine.kubia(['down'])).toMatchObject({code: 0, stdout: 'kubia\n'})
    expect(isAlive(pid)).toBe(false)
    expect(stateFiles(machine)).toEqual([])
    expect(readdirSync(join(machine.root, 'containers'))).toEqual([])
  })

  test('kind is not ended while it edits the kubeconfig: its lock would stay for good', async () => {
    const machine = createMachine()
    // It has the file locked for most of the time.
    const edits = 'while :; do if (set -C; : > "$KUBECONFIG.lock"); then sleep 0.5; rm "$KUBECONFIG.lock"; fi; done'
    machine.put('kind.half', `echo $$ > "$state/pid"; ${edits}`)
    const pid = await killDuring(machine, 'up')
    expect(await machine.kubia(['down'])).toMatchObject({code: 0, stdout: 'kubia\n'})
    expect(isAlive(pid)).toBe(false)
    expect(readdirSync(machine.root).filter(name => name.includes('.lock'))).toEqual([])
  })

  test('down --all knows of it too, though there is no container yet', async () => {
    const machine = createMachine()
    machine.answer('kind', 'create-cluster', SLEEPS)
    const pid = await killDuring(machine, 'up')
    expect(await machine.kubia(['down', '--all', '--yes'])).toMatchObject({code: 0})
    expect(isAlive(pid)).toBe(false)
    expect(stateFiles(machine)).toEqual([])
  })

  test('a process that has the pid by now is left alone', async () => {
    const machine = createMachine()
    machine.put('kind.half', SLEEPS)
    const pid = await killDuring(machine, 'up')
    const journal = join(machine.root, 'state/kubectl-kubia/clusters/kubia.journal')
    const lines = readFileSync(journal, 'utf8')
    expect(lines).toContain(`"pid":${pid},`)
    writeFileSync(journal, lines.replaceAll(/"startTime":"\d+"/g, '"startTime":"1"'))
    const {code, stderr} = await machine.kubia(['down'])
    expect(stderr).not.toContain('left at work')
    expect(code).toBe(0)
    expect(isAlive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })
})

describe.concurrent('After SIGKILL while a cluster is deleted', () => {
  /** A cluster of which half is deleted; its context is gone, and none is current. */
  const halfDeleted = async (): Promise<Machine> => {
    const machine = await withEarlierContext()
    machine.answer(
      'kind',
      'delete-cluster',
      `rm "$state/containers/kubia-control-plane"; sed -i 's/"current-context":"[^"]*"/"current-context":""/' "$KUBECONFIG"; ${SLEEPS}`,
    )
    await killDuring(machine, 'down')
    machine.answer('kind', 'delete-cluster', '')
    return machine
  }

  test('down deletes the rest without a question, and gives the earlier context back', async () => {
    const machine = await halfDeleted()
    const {code, stdout, stderr} = await machine.kubia(['down'])
    expect(stderr).toMatch(/Down in .* · context before again\n$/)
    expect({code, stdout}).toEqual({code: 0, stdout: 'kubia\n'})
    expect(readFileSync(machine.kubeconfig, 'utf8')).toContain('"current-context":"before"')
    expect(stateFiles(machine)).toEqual([])
  })

  test('up deletes the rest and creates the cluster, and remembers the earlier context', async () => {
    const machine = await halfDeleted()
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(' ✔ Remove leftover      2 containers removed TIME\n')
    expect(steady(stderr)).toContain('context kind-kubia (was: before)\n')
    expect(code).toBe(0)
    expect((await machine.kubia(['down'])).stderr).toContain('context before again')
  })
})

describe.concurrent('A cluster whose nodes were removed by hand', () => {
  test('is created again, and the context before it is still known', async () => {
    const machine = await withEarlierContext()
    for (const name of readdirSync(join(machine.root, 'containers'))) rmSync(machine.containers(name))
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
    expect((await machine.kubia(['down'])).stderr).toContain('context before again')
  })
})

describe.concurrent('What a killed run leaves for a moment', () => {
  test('is swept away by the next one: half-written records, locks and probes', async () => {
    const machine = await withCluster()
    const folder = join(machine.root, 'state/kubectl-kubia/clusters')
    // A pid beyond the greatest that Linux gives.
    for (const name of ['kubia.json', 'kubia.lock', 'kubia.lock.takeover', '.probe'])
      writeFileSync(join(folder, `${name}.4194305`), '{')
    expect(await machine.kubia(['down'])).toMatchObject({code: 0})
    expect(stateFiles(machine)).toEqual([])
  })
})

describe.concurrent('A cluster that is not as it was', () => {
  const stop = (machine: Machine, node: string): void => {
    const file = machine.containers(node)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"Running":true', '"Running":false'))
  }
  /** Gives a container an address in kind's network, or another one. */
  const address = (machine: Machine, node: string, ip: string): void => {
    const file = machine.containers(node)
    const settings = `"NetworkSettings":{"Networks":{"kind":{"IPAddress":"${ip}"}}},`
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^{("NetworkSettings".*?}}},)?/, `{${settings}`))
  }

  test('has its stopped nodes started again, in the order of their last addresses', async () => {
    const machine = await withCluster()
    const addresses = {
      'kubia-control-plane': '172.18.0.10',
      'kubia-worker': '172.18.0.9',
      'kubia-worker2': '172.18.0.2',
    }
    for (const [node, ip] of Object.entries(addresses)) address(machine, node, ip)
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
    for (const node of Object.keys(addresses)) stop(machine, node)
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(
      ` ✔ Start nodes          kubia-worker2, kubia-worker, kubia-control-plane were stopped TIME
 ↷ Node image           kindest/node:v1.36.4 (in use)
 ↷ Create cluster       already running
 ✔ Wait for nodes       3/3 Ready TIME
`,
    )
    expect(code).toBe(0)
    expect(machine.calls('docker')).toContain('docker start kubia-worker2 kubia-worker kubia-control-plane')
  })

  /** A cluster whose nodes run and have other addresses than before, and whose API server stays away until it is created again. */
  const movedCluster = alike(async () => {
    const machine = createMachine()
    expect(await machine.kubia(['up', '--workers=1'])).toMatchObject({code: 0})
    for (const [node, ip] of [
      ['kubia-control-plane', '172.18.0.2'],
      ['kubia-worker', '172.18.0.3'],
    ] as const)
      address(machine, node, ip)
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
    address(machine, 'kubia-control-plane', '172.18.0.3')
    address(machine, 'kubia-worker', '172.18.0.2')
    machine.put('away')
    machine.answer(
      'kubectl',
      '--context',
      'case "$*" in *"get nodes"*) if [ -e "$state/away" ]; then echo "The connection to the server 127.0.0.1:1 was refused" >&2; exit 1; fi ;; esac',
    )
    machine.answer('kind', 'create-cluster', 'rm -f "$state/away"')
    return machine
  })

  // Its API server is waited for, for a quarter of the limit.
  const LIMIT = '--timeout=40s'
  test('says that its nodes have new addresses, whichever run started them, and is kept', {
    timeout: 120_000,
  }, async () => {
    const machine = await movedCluster()
    const {code, stderr} = await machine.kubia(['up', LIMIT])
    expect(steady(stderr)).toContain(`✖ Wait for nodes failed after TIME  [NODES_NOT_READY]
  the API server stays away: nodes have new addresses (kind#1689)
    kubia-control-plane 172.18.0.2 → 172.18.0.3
    kubia-worker 172.18.0.3 → 172.18.0.2
  Fix:
    with the flags it was made with: deletes it, with its data, and creates it again:
      kubectl kubia up --timeout=TIME --recreate
`)
    expect(code).toBe(5)
    expect(existsSync(machine.containers('kubia-worker'))).toBe(true)
  })

  test('is created again with --recreate where its nodes have new addresses', {timeout: 120_000}, async () => {
    const machine = await movedCluster()
    const {code, stderr} = await machine.kubia(['up', '--workers=1', '--recreate', LIMIT])
    expect(steady(stderr)).toContain(
      ` ✔ Find API server      stays away, since nodes have new addresses (kind#1689): kubia-control-plane 172.18.0.2 → 172.18.0.3, kubia-worker 172.18.0.3 → 172.18.0.2 TIME
 ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME
 ✔ Delete cluster       2 containers removed TIME
 ✔ Create cluster       kind-kubia TIME
 ✔ Wait for nodes       2/2 Ready TIME
`,
    )
    expect(code).toBe(0)
  })

  test('stays where its nodes have new addresses and its API server answers', async () => {
    const machine = await movedCluster()
    rmSync(join(machine.root, 'away'))
    const {code, stderr} = await machine.kubia(['up', '--workers=1', '--recreate'])
    expect(steady(stderr)).toContain(
      ` ✔ Find API server      answers, with new addresses: kubia-control-plane 172.18.0.2 → 172.18.0.3, kubia-worker 172.18.0.3 → 172.18.0.2 TIME
 ↷ Node image           kindest/node:v1.36.4 (in use)
 ↷ Create cluster       already running
`,
    )
    expect(code).toBe(0)
    expect((await machine.kubia(['up', '--recreate'])).stderr).not.toContain('Find API server')
  })

  test('says so where a node cannot be started, and is kept', async () => {
    const machine = await withCluster()
    stop(machine, 'kubia-worker')
    machine.answer('docker', 'start', 'echo "Error response from daemon: no cgroup" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(`✖ Start nodes failed after TIME  [START_FAILED]
  docker could not start the nodes of cluster kubia
    Error response from daemon: no cgroup
  Fix:
    says what is wrong:
      docker start kubia-worker
  Left: the cluster is as it was
`)
    expect(code).toBe(5)
    expect(existsSync(machine.containers('kubia-worker'))).toBe(true)
  })

  test('is deleted and created again with --recreate, and only where it differs', async () => {
    const machine = await withCluster()
    const same = await machine.kubia(['up', '--workers=2', '--recreate'])
    expect(steady(same.stderr)).toContain('✔ Nothing to do (TIME)\n')
    const {code, stderr} = await machine.kubia(['up', '--workers=1', '--recreate'])
    expect(steady(stderr)).toContain(
      ` ✔ Delete cluster       3 containers removed TIME
 ✔ Create cluster       kind-kubia TIME
 ✔ Wait for nodes       2/2 Ready TIME
`,
    )
    expect(code).toBe(0)
    expect(readdirSync(join(machine.root, 'containers'))).toEqual(['kubia-control-plane', 'kubia-worker'])
  })

  test('is told field by field where the config is another than the one it was made with', async () => {
    const machine = createMachine()
    const config = (subnet: string): string => `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: {podSubnet: ${subnet}}
nodes: [{role: control-plane}]
`
    const up = (subnet: string) => machine.kubia(['up', '--config', '-'], {input: config(subnet)})
    expect(await up('10.1.0.0/16')).toMatchObject({code: 0})
    expect(await up('10.1.0.0/16')).toMatchObject({code: 0})
    const {code, stderr} = await up('10.2.0.0/16')
    expect(stderr).toContain('    networking.podSubnet 10.1.0.0/16 → 10.2.0.0/16\n')
    expect(code).toBe(4)
  })

  test('is never created again where kubia did not make it', async () => {
    const machine = createMachine()
    await machine.sh('printf "nodes:\\n- role: control-plane\\n" | kind create cluster --name kubia')
    const {code, stderr} = await machine.kubia(['up', '--workers=1', '--recreate'])
    expect(steady(stderr)).toContain(`✖ Preflight failed after TIME  [NOT_OURS]
  cluster kubia was not made by kubia, so it is not created again
  Fix:
    deletes it, with its data, if you mean it:
      kubectl kubia down kubia --yes
  Then:
    kubectl kubia up --workers=1 --recreate
  Left: the cluster is as it was
`)
    expect(code).toBe(4)
    expect(machine.calls('kind').join('\n')).not.toContain('delete')
  })
})

describe.concurrent('A kubeconfig that another program has locked', () => {
  const LOCKED =
    'echo "ERROR: failed to create cluster: failed to lock config file: open $KUBECONFIG.lock: file exists" >&2; exit 1'

  test('is waited for, and the context is written once it is free', async () => {
    const machine = createMachine()
    machine.put('kind.half', LOCKED)
    machine.answer('kind', 'export-kubeconfig', `if [ ! -e "$state/again" ]; then touch "$state/again"; ${LOCKED}; fi`)
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(' ✔ Create cluster       kind-kubia TIME\n')
    expect(code).toBe(0)
    expect(machine.calls('kind').filter(call => call.startsWith('kind export'))).toHaveLength(2)
  })

  test('holds no run up that is told to end', async () => {
    const machine = createMachine()
    writeFileSync(`${machine.kubeconfig}.lock`, '')
    // As young as it is now for as long as the test takes.
    const future = new Date(Date.now() + 3_600_000)
    utimesSync(`${machine.kubeconfig}.lock`, future, future)
    const running = machine.start(process.execPath, [CLI, 'up'])
    await vi.waitFor(() => expect(machine.calls('kind')).toContain('kind version'), 50_000)
    running.child.kill('SIGTERM')
    expect((await running.ended).code).toBe(143)
  })

  test.each([
    ['config', 'ROOT/home/.kube/config.lock'],
    ['my config', "'ROOT/home/.kube/my config.lock'"],
  ])('by one that died is told after ten seconds, with its age, and the cluster is kept: %s', async (file, lock) => {
    const machine = createMachine()
    const kubeconfig = join(machine.home, '.kube', file)
    const env = {KUBECONFIG: kubeconfig}
    machine.put('kind.half', `touch -d '3 hours ago' "$KUBECONFIG.lock"; ${LOCKED}`)
    machine.answer('kind', 'export-kubeconfig', LOCKED)
    const {code, stderr} = await machine.kubia(['up'], {env})
    expect(steady(stderr)).toContain(`✖ Create cluster failed after TIME  [KUBECONFIG_LOCKED]
  ~/.kube/${file}.lock is 3 h old: the program that edited the kubeconfig died while it did
  Fix:
    once no kind or kubectl is at work:
      rm ${lock}
  Then:
    writes the context, as kind export kubeconfig --name kubia does:
      kubectl kubia up
  Left: the cluster was kept
`)
    expect(code).toBe(4)
    expect(machine.exists('containers/kubia-worker2')).toBe(true)
    rmSync(`${kubeconfig}.lock`)
    machine.answer('kind', 'export-kubeconfig', '')
    const again = await machine.kubia(['up'], {env})
    expect(steady(again.stderr)).toContain(' ✔ Context              kind-kubia, written again TIME\n')
    expect(again.code).toBe(0)
  })
})

describe.concurrent('Two runs that make different clusters', () => {
  test('make their nodes one after the other, and wait for each other no longer than that', async () => {
    const machine = createMachine()
    // A stand-in that waits with the nodes made; the phase after that is told once the file `made` is there.
    machine.put(
      'kind.half',
      'touch "$state/half-$name"; while [ ! -e "$state/made-$name" ]; do sleep 0.05; done; echo " • Writing configuration 📜  ..." >&2; touch "$state/told-$name"; while [ ! -e "$state/go-$name" ]; do sleep 0.05; done',
    )
    const first = machine.start(process.execPath, [CLI, 'up', 'one', '--workers=0'])
    await vi.waitFor(() => expect(machine.exists('half-one')).toBe(true), 50_000)
    const second = machine.start(process.execPath, [CLI, 'up', 'two', '--workers=0'])
    await vi.waitFor(
      () =>
        expect(second.stderr()).toMatch(
          /^ *cluster two: another run \(up one, pid \d+\) has been making nodes on this machine for \d+s; waiting for it$/m,
        ),
      50_000,
    )
    machine.put('made-one')
    await vi.waitFor(() => expect(machine.exists('half-two')).toBe(true), 50_000)
    for (const file of ['made-two', 'go-one', 'go-two']) machine.put(file)
    expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0])
    expect(stateFiles(machine)).toEqual(['one.json', 'two.json'])
  })
})

describe.concurrent('Before anything is undone, what shows the cause is collected', () => {
  const logs = (machine: Machine): string[] => {
    const runs = join(machine.root, 'state/kubectl-kubia/logs')
    const [run = ''] = readdirSync(runs)
    return (readdirSync(join(runs, run), {recursive: true}) as string[]).sort()
  }

  test('when kind fails: its logs of the nodes, and their containers', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'exit 1')
    machine.answer('kubectl', 'get-nodes,pods,services,deployments', 'echo "node/kubia-control-plane NotReady"; exit 0')
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toContain(' ✔ Collect logs ')
    expect(code).toBe(5)
    expect(logs(machine)).toEqual(
      expect.arrayContaining(['nodes', 'nodes/inspect.json', 'nodes/kind-version.txt', 'objects.txt', 'run.log']),
    )
    const calls = machine.calls().map(call => call.split(' ').slice(0, 3).join(' '))
    expect(calls.indexOf('kind export logs')).toBeLessThan(calls.indexOf('kind delete cluster'))
  })

  test('when nodes are not Ready in time, though the cluster is kept', async () => {
    const machine = await withOneNode()
    machine.put('notready', 'cni plugin not initialized')
    const {code, stderr} = await machine.kubia(['up', '--timeout=4s'])
    expect(steady(stderr)).toContain(' ✔ Collect logs ')
    expect(code).toBe(5)
    expect(machine.calls('kind').at(-1)).toMatch(/^kind export logs /)
  })

  test('but not when the run was interrupted: that is to be over soon', async () => {
    const machine = createMachine()
    machine.put('kind.half', SLEEPS)
    const running = machine.start(process.execPath, [CLI, 'up'])
    await vi.waitFor(() => expect(machine.exists('pid')).toBe(true), 50_000)
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(machine.calls('kind').join('\n')).not.toContain('export logs')
  })

  test('and a signal while it is collected goes on to the undo', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'exit 1')
    machine.answer('kind', 'export-logs', 'touch "$state/collecting"; sleep 600')
    const running = machine.start(process.execPath, [CLI, 'up'])
    await vi.waitFor(() => expect(machine.exists('collecting')).toBe(true), 50_000)
    running.child.kill('SIGINT')
    const {code, stderr} = await running.ended
    expect(steady(stderr)).toContain('  Left: nothing (removed 3 containers)\n')
    expect(code).toBe(5)
  })
})

test.concurrent('SIGTERM ends a clean-up that takes too long within 7 seconds, and the next up does the rest', async () => {
  const machine = createMachine()
  machine.put('kind.half', SLEEPS)
  const running = machine.start(process.execPath, [CLI, 'up'])
  await vi.waitFor(() => expect(machine.exists('pid')).toBe(true), 50_000)
  machine.answer('kind', 'delete-cluster', 'sleep 600')
  running.child.kill('SIGTERM')
  const {code, stderr} = await running.ended
  expect(steady(stderr)).toContain(
    '  Left: Delete cluster kubia failed: there was no time left for it; the next up or down does the rest\n',
  )
  expect(code).toBe(143)
  machine.answer('kind', 'delete-cluster', '')
  machine.put('kind.half')
  const again = await machine.kubia(['up'])
  expect(steady(again.stderr)).toContain(' ✔ Remove leftover      3 containers removed TIME\n')
  expect(again.code).toBe(0)
})

test.concurrent('A context that others lose while up is at work is written again at its end', async () => {
  const machine = createMachine()
  machine.answer('kubectl', '--context-kind-kubia', 'sed -i s/kind-kubia/lost/g "$KUBECONFIG"')
  const {code, stderr} = await machine.kubia(['up'])
  expect(steady(stderr)).toContain(' ✔ Verify context       kind-kubia was gone, written again TIME\n')
  expect(code).toBe(0)
  expect(readFileSync(machine.kubeconfig, 'utf8')).toContain('"current-context":"kind-kubia"')
})
