import {expect, test} from 'vitest'
import {connectEngine, detectEngine, ignoredEngine} from '../../../../src/cluster/providers/common/engine.ts'
import {KubiaError} from '../../../../src/errors/kubia-error.ts'
import {type Answer, recordedExec} from '../../../support/exec.ts'
import {setEnv} from '../../../support/temporary.ts'

const missing = {missing: true}
const docker = {stdout: 'Docker version 20.10.24+dfsg1, build 297e128\n'}
const none = {'docker -v': missing, 'nerdctl -v': missing, 'finch -v': missing, 'podman -v': missing}

const connect = (answers: Record<string, Answer | Error>) => {
  setEnv({KIND_EXPERIMENTAL_PROVIDER: undefined, DOCKER_HOST: undefined})
  return connectEngine(recordedExec({...none, ...answers}).exec)
}

test.each<[string, Record<string, Answer>]>([
  ['docker', {'docker -v': docker}],
  ['docker', {'docker -v': docker, 'podman -v': {stdout: 'podman version 4.3.1'}}],
  ['nerdctl', {'nerdctl -v': {stdout: 'nerdctl version 2.0.0\n'}}],
  ['finch', {'finch -v': {stdout: 'finch version v1.0.0\n'}}],
  ['podman', {'podman -v': {stdout: 'podman version 4.3.1\n'}}],
  ['podman', {'docker -v': {stdout: 'podman version 4.3.1\n'}, 'podman -v': {stdout: 'podman version 4.3.1\n'}}],
  ['podman', {'docker -v': {exitCode: 1, stderr: 'broken'}, 'podman -v': {stdout: 'podman version 4.3.1\n'}}],
])('%s is chosen as kind would', async (program, answers) => {
  expect((await detectEngine(recordedExec({...none, ...answers}).exec, {})).program).toBe(program)
})

test('An engine that is named is taken without looking for others', async () => {
  const {exec, asked} = recordedExec({})
  expect((await detectEngine(exec, {KIND_EXPERIMENTAL_PROVIDER: 'podman'})).program).toBe('podman')
  expect(asked).toEqual([])
})

test('An engine that kind does not know is passed over, as kind does, and is named with those it knows', async () => {
  const env = {KIND_EXPERIMENTAL_PROVIDER: 'dcoker'}
  const {exec} = recordedExec({'docker -v': {stdout: 'Docker version 20.10.24, build 1'}})
  expect((await detectEngine(exec, env)).program).toBe('docker')
  expect(ignoredEngine(env)).toEqual({named: 'dcoker', known: 'docker, nerdctl, finch, podman'})
  expect([ignoredEngine({}), ignoredEngine({KIND_EXPERIMENTAL_PROVIDER: 'podman'})]).toEqual([undefined, undefined])
})

test.each([
  ['the daemon', '{"Client":{"Version":"28.0.1"},"Server":{"Version":"20.10.24+dfsg1"}}', '20.10.24'],
  ['the program, where there is no daemon', '{"Client":{"Version":"4.3.1"}}', '4.3.1'],
  ['nobody', '{}', 'of unknown version'],
])('The version is that of %s', async (_, stdout, version) => {
  expect(await connect({'docker -v': docker, 'docker version': {stdout}})).toEqual({program: 'docker', version})
})

test('No engine at all is told with how to get one', async () => {
  await expect(connect({})).rejects.toMatchObject({
    code: 'ENGINE_MISSING',
    exit: 3,
    message: 'no container engine found (docker, nerdctl, podman)',
  })
})

test('A named engine that is not there is missing', async () => {
  setEnv({KIND_EXPERIMENTAL_PROVIDER: 'podman'})
  await expect(connectEngine(recordedExec({podman: missing}).exec)).rejects.toMatchObject({
    code: 'ENGINE_MISSING',
    message: 'podman is not on PATH',
  })
})

test.each([
  [
    'docker 20.10',
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/version": dial unix /var/run/docker.sock: connect: permission denied',
    '/var/run/docker.sock',
  ],
  [
    'docker 29',
    'permission denied while trying to connect to the docker API at unix:///run/user/1000/docker.sock',
    '/run/user/1000/docker.sock',
  ],
  ['something else', 'error: Permission denied', 'its socket'],
])('A refusal in the words of %s names the socket and the group', async (_, stderr, socket) => {
  await expect(connect({'docker -v': docker, 'docker version': {exitCode: 1, stderr}})).rejects.toMatchObject({
    code: 'ENGINE_PERMISSION',
    message: `this user may not use docker: no permission on ${socket}`,
    details: {fix: ['sudo usermod -aG docker $USER', 'then log in again'], evidence: [stderr]},
  })
})

test.each<[string, Answer | Error]>([
  ['does not run', {exitCode: 1, stdout: '{"Client":{}}', stderr: 'Cannot connect to the Docker daemon at …'}],
  ['says why in words that are not known', {exitCode: 1, stderr: 'no daemon today'}],
  ['does not answer in time', new KubiaError('TIMEOUT', 'docker version did not answer within 20s')],
  ['answers nonsense', {stdout: 'hello'}],
])('A daemon that %s is down', async (_, answer) => {
  await expect(connect({'docker -v': docker, 'docker version': answer})).rejects.toMatchObject({
    code: 'ENGINE_DOWN',
    exit: 3,
  })
})

test('A daemon that is down in words that are not known is started, and asked what is missing', async () => {
  const {details} = await connect({
    'docker -v': docker,
    'docker version': {exitCode: 1, stderr: 'no daemon today'},
  }).catch(error => error)
  expect(details).toEqual({
    evidence: ['no daemon today'],
    fix: ['sudo systemctl start docker', 'or start Docker Desktop', 'docker info     # says what is missing'],
  })
})
