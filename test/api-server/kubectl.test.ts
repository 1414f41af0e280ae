import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readView, resolveContext, switchCommand} from '../../src/api-server/kubeconfig.ts'
import {kubectlCommand, kubectlFailure, kubectlVersion, runKubectl} from '../../src/api-server/kubectl.ts'
import {serverVersion} from '../../src/api-server/server-version.ts'
import type {Command} from '../../src/process/command.ts'
import {formatCommand} from '../../src/process/command.ts'
import {CommandFailed, CommandTimeout, type ExecOptions} from '../../src/process/exec.ts'
import {recordedExec} from '../support/exec.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

test('A command names the kubeconfig and the context, where they were named', () => {
  expect(formatCommand(kubectlCommand({}, ['get', 'nodes']))).toBe('kubectl get nodes')
  expect(formatCommand(kubectlCommand({kubeconfig: '/a b', context: 'kind-kubia'}, ['get', 'nodes']))).toBe(
    "kubectl --kubeconfig '/a b' --context kind-kubia get nodes",
  )
  expect(kubectlCommand({}, ['apply', '-f', '-'], 'kind: Pod').input).toBe('kind: Pod')
  expect(formatCommand(switchCommand({kubeconfig: 'k', context: 'prod'}))).toBe(
    'kubectl --kubeconfig k config use-context prod',
  )
  expect(formatCommand(switchCommand({context: ''}))).toBe('kubectl config unset current-context')
})

test.each([
  ['error: context "nope" does not exist', 'CONTEXT_MISSING', 2, 'context "nope" does not exist'],
  [
    "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector: found '=', expected: ',' or 'end of string'",
    'USAGE',
    2,
    "invalid selector: found '=', expected: ',' or 'end of string'",
  ],
  ['error: no context exists with the name: "nope"', 'CONTEXT_MISSING', 2, 'context "nope" does not exist'],
  [
    'error: error loading config file "/home/me/.kube/config": yaml: line 3: mapping values are not allowed',
    'KUBECONFIG_INVALID',
    3,
    'the kubeconfig /home/me/.kube/config cannot be used: yaml: line 3: mapping values are not allowed',
  ],
  [
    'error: error loading config file "/k": couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string }',
    'KUBECONFIG_INVALID',
    3,
    'the kubeconfig /k cannot be used: it is not a kubeconfig',
  ],
  [
    'error: error loading config file "/k": open /k: permission denied',
    'KUBECONFIG_INVALID',
    3,
    'the kubeconfig /k cannot be used: open /k: permission denied',
  ],
  [
    'error: open /home/me/.kube/config.lock: file exists',
    'KUBECONFIG_LOCKED',
    4,
    '/home/me/.kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
  ],
  [
    'error: open /home/me/my kube/config.lock: file exists',
    'KUBECONFIG_LOCKED',
    4,
    '/home/me/my kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
  ],
  [
    'error: failed to lock config file: open /home/me/my kube/config.lock: file exists',
    'KUBECONFIG_LOCKED',
    4,
    '/home/me/my kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
  ],
  [
    'error: write /home/me/my kube/config: no space left on device',
    'DISK_FULL',
    3,
    'the disk that /home/me/my kube/config is on is full',
  ],
  [
    'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
    'API_UNREACHABLE',
    3,
    'the API server of context kind-kubia does not answer',
  ],
  [
    'Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout',
    'API_UNREACHABLE',
    3,
    'the API server of context kind-kubia does not answer',
  ],
  [
    'Error from server (Forbidden): pods is forbidden: User "joe" cannot list resource "pods"',
    'FORBIDDEN',
    3,
    'pods is forbidden: User "joe" cannot list resource "pods"',
  ],
  ['Error from server (NotFound): nodes "x" not found', 'NOT_FOUND', 2, 'nodes "x" not found'],
  [
    'error: the server doesn\'t have a resource type "foos"',
    'NOT_FOUND',
    2,
    'the server doesn\'t have a resource type "foos"',
  ],
  [
    'error: the server doesn\'t have a resource type "deploymnts"',
    'NOT_FOUND',
    2,
    'the server doesn\'t have a resource type "deploymnts"; did you mean "deployments"?',
  ],
  [
    'error: You must be logged in to the server (Unauthorized)',
    'FORBIDDEN',
    3,
    'the API server does not know this user',
  ],
])('kubectl’s %j is %s', (stderr, code, exit, message) => {
  expect(kubectlFailure(`${stderr}\n`, {context: 'kind-kubia'})).toMatchObject({code, exit, message})
})

