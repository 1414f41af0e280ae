import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {alike, createMachine, machinesAfter, steady} from '../support/machine.ts'

const withCluster = machinesAfter('up')
const withOneNode = machinesAfter('up', '--workers', '0')
const withTwoClusters = alike(async () => {
  const machine = createMachine()
  for (const name of ['a', 'b']) expect(await machine.kubia(['up', name, '--workers=0'])).toMatchObject({code: 0})
  return machine
})

describe.concurrent('up', () => {
  test('creates the cluster, waits for the nodes and prints them; progress is on standard error', async () => {
    const machine = createMachine()
    const {code, stdout, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toBe(`kubia up · cluster kubia · 1 control-plane + 2 workers · kind v0.33.0 · docker 20.10.24
 ✔ Preflight            N checks TIME
 ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME
 ✔ Create cluster       kind-kubia TIME
 ✔ Wait for nodes       3/3 Ready TIME
✔ Up in TIME · context kind-kubia (was: none)
  next:
    kubectl kubia deploy kubia --image museopkim/kubia --port 8080
    kubectl kubia status -o wide
    kubectl kubia down
`)
    expect(steady(stdout)).toBe(`NAME                  STATUS   ROLES    AGE   VERSION
kubia-control-plane   Ready    <none> TIME    v1.36.4
kubia-worker          Ready    <none> TIME    v1.36.4
kubia-worker2         Ready    <none> TIME    v1.36.4
`)
    expect(code).toBe(0)
    expect(machine.calls('kind')).toEqual(['kind version', 'kind create cluster --name kubia --config - --retain'])
  })

  test('does nothing when it is run again', async () => {
    const machine = await withOneNode()
    const before = machine.calls().length
    const {code, stderr} = await machine.kubia(['up'])
    expect(
      steady(stderr),
    ).toBe(`kubia up · cluster kubia · 1 control-plane (one node: apps run on it) · kind v0.33.0 · docker 20.10.24
 ✔ Preflight            N checks TIME
 ↷ Node image           kindest/node:v1.36.4 (in use)
 ↷ Create cluster       already running
 ✔ Wait for nodes       1/1 Ready TIME
✔ Nothing to do (TIME)
`)
    expect(code).toBe(0)
    expect(
      machine
        .calls()
        .slice(before)
        .filter(line => /create|delete| rm |use-context/.test(line)),
    ).toEqual([])
  })

  test('gives one JSON object with -o json', async () => {
    const machine = createMachine()
    const {code, stdout} = await machine.kubia(['up', '--workers=0', '-o', 'json', '--progress', 'quiet'])
    expect(JSON.parse(stdout)).toEqual({
      name: 'kubia',
      provider: 'kind',
      context: 'kind-kubia',
      kubeconfig: null,
      nodes: ['kubia-control-plane'],
      published: [],
      urls: [],
      version: 'v1.36.4',
      ready: true,
      changed: true,
    })
    expect(code).toBe(0)
    const again = await machine.kubia(['up', '-ojson'])
    expect(JSON.parse(again.stdout).changed).toBe(false)
  })

  test('gives the nodes of the cluster also when it does not wait for them', async () => {
    const machine = createMachine()
    const {stdout, stderr} = await machine.kubia(['up', '--workers=1', '--wait=false', '-o', 'json'])
    expect(stderr).toContain(' ↷ Wait for nodes       not waited for (--wait=false)\n')
    expect(JSON.parse(stdout).nodes).toEqual(['kubia-control-plane', 'kubia-worker'])
  })

  test('refuses to change a cluster of another shape, and says how it differs', async () => {
    const machine = await withCluster()
    const before = machine.calls().length
    const {code, stdout, stderr} = await machine.kubia(['up', '--workers', '3', '-p', '8080:30080'])
    expect(steady(stderr)).toBe(` ✖ Preflight TIME
✖ Preflight failed after TIME  [CLUSTER_DIFFERS]
  cluster kubia exists and is not what was asked for:
    workers 2 → 3
    publish none → 127.0.0.1:8080:30080
  Fix:
    deletes it, with its data, and creates it again:
      kubectl kubia up --workers 3 -p 8080:30080 --recreate
    or leave the flag out, or choose another name
  Left: the cluster is as it was
  Logs: ROOT/state/kubectl-kubia/logs/RUN/
`)
    expect({code, stdout}).toEqual({code: 4, stdout: ''})
    expect(machine.calls().slice(before).join()).not.toMatch(/create|delete|rm -f/)
  })

  test('gives a fix that does what was asked for when it is copied', async () => {
    const machine = createMachine()
    await machine.kubia(['up', 'shop', '--workers', '0'])
    const {stderr} = await machine.kubia(['up', '--provider', 'kind', '--workers', '1', 'shop'])
    const [, words] = /Fix:\n.*\n {6}kubectl kubia (.*)/.exec(stderr) ?? []
    expect(words).toBe('up --provider kind --workers 1 shop --recreate')
    expect(await machine.sh(`kubia ${words}`)).toMatchObject({code: 0})
    expect(machine.exists('containers/shop-worker')).toBe(true)
  })

  test('tells a node that is missing', async () => {
    const machine = await withCluster()
    await machine.sh('rm containers/kubia-worker2', {env: {PATH: '/usr/bin:/bin'}})
    const {code, stderr} = await machine.kubia(['up'])
    expect(stderr).toContain('[CLUSTER_INCOMPLETE]')
    expect(stderr).toContain('kubia-worker2 is missing')
    expect(code).toBe(4)
  })

  test('writes a context that went away again', async () => {
    const machine = await withCluster()
    await machine.sh('rm home/.kube/config', {env: {PATH: '/usr/bin:/bin'}})
    const {code, stderr} = await machine.kubia(['up'])
    expect(code).toBe(0)
    expect(stderr).toContain(' ✔ Context              kind-kubia')
    expect(machine.calls('kind').at(-1)).toBe('kind export kubeconfig --name kubia')
  })

  test('leaves the context that was current alone with --no-switch-context', async () => {
    const machine = createMachine()
    const view = {contexts: [{name: 'before', context: {cluster: 'c', user: 'u'}}], clusters: []}
    writeFileSync(
      machine.kubeconfig,
      `${JSON.stringify({apiVersion: 'v1', kind: 'Config', ...view}).slice(0, -1)},"current-context":"before"}`,
    )
    const {code, stderr} = await machine.kubia(['up', '--no-switch-context'])
    expect(stderr).toContain('before, as before')
    expect(code).toBe(0)
    expect(readFileSync(machine.kubeconfig, 'utf8')).toContain('"current-context":"before"')
  })

  test('writes the named kubeconfig, and down finds it again from another folder', async () => {
    const machine = createMachine()
    const up = await machine.kubia(['up', '--kubeconfig', 'own.yaml'])
    expect(up.code).toBe(0)
    expect(machine.read('own.yaml')).toContain('"current-context":"kind-kubia"')
    const down = await machine.kubia(['down'], {cwd: machine.home})
    expect(down.code).toBe(0)
    expect(machine.read('own.yaml')).toContain('"current-context":""')
  })

  test('takes the name from the argument, the environment, the config, or is called kubia, as kind does', async () => {
    const machine = createMachine()
    machine.put('kind.yaml', 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: fromfile\n')
    const name = async (...args: string[]): Promise<string> => {
      const env = args[0] === 'no variable' ? {} : {KIND_CLUSTER_NAME: 'fromenv'}
      const words = args.filter(word => word !== 'no variable')
      const {stdout} = await machine.kubia(['up', '--dry-run', ...words], {env})
      return /--name (\S+)/.exec(stdout)?.[1] ?? ''
    }
    expect(await name('shop', '--config', 'kind.yaml')).toBe('shop')
    expect(await name('--config', 'kind.yaml')).toBe('fromenv')
    expect(await name('no variable', '--config', 'kind.yaml')).toBe('fromfile')
    expect(await name()).toBe('fromenv')
    expect(await name('no variable')).toBe('kubia')
  })

  test('fails when a node is not Ready in time, names it, and keeps the cluster', async () => {
    const machine = await withOneNode()
    machine.put('notready', 'cni plugin not initialized')
    const {code, stderr} = await machine.kubia(['up', '--timeout', '6s'])
    expect(steady(stderr)).toContain(`✖ Wait for nodes failed after TIME  [NODES_NOT_READY]
  kubia-control-plane is NotReady: cni plugin not initialized
  Then:
    goes on waiting:
      kubectl kubia up --timeout TIME
  Left: the cluster runs and was kept
  Logs: ROOT/state/kubectl-kubia/logs/RUN/
`)
    expect(code).toBe(5)
    expect(machine.exists('containers/kubia-control-plane')).toBe(true)
  })

  test('names the cause that the logs of a node know, and what mends it', async () => {
    const machine = await withOneNode()
    machine.put('notready', 'cni plugin not initialized')
    machine.answer(
      'docker',
      'exec',
      `case "$*" in *tail*) echo '==> /var/log/pods/kube-system_kube-proxy-x_1/kube-proxy/0.log <=='; echo 'F0811 17:24:30 failed complete: too many open files' ;; esac; exit 0`,
    )
    const {code, stderr} = await machine.kubia(['up', '--timeout', '6s'])
    expect(steady(stderr)).toContain(`✖ Wait for nodes failed after TIME  [NODES_NOT_READY]
  kubia-control-plane is NotReady: cni plugin not initialized
  the kube-proxy log of kubia-control-plane says why: this machine allows too few inotify watches and instances for so many nodes
    kube-proxy log: F0811 17:24:30 failed complete: too many open files
  Fix:
    sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288
  Then:
    goes on waiting:
      kubectl kubia up --timeout TIME
  Left: the cluster runs and was kept
`)
    expect(code).toBe(5)
  })

  test('collects what the API server tells inside of a cluster whose context was never written', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'echo "ERROR: failed to create cluster: failed to init node with kubeadm" >&2; exit 1')
    machine.answer('docker', 'exec', `case "$*" in *kubectl*) echo "answer to $*" ;; esac; exit 0`)
    const {stderr} = await machine.kubia(['up'])
    const [, logs = ''] = /Logs: ROOT(\S+)/.exec(stderr) ?? []
    expect(machine.read(join(logs, 'nodes.txt'))).toBe(
      'answer to exec kubia-control-plane kubectl --kubeconfig /etc/kubernetes/admin.conf describe nodes\n',
    )
  })

  test('takes everything back when kind fails, and shows its first error', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'echo "ERROR: failed to create cluster: failed to init node with kubeadm" >&2; exit 1')
    const {code, stderr} = await machine.kubia(['up'])
    expect(steady(stderr)).toBe(`kubia up · cluster kubia · 1 control-plane + 2 workers · kind v0.33.0 · docker 20.10.24
 ✔ Preflight            N checks TIME
 ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME
 ✖ Create cluster TIME
 ✔ Collect logs         6 files TIME
 ↺ Delete cluster kubia TIME
 ↺ Delete cluster kubia removed 3 containers TIME
✖ Create cluster failed after TIME  [CREATE_FAILED]
  failed to create cluster: failed to init node with kubeadm
  Fix:
    keeps the failed nodes, to look at them:
      kubectl kubia up --retain
  Left: nothing (removed 3 containers)
  Logs: ROOT/state/kubectl-kubia/logs/RUN/
`)
    expect(code).toBe(5)
    expect(machine.calls('kind')).toContain('kind delete cluster --name kubia')
    expect(machine.exists('state/kubectl-kubia/clusters/kubia.json')).toBe(false)
  })

  test('keeps what was made with --retain', async () => {
    const machine = createMachine()
    machine.put('kind.half', 'exit 1')
    const {code} = await machine.kubia(['up', '--retain'])
    expect(code).toBe(5)
    expect(machine.calls('kind').some(line => line.includes('delete'))).toBe(false)
    expect(machine.exists('containers/kubia-control-plane')).toBe(true)
    const again = await machine.kubia(['up'])
    expect(again.code).toBe(4)
    expect(again.stderr).toContain('cluster kubia is not whole: 3 nodes, never finished (--retain)')
  })

  test('echoes each command with -v', async () => {
    const machine = createMachine()
    const {stderr} = await machine.kubia(['up', '--workers=0', '-v', '--progress=quiet'])
    expect(stderr).toContain('$ kind create cluster --name kubia --config - --retain\n')
    expect(steady(stderr)).toContain('# kind exited with 0 after TIME\n')
  })

  test('writes one JSON object a line with --progress json', async () => {
    const machine = createMachine()
    const {stderr} = await machine.kubia(['up', '--workers=0', '--progress', 'json'])
    const events = stderr
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(events.map(({event, task}) => `${event} ${task}`).filter(line => !line.startsWith('progress'))).toEqual([
      'start Preflight',
      'ok Preflight',
      'start Node image',
      'ok Node image',
      'start Create cluster',
      'ok Create cluster',
      'start Wait for nodes',
      'ok Wait for nodes',
    ])
  })

  test('keeps a log of its commands that only its owner can read', async () => {
    const machine = createMachine()
    await machine.kubia(['up', '--workers=0'])
    const {stdout} = await machine.sh(
      'stat -c %a state/kubectl-kubia/logs/* state/kubectl-kubia/logs/*/run.log; cat state/kubectl-kubia/logs/*/run.log',
      {env: {PATH: '/usr/bin:/bin'}},
    )
    expect(stdout).toMatch(/^700\n600\n/)
    expect(stdout).toContain("$ kind create cluster --name kubia --config - --retain <<'EOF'\nkind: Cluster\n")
  })
})

