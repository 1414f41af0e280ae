import {expect, test} from 'vitest'
import {commandText} from '../../../src/errors/advice.ts'
import {KUBECONFIG_FAILURES, PRINTED, recognise} from '../../../src/errors/known/index.ts'
import {KUBECTL_FAILURES} from '../../../src/errors/known/kubectl.ts'
import {SERVICE_FAILURES} from '../../../src/errors/known/service.ts'
import {expectKnown, where} from './expect-known.ts'

const failed = 'ERROR: failed to create cluster: '

expectKnown('a program that writes the kubeconfig', KUBECONFIG_FAILURES, {
  'kubeconfig-locked': [
    'KUBECONFIG_LOCKED',
    [
      `${failed}failed to lock config file: open /home/me/.kube/config.lock: file exists`,
      '/home/me/.kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
    ],
    [
      `${failed}failed to lock config file: open /home/me/my kube/config.lock: file exists`,
      '/home/me/my kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
    ],
    [
      'error: open /home/me/my kube/config.lock: file exists\n',
      '/home/me/my kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
    ],
  ],
  'kubeconfig-disk-full': [
    'DISK_FULL',
    [
      'ERROR: failed to create cluster: failed to write KUBECONFIG: write /home/me/.kube/config: no space left on device',
      'the disk that /home/me/.kube/config is on is full',
    ],
    [
      'ERROR: failed to create cluster: failed to write KUBECONFIG: write /home/me/my kube/config: no space left on device',
      'the disk that /home/me/my kube/config is on is full',
    ],
    [
      'error: write /home/me/my kube/config: no space left on device\n',
      'the disk that /home/me/my kube/config is on is full',
    ],
  ],
})

test('A locked kubeconfig has the lock as a fact, and goes on with the cluster where there is one', () => {
  const said = 'error: open /home/me/my kube/config.lock: file exists\n'
  const fix = [{command: ['rm', '/home/me/my kube/config.lock'], comment: 'once no kind or kubectl is at work'}]
  expect(recognise(said, KUBECONFIG_FAILURES)?.details).toEqual({
    evidence: [],
    facts: {lock: '/home/me/my kube/config.lock'},
    fix,
  })
  expect(recognise(said, KUBECONFIG_FAILURES, where)?.details).toEqual({
    evidence: [],
    facts: {lock: '/home/me/my kube/config.lock'},
    fix,
    next: {command: ['kubectl', 'kubia', 'up', 'shop']},
    left: 'the cluster was kept',
    keep: true,
  })
})

test.each([
  [`${failed}failed to lock config file: open /my kube/c.lock: file exists`, "rm '/my kube/c.lock'"],
  [`${failed}failed to write KUBECONFIG: write /my kube/c: disk quota exceeded`, "df -h '/my kube/c'"],
])('A path with a blank is quoted in what is to be pasted: %s', (text, command) => {
  const [advice] = recognise(text, PRINTED, where)?.details.fix ?? []
  expect(typeof advice === 'object' ? commandText(advice) : advice).toBe(command)
})

expectKnown('kubectl of a kubeconfig and its arguments', KUBECTL_FAILURES, {
  'context-missing': [
    'CONTEXT_MISSING',
    ['error: context "nope" does not exist\n', 'context "nope" does not exist'],
    ['error: no context exists with the name: "nope"\n', 'context "nope" does not exist'],
    [
      'Error in configuration: context was not found for specified context: kind-a\n',
      'context "kind-a" does not exist',
    ],
  ],
  'kubeconfig-unusable': [
    'KUBECONFIG_INVALID',
    [
      'error: error loading config file "/home/me/.kube/config": yaml: line 3: mapping values are not allowed\n',
      'the kubeconfig /home/me/.kube/config cannot be used: yaml: line 3: mapping values are not allowed',
    ],
    [
      'error: error loading config file "/k": couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string }\n',
      'the kubeconfig /k cannot be used: it is not a kubeconfig',
    ],
    [
      'error: error loading config file "/k": open /k: permission denied\n',
      'the kubeconfig /k cannot be used: open /k: permission denied',
    ],
  ],
  'object-missing': ['NOT_FOUND', ['Error from server (NotFound): nodes "x" not found\n', 'nodes "x" not found']],
  'resource-unknown': [
    'NOT_FOUND',
    ['error: the server doesn\'t have a resource type "foos"\n', 'the server doesn\'t have a resource type "foos"'],
  ],
  'kind-unknown': [
    'NOT_FOUND',
    [
      'error: resource mapping not found for name: "w" namespace: "" from "w.yaml": no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first\n',
      'the API server has no kind Widget in example.com/v1 (w in w.yaml)',
    ],
    [
      'resource mapping not found for name: "old" namespace: "" from "all.yaml": no matches for kind "Deployment" in version "extensions/v1beta1"\nensure CRDs are installed first\nresource mapping not found for name: "w" namespace: "" from "all.yaml": no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first\n',
      'the API server has no kind Deployment in extensions/v1beta1 (old in all.yaml)\nthe API server has no kind Widget in example.com/v1 (w in all.yaml)',
    ],
  ],
  'selector-invalid': [
    'USAGE',
    [
      "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector: found '=', expected: ',' or 'end of string'\n",
      "invalid selector: found '=', expected: ',' or 'end of string'",
    ],
  ],
})

test('A resource that the server does not have is a fact of the failure', () => {
  const said = 'error: the server doesn\'t have a resource type "cronjobs"\n'
  expect(recognise(said, KUBECTL_FAILURES)?.details.facts).toEqual({resource: 'cronjobs'})
})

expectKnown('an API server that asks a service', SERVICE_FAILURES, {
  'service-unreached': [
    'NO_ANSWER',
    [
      'Error from server (ServiceUnavailable): error trying to reach service: dial tcp 10.244.1.2:8080: connect: connection refused\n',
      'dial tcp 10.244.1.2:8080: connect: connection refused',
    ],
  ],
  'service-without-endpoints': [
    'NO_ENDPOINTS',
    [
      'Error from server (ServiceUnavailable): no endpoints available for service "kubia"\n',
      'no endpoints available for service',
    ],
  ],
})