test('A server that answers with a failure is not said to be silent besides, since it gives no list of groups', () => {
  const why = 'an error on the server ("etcd is gone") has prevented the request from succeeding'
  const log = `E1130 02:08:00.000000    1 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: ${why}"`
  const failure = kubectlFailure(`${log}\nError from server (InternalError): ${why}\n`, {
    context: 'c',
    server: 'https://h',
  })
  expect(failure).toMatchObject({
    code: 'API_FAILING',
    message: 'the API server at https://h answers 500 Internal Server Error',
  })
})

test('Of several objects that are refused all are said, with one code, and what helps each', () => {
  const two = [
    'Error from server (Invalid): error when creating "STDIN": Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 1\n',
    'Error from server (NotFound): error when creating "STDIN": namespaces "a" not found\n',
    'Error from server (NotFound): error when creating "STDIN": namespaces "b" not found\n',
  ].join('')
  expect(kubectlFailure(two, {})).toMatchObject({
    code: 'NAMESPACE_MISSING',
    message:
      'the API server refuses the Service np: spec.ports[0].nodePort: Invalid value: 1\nthere is no namespace a\nthere is no namespace b',
    details: {
      fix: [{command: ['kubectl', 'create', 'namespace', 'a']}, {command: ['kubectl', 'create', 'namespace', 'b']}],
    },
  })
})

test('Words of kubectl that are not known are said whole, and beyond 2,000 characters up to a word', async () => {
  const failing = (stderr: string) => runKubectl(recordedExec({kubectl: {exitCode: 1, stderr}}).exec, {}, ['x'])
  const words = Array.from({length: 150}, (_, index) => `word${index}`).join(' ')
  await expect(failing(words)).rejects.toMatchObject({message: `kubectl x exited with 1: ${words}`})
  await expect(failing('no end '.repeat(400))).rejects.toMatchObject({message: expect.stringMatching(/ (?:no|end) …$/)})
})

test('What kubectl says that is not known stays a failed command', async () => {
  const {exec} = recordedExec({kubectl: {exitCode: 1, stderr: 'error: something new\n'}})
  expect(kubectlFailure('error: something new', {})).toBeUndefined()
  await expect(runKubectl(exec, {}, ['get', 'x'])).rejects.toThrow(CommandFailed)
})

test('A kubectl that is not there is told with how to get it', async () => {
  const {exec} = recordedExec({kubectl: {missing: true}})
  for (const ask of [kubectlVersion(exec), serverVersion(exec, {})])
    await expect(ask).rejects.toMatchObject({code: 'KUBECTL_MISSING', exit: 3, message: 'kubectl is not on PATH'})
})

test('The version of kubectl is that of the client', async () => {
  const stdout = '{"clientVersion": {"gitVersion": "v1.32.4-dispatcher"}}'
  expect(await kubectlVersion(recordedExec({'kubectl version --client': {stdout}}).exec)).toBe('1.32.4-dispatcher')
})

test('The version of the server is read also where kubectl complains about the skew', async () => {
  const server = {major: '1', minor: '36+', gitVersion: 'v1.36.4'}
  const answer = {stdout: JSON.stringify({serverVersion: server}), stderr: 'WARNING: version difference', exitCode: 1}
  const {exec} = recordedExec({'kubectl --context c version': answer})
  expect(await serverVersion(exec, {context: 'c'})).toEqual({major: 1, minor: 36, gitVersion: 'v1.36.4'})
})

test('A server that does not answer is told', async () => {
  const {exec} = recordedExec({
    kubectl: {exitCode: 1, stdout: '{"clientVersion": {}}', stderr: 'The connection to the server x was refused - did'},
  })
  await expect(serverVersion(exec, {})).rejects.toMatchObject({code: 'API_UNREACHABLE'})
})

const view = JSON.stringify({
  'current-context': 'prod',
  contexts: [
    {name: 'prod', context: {cluster: 'p', namespace: 'shop'}},
    {name: 'bare', context: null},
  ],
  clusters: [{name: 'p', cluster: {server: 'https://p:6443'}}],
})

test('The kubeconfig’s contexts are read with their servers and namespaces', () => {
  expect(readView(view)).toEqual({
    current: 'prod',
    contexts: [
      {name: 'prod', cluster: 'p', server: 'https://p:6443', namespace: 'shop'},
      {name: 'bare', cluster: '', server: '', namespace: 'default'},
    ],
  })
  expect(readView('{"contexts": null, "clusters": null}')).toEqual({current: '', contexts: []})
})

