import {expect, test} from 'vitest'
import {
  createFailure,
  findNodeCause,
  kubectlInsideCommand,
  logCommands,
} from '../../../../src/cluster/providers/kind/node-logs.ts'
import {KubiaError} from '../../../../src/errors/kubia-error.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {type Answer, recordedExec} from '../../../support/exec.ts'

const where = {cluster: 'shop', engine: 'docker'}
const vague = 'ERROR: failed to create cluster: failed to init node with kubeadm: exit status 1'
const boot =
  'ERROR: failed to create cluster: could not find a log line that matches "Reached target .*Multi-User System.*"'

const nodes = {'docker ps': {stdout: 'a1 shop-control-plane\nb2 shop-worker\n'}}
const silent = {'docker logs': {}, 'docker exec shop': {}}

const failure = (answers: Record<string, Answer | Error>, stderr = vague): Promise<KubiaError> =>
  createFailure(recordedExec({...answers, ...silent, ...answers}).exec, where, stderr)

test('A node is asked for its boot, its kubelet, its containerd and the containers of its control plane', () => {
  expect(logCommands('podman', 'n').map(formatCommand)).toEqual([
    'podman logs --tail 400 n',
    'podman exec n journalctl -u kubelet --no-pager -o cat -n 1000',
    'podman exec n journalctl -u containerd --no-pager -o cat -n 1000',
    "podman exec n sh -c 'tail -n 20 /var/log/pods/kube-system_*/*/*.log'",
  ])
})

test('Where kind says why, no node is asked', async () => {
  const {exec, asked} = recordedExec({})
  expect(await createFailure(exec, where, 'listen tcp4 127.0.0.1:80: bind: address already in use')).toMatchObject({
    code: 'PORT_TAKEN',
  })
  expect(asked).toEqual([])
})

test.each<[string, Record<string, Answer>, string]>([
  [
    'the boot of a node',
    {'docker logs --tail 400 shop-worker': {stdout: 'Failed to create inotify object: Too many open files\n'}},
    'INOTIFY_LIMIT',
  ],
  [
    'the kubelet, on its standard output',
    {'docker exec shop-worker journalctl': {stdout: 'F1123 unrecognized feature gate: NoSuchGate\n'}},
    'CONFIG_INVALID',
  ],
  [
    'a container of the control plane',
    {'docker exec shop-control-plane sh': {stdout: '… stderr F Error: unknown flag: --no-such-flag\n'}},
    'CONFIG_INVALID',
  ],
  [
    'a file that all node images have',
    {
      'docker exec shop-control-plane cat': {
        exitCode: 1,
        stderr: "cat: can't open '/kind/version': No such file or directory\n",
      },
    },
    'NODE_IMAGE_INVALID',
  ],
])('Where kind does not know, it is told by %s', async (_, told, code) => {
  expect((await failure({...nodes, ...told})).code).toBe(code)
})

test.each<[string, string, string]>([
  ['boot', 'docker logs', 'Failed to create inotify object: Too many open files\n'],
  ['kubelet', 'docker exec n journalctl', 'server.go:269] failed to run Kubelet: inotify_init: too many open files\n'],
  [
    'kube-proxy',
    'docker exec n sh',
    `==> /var/log/pods/kube-system_kindnet-x_1/kindnet-cni/0.log <==
… stderr F fine

==> /var/log/pods/kube-system_kube-proxy-x_2/kube-proxy/3.log <==
… stderr F E0811 17:24:30.178413 1 server.go:495] failed complete: too many open files
`,
  ],
])('What makes a node of no use is found in its %s log', async (log, asked, stdout) => {
  const {exec} = recordedExec({[asked]: {stdout}, 'docker ': {}})
  const cause = await findNodeCause(exec, where, 'n')
  expect({log: cause?.log, code: cause?.error.code}).toEqual({log, code: 'INOTIFY_LIMIT'})
})

test('Logs that tell nothing that is known name no cause', async () => {
  expect(await findNodeCause(recordedExec({'docker ': {stdout: 'fine\n'}}).exec, where, 'n')).toBeUndefined()
})

test('kubectl is asked inside of a control plane as the cluster’s administrator', () => {
  expect(formatCommand(kubectlInsideCommand('podman', 'n', ['get', 'pods']))).toBe(
    'podman exec n kubectl --kubeconfig /etc/kubernetes/admin.conf get pods',
  )
})

test('Where no log tells, kind’s own words stay', async () => {
  expect(await failure(nodes)).toMatchObject({
    code: 'CREATE_FAILED',
    message: 'failed to create cluster: failed to init node with kubeadm: exit status 1',
  })
  expect((await failure(nodes, boot)).code).toBe('NODE_BOOT_TIMEOUT')
})

test('A kubelet that waits for its first configuration is no cause', async () => {
  const waiting =
    'failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory'
  expect((await failure({...nodes, 'docker exec shop-worker journalctl': {stdout: waiting}})).code).toBe(
    'CREATE_FAILED',
  )
})

test('A log that hangs is left out; an interruption is not', async () => {
  const hangs = new KubiaError('TIMEOUT', 'docker logs did not answer within 20s')
  expect((await failure({...nodes, 'docker logs': hangs})).code).toBe('CREATE_FAILED')
  const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
  await expect(failure({...nodes, 'docker logs': interrupted})).rejects.toBe(interrupted)
})
