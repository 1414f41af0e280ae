import {expect, test} from 'vitest'
import Clusters from '../../commands/clusters.ts'
import ConfigGet from '../../commands/config/get.ts'
import ConfigSet from '../../commands/config/set.ts'
import ConfigUnset from '../../commands/config/unset.ts'
import Deploy from '../../commands/deploy.ts'
import Doctor from '../../commands/doctor.ts'
import Open from '../../commands/open.ts'
import RunPod from '../../commands/run.ts'
import ShellInit from '../../commands/shell-init.ts'
import Up from '../../commands/up.ts'
import {runHere} from '../support/command.ts'

const COMMANDS = {
  clusters: Clusters,
  'config:get': ConfigGet,
  'config:set': ConfigSet,
  'config:unset': ConfigUnset,
  deploy: Deploy,
  doctor: Doctor,
  open: Open,
  run: RunPod,
  'shell-init': ShellInit,
  up: Up,
}
const run = (args: readonly string[]) => runHere(args, COMMANDS)
const usage = (message: string, command = 'up') => ({
  code: 2,
  stdout: '',
  stderr: `error: ${message}\nSee 'kubectl kubia ${command} --help' for usage.\n`,
})

// What is not valid is refused in kubectl's words. Two rows go through the program in test/integration/invalid.test.ts.
const whole = (flag: string, text: string, min: number, max: number) =>
  `invalid argument "${text}" for "${flag}" flag: must be a whole number from ${min} to ${max}`
test.each([
  [['up', '--workers', '-1'], whole('--workers', '-1', 0, 500)],
  [['up', '--workers=1.5'], whole('--workers', '1.5', 0, 500)],
  [['up', '--workers=1000'], whole('--workers', '1000', 0, 500)],
  [['up', '--workers='], whole('--workers', '', 0, 500)],
  [['up', '--workers=two'], whole('--workers', 'two', 0, 500)],
  [['up', '--workers=1e1'], whole('--workers', '1e1', 0, 500)],
  [['up', '--control-planes=0'], whole('--control-planes', '0', 1, 9)],
  [['up', '--control-planes=10'], whole('--control-planes', '10', 1, 9)],
  [
    ['up', '--kubernetes-version=latest'],
    'invalid argument "latest" for "--kubernetes-version" flag: must be like 1.36 or 1.36.4',
  ],
  [
    ['up', '--image=a', '--kubernetes-version=1.36'],
    '--image and --kubernetes-version cannot be used together: an image is of one version',
  ],
  [
    ['up', '--timeout=-1s'],
    'invalid argument "-1s" for "--timeout" flag: it must be a whole number of seconds, or numbers with a unit (1s, 2m, 3h, 1h30m); 0 means no limit',
  ],
  [
    ['up', '-p', '8080:8080'],
    'invalid argument "8080:8080" for "-p, --publish" flag: a node port is between 30000 and 32767, and 8080 is not: that is not the app\'s port; publish 8080:30080',
  ],
  [['up', '-p', '80:30080', '-p', '80:30081'], 'port 80 on 127.0.0.1 is published twice'],
  [['up', '-v=loud'], 'invalid argument "loud" for "-v" flag: must be a whole number'],
  [
    ['up', '--progress=fancy'],
    'invalid argument "fancy" for "--progress" flag: must be one of auto, tty, plain, json, quiet',
  ],
  [
    ['up', '--app', 'x=A B'],
    'invalid argument "A B" for "--app" flag: must be like nginx, nginx:1.29 or registry.example.com/team/app:v1',
  ],
  [['up', 'a', 'b'], 'unexpected argument: b'],
  [['up', '--worker=1'], 'unknown flag: --worker; did you mean "--workers"?'],
])('%j', async (args, message) => {
  expect(await run(args)).toEqual(usage(message))
})

test.each([
  [
    ['deploy', '-f', 'a.yaml', '--replicas', '3'],
    '--replicas and -f cannot be used together: the manifests say it',
    'deploy',
  ],
  [
    ['deploy', '-f', 'a.yaml', '--image=x', '--port=3'],
    '--image and -f cannot be used together: the manifests say it',
    'deploy',
  ],
  [
    ['deploy', '-f', 'a.yaml', '--', 'sleep', '1'],
    'words behind -- and -f cannot be used together: the manifests say it',
    'deploy',
  ],
  [
    ['run', 'x', '--image', 'a b'],
    'invalid argument "a b" for "--image" flag: must be like nginx, nginx:1.29 or registry.example.com/team/app:v1',
    'run',
  ],
  [
    ['open', 'deployment/kubia'],
    "deployment/kubia is no service: open takes a service's name, as kubectl get services lists it, or ingress/NAME",
    'open',
  ],
  [['clusters', 'x'], 'unexpected argument: x', 'clusters'],
  [['doctor', 'x'], 'unexpected argument: x', 'doctor'],
  [['shell-init', 'tcsh'], 'invalid argument "tcsh": must be one of zsh, bash, fish', 'shell-init'],
])('%j', async (args, message, command) => {
  expect(await run(args)).toEqual(usage(message, command))
})

test.each([
  ['My_App', 'it may have only lowercase letters, digits, "-" and "." (RFC 1123)', 'my-app'],
  ['-x', 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)', 'x'],
  ['', 'it is empty', 'kubia'],
  ['a'.repeat(60), 'it has 60 characters, and 49 are allowed', 'a'.repeat(49)],
])('the name %j', async (name, rule, suggestion) => {
  expect(await run(['up', '--', name])).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: ${JSON.stringify(name)} is not a valid cluster name: ${rule}  [NAME_INVALID]\n  Fix: use a name such as ${suggestion}\n`,
  })
})

test.each([
  [['config', 'set', 'provider', 'docker'], 'invalid argument "docker" for provider: must be one of kind, sim'],
  [['config', 'set', 'providr', 'sim'], 'there is no setting "providr" (there is provider); did you mean "provider"?'],
  [['config', 'get', 'nosuch'], 'there is no setting "nosuch" (there is provider)'],
  [['config', 'unset', 'constructor'], 'there is no setting "constructor" (there is provider)'],
])('%j', async (args, message) => {
  const {code, stdout, stderr} = await run(args)
  expect({code, stdout}).toEqual({code: 2, stdout: ''})
  expect(stderr).toContain(`error: ${message}\n`)
})