test('The context is the named one, else the current one; kubectl is asked where it is not found', async () => {
  const kubeconfig = join(temporaryFolder(), 'config')
  writeFileSync(kubeconfig, view)
  const {exec, asked} = recordedExec({kubectl: {stdout: view}})
  expect(await resolveContext(exec, {kubeconfig, context: 'bare'})).toEqual({
    name: 'bare',
    cluster: '',
    server: '',
    namespace: 'default',
  })
  expect(await resolveContext(exec, {kubeconfig})).toEqual({
    name: 'prod',
    cluster: 'p',
    server: 'https://p:6443',
    namespace: 'shop',
  })
  expect(asked).toEqual([])
  await expect(resolveContext(exec, {kubeconfig, context: 'nope'})).rejects.toMatchObject({
    code: 'CONTEXT_MISSING',
    exit: 2,
    message: 'context "nope" does not exist',
  })
  expect(asked).toEqual([`kubectl --kubeconfig ${kubeconfig} config view -o json`])
  await expect(resolveContext(exec, {kubeconfig, context: 'prdo'})).rejects.toThrow(
    '"prdo" does not exist; did you mean "prod"?',
  )
  const {exec: local} = recordedExec({kubectl: {stdout: '{"contexts": [{"name": "kind-shop"}]}'}})
  await expect(resolveContext(local, {kubeconfig: 'none', context: 'shop'})).rejects.toThrow(
    'did you mean "kind-shop"?',
  )
  const {exec: empty} = recordedExec({'kubectl --kubeconfig none config view': {stdout: '{}'}})
  await expect(resolveContext(empty, {kubeconfig: 'none'})).rejects.toThrow('no context is current')
  // A wrapper of that name may bring a kubeconfig of its own.
  expect((await resolveContext(exec, {kubeconfig: 'none'})).name).toBe('prod')
})

test.each([
  ['Error in configuration: context was not found for specified context: kind-a\n', 'context "kind-a" does not exist'],
  ['error: error loading config file "f": yaml: line 1\n', 'the kubeconfig f cannot be used: yaml: line 1'],
])('A kubeconfig that another program is about to write is asked again: %s', async (stderr, message) => {
  const kubeconfig = join(temporaryFolder(), 'config')
  const answers = {kubectl: [{exitCode: 1, stderr}, {stdout: 'ok'}]}
  const access = {kubeconfig, context: 'kind-a'}
  writeFileSync(kubeconfig, 'contexts: [{name: kind-a}]\n')
  expect(await runKubectl(recordedExec(answers).exec, access, ['get', 'nodes'])).toBe('ok')
  writeFileSync(kubeconfig, 'contexts: []\n')
  const {exec, asked} = recordedExec(answers)
  await expect(runKubectl(exec, access, ['get', 'nodes'])).rejects.toThrow(message)
  expect(asked).toHaveLength(1)
})

// kubectl repeats a request that was refused with Retry-After, without a word, until its time is up.
test.each([
  [
    'kubectl 1.32',
    'I1129 09:00:00.000000   1 round_trippers.go:553] GET https://10.0.0.1:6443/version 429 Too Many Requests in 1 milliseconds',
  ],
  [
    'kubectl 1.33',
    'I1129 09:00:00.000000   1 round_trippers.go:632] "Response" verb="GET" url="https://10.0.0.1:6443/version" status="429 Too Many Requests" milliseconds=1',
  ],
])('A server that has only refused %s with 429 has answered', async (_, line) => {
  const exec = async (command: Command, {onLine, timeoutMs = 0}: ExecOptions = {}): Promise<never> => {
    if (command.args.includes('-v=6')) onLine?.(line)
    throw new CommandTimeout(command, timeoutMs)
  }
  const access = {context: 'shop', server: 'https://10.0.0.1:6443'}
  await expect(runKubectl(exec, access, ['get', 'pods'], {timeoutMs: 60_000})).rejects.toMatchObject({
    code: 'API_FAILING',
    message: 'the API server at https://10.0.0.1:6443 answers 429 Too Many Requests',
    details: {evidence: ['kubectl --context shop get pods did not answer within 60s']},
  })
})

test('A failure that may be a proxy’s says that the server was asked through it, and how to ask the server itself', () => {
  setEnv({HTTPS_PROXY: 'http://me:secret@proxy.corp:3128', NO_PROXY: ''})
  const refused =
    'Unable to connect to the server: proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused\n'
  const remote = kubectlFailure(refused, {server: 'https://10.1.2.3:6443'})
  expect(remote?.code).toBe('API_UNREACHABLE')
  expect(remote?.message).toMatch(/; it was asked through HTTPS_PROXY http:\/\/proxy\.corp:3128$/)
  expect(remote?.details.fix?.[0]).toEqual(
    'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}10.1.2.3"     # asks the server itself',
  )
  expect(kubectlFailure(refused, {server: 'https://127.0.0.1:6443'})?.message).not.toContain('HTTPS_PROXY')
})