describe.concurrent('down', () => {
  test('deletes what up made without a question, gives the context back, and shows that nothing is left', async () => {
    const machine = await withCluster()
    const {code, stdout, stderr} = await machine.kubia(['down'])
    expect(
      steady(stderr),
    ).toBe(`kubia down · cluster kubia · 1 control-plane + 2 workers · kind v0.33.0 · docker 20.10.24
 ✔ Delete cluster kubia 3 containers removed TIME
 ✔ Verify               no container left TIME
✔ Down in TIME
`)
    expect({code, stdout}).toEqual({code: 0, stdout: 'kubia\n'})
    expect(machine.exists('state/kubectl-kubia/clusters/kubia.json')).toBe(false)
  })

  test('is a success where nothing is there, also the second time', async () => {
    const machine = createMachine()
    for (const _ of [1, 2]) {
      const {code, stdout, stderr} = await machine.kubia(['down', 'shop'])
      expect({code, stdout, stderr}).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/↷ Delete cluster shop +not there\n✔ Nothing to remove\n$/),
      })
    }
  })

  test('asks before it deletes what kubia did not make: without a terminal it refuses', async () => {
    const machine = createMachine()
    machine.put('kind.yaml', 'role: control-plane\n')
    await machine.sh('KUBECONFIG=own kind create cluster --name theirs < kind.yaml', {
      env: {PATH: `${machine.path}:/usr/bin:/bin`},
    })
    const refused = await machine.kubia(['down', 'theirs'])
    expect({...refused, stderr: steady(refused.stderr)}).toEqual({
      code: 4,
      stdout: '',
      stderr: `✖ theirs: not made by kubia  [NOT_OURS]
  Fix:
    deletes it all the same, with its data:
      kubectl kubia down theirs --yes
  Left: nothing was changed
`,
    })
    expect(machine.exists('containers/theirs-control-plane')).toBe(true)
    const confirmed = await machine.kubia(['down', 'theirs', '--yes'])
    expect({code: confirmed.code, stdout: confirmed.stdout}).toEqual({code: 0, stdout: 'theirs\n'})
    expect(machine.exists('containers/theirs-control-plane')).toBe(false)
  })

  test('does not delete a cluster whose name begins alike', async () => {
    const machine = createMachine()
    await machine.kubia(['up', 'shop2', '--workers=0'])
    await machine.kubia(['up', 'shop', '--workers=0'])
    expect((await machine.kubia(['down', 'shop'])).stdout).toBe('shop\n')
    expect(machine.exists('containers/shop2-control-plane')).toBe(true)
  })

  test('--all is all that kubia made, and needs --yes', async () => {
    const machine = await withTwoClusters()
    machine.put('kind.yaml', 'role: control-plane\n')
    await machine.sh('KUBECONFIG=own kind create cluster --name theirs < kind.yaml', {
      env: {PATH: `${machine.path}:/usr/bin:/bin`},
    })
    expect(await machine.kubia(['down', '--all'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: deleting a, b needs a confirmation, and there is no terminal to ask on  [CONFIRMATION_NEEDED]
  Fix:
    kubectl kubia down --all --yes
`,
    })
    const {code, stdout} = await machine.kubia(['down', '--all', '--yes'])
    expect({code, stdout}).toEqual({code: 0, stdout: 'a\nb\n'})
    expect(machine.exists('containers/theirs-control-plane')).toBe(true)
  })

  test('tells what is left with the command that removes it, and tries everything else', async () => {
    const machine = await withTwoClusters()
    machine.answer(
      'kind',
      'delete-cluster',
      'case "$*" in *" a"*) echo "ERROR: failed to delete cluster" >&2; exit 1 ;; esac',
    )
    machine.answer('docker', 'rm', 'echo "Error: device or resource busy" >&2; exit 1')
    const {code, stdout, stderr} = await machine.kubia(['down', 'a', 'b'])
    expect(steady(stderr)).toContain(`[PARTIAL_DOWN]
  still there: a-control-plane
    a: docker rm -f -v id-a-control-plane exited with 1: Error: device or resource busy
  Fix:
    removes what is left of a:
      docker rm -f -v $(docker ps -aq --filter label=io.x-k8s.kind.cluster=a)
  Then:
    kubectl kubia down a b
`)
    expect(stderr).toContain(' ✔ Collect logs ')
    const [, logs = ''] = /Logs: ROOT(\S+)/.exec(stderr) ?? []
    expect(machine.read(join(logs, 'nodes/inspect.json'))).toContain('"Name":"/a-control-plane"')
    expect({code, stdout}).toEqual({code: 7, stdout: ''})
    expect(machine.exists('containers/b-control-plane')).toBe(false)
  }, 90_000)

  test('refuses names together with --all', async () => {
    expect(await createMachine().kubia(['down', 'a', '--all'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: names and --all cannot be used together\nSee 'kubectl kubia down --help' for usage.\n",
    })
  })

  test('with --dry-run prints what it would run, and runs nothing', async () => {
    const machine = createMachine([])
    expect(await machine.kubia(['down', 'a', 'b', '--dry-run'])).toEqual({
      code: 0,
      stdout: 'kind delete cluster --name a\nkind delete cluster --name b\n',
      stderr: '',
    })
  })
})
