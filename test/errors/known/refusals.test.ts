import {expect, test} from 'vitest'
import {NOT_ALLOWED, REFUSALS, recognise, recogniseAll} from '../../../src/errors/known/index.ts'
import {expectKnown} from './expect-known.ts'

expectKnown('an API server that refuses', REFUSALS, {
  'not-allowed': [
    'FORBIDDEN',
    [
      'Error from server (Forbidden): deployments.apps "kubia" is forbidden: User "system:serviceaccount:wl:default" cannot patch resource "deployments" in API group "apps" in the namespace "wl"\n',
      'system:serviceaccount:wl:default may not patch deployments.apps in namespace wl',
    ],
    [
      'Error from server (Forbidden): nodes is forbidden: User "joe" cannot list resource "nodes" in API group "" at the cluster scope\n',
      'joe may not list nodes',
    ],
  ],
  'quota-exceeded': [
    'QUOTA_EXCEEDED',
    [
      'Error from server (Forbidden): pods "kubia" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2\n',
      'the quota small does not allow it: pods=1 asked for, pods=2 in use, pods=2 at most',
    ],
    [
      'pods "a-1" is forbidden: exceeded quota: small, requested: limits.cpu=1,pods=1, used: limits.cpu=2,pods=2, limited: limits.cpu=2,pods=2',
      'the quota small does not allow it: limits.cpu=1,pods=1 asked for, limits.cpu=2,pods=2 in use, limits.cpu=2,pods=2 at most',
    ],
  ],
  'quota-unstated': [
    'QUOTA_EXCEEDED',
    [
      'pods "a-1" is forbidden: failed quota: small: must specify limits.cpu',
      'the quota small wants every container to state limits.cpu',
    ],
  ],
  'webhook-denied': [
    'ADMISSION_DENIED',
    [
      'error when creating "STDIN": admission webhook "policy.example" denied the request: no latest tags',
      'the admission webhook policy.example refused it: no latest tags',
    ],
  ],
  'pod-security': [
    'ADMISSION_DENIED',
    [
      'pods "a-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
      'the namespace’s Pod Security level restricted:latest refused it: allowPrivilegeEscalation != false',
    ],
  ],
  'service-account-missing': [
    'ADMISSION_DENIED',
    [
      'pods "a-" is forbidden: error looking up service account wl/robot: serviceaccount "robot" not found',
      'there is no service account robot',
    ],
  ],
  'namespace-terminating': [
    'NAMESPACE_TERMINATING',
    [
      'Error from server (Forbidden): pods "a" is forbidden: unable to create new content in namespace old because it is being terminated\n',
      'the namespace old is being deleted',
    ],
  ],
  'namespace-missing': [
    'NAMESPACE_MISSING',
    ['Error from server (NotFound): namespaces "nope" not found\n', 'there is no namespace nope'],
  ],
  'object-forbidden': ['ADMISSION_DENIED', ['pods "a" is forbidden: no way', 'pods a was refused: no way']],
  'field-conflict': [
    'FIELD_CONFLICT',
    [
      'error: Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.template.spec.containers[name="kubia"].image\nPlease review the fields above',
      '1 conflict with another field manager: conflict with "kubectl-create" using apps/v1: .spec.template.spec.containers[name="kubia"].image',
    ],
  ],
  'object-changed': [
    'OBJECT_CHANGED',
    [
      'Operation cannot be fulfilled on deployments.apps "kubia": the object has been modified; please apply your changes to the latest version and try again',
      'deployments.apps kubia was changed by someone else in the meantime',
    ],
  ],
  'object-invalid': [
    'OBJECT_INVALID',
    [
      'The ConfigMap "big" is invalid: : Too long: may not be more than 1048576 bytes\n',
      'the API server refuses the ConfigMap big: Too long: may not be more than 1048576 bytes',
    ],
    [
      'The Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range\n',
      'the API server refuses the Service np: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range',
    ],
    [
      'The Service "np" is invalid: \n* spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive\n* spec.type: Unsupported value: "X"\n',
      'the API server refuses the Service np:\n  spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive\n  spec.type: Unsupported value: "X"',
    ],
    [
      'Error from server (Invalid): Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range\nError from server (Invalid): Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web"\n',
      'the API server refuses the Service np: spec.ports[0].nodePort: Invalid value: 1: provided port is not in the valid range\nthe API server refuses the Deployment.apps Web: metadata.name: Invalid value: "Web"',
    ],
  ],
  'port-without-protocol': [
    'OBJECT_INVALID',
    [
      'Error from server: failed to create typed patch object: .spec.ports: element 0: associative list with keys has an element that omits key field "protocol"',
      'a port without a protocol cannot be applied: this API server needs it as a part of the port’s key',
    ],
  ],
  'manifest-invalid': [
    'OBJECT_INVALID',
    [
      'error: error validating data: ValidationError(Pod.spec): unknown field "nope" in io.k8s.api.core.v1.PodSpec; if you choose to ignore these errors, turn validation off with --validate=false\n',
      'ValidationError(Pod.spec): unknown field "nope" in io.k8s.api.core.v1.PodSpec',
    ],
  ],
})

test('A refusal whose words are not known is not guessed', () => {
  expect(recognise('error: something else', REFUSALS)).toBeUndefined()
})

test('All that may not be listed is found, with whose right is missing, as facts', () => {
  const said = ['nodes', 'deployments.apps']
    .map(name => {
      const [resource, group = ''] = name.split('.')
      return `Error from server (Forbidden): ${name} is forbidden: User "joe" cannot list resource "${resource}" in API group "${group}" in the namespace "x"\n`
    })
    .join('')
  expect(recogniseAll(said, [NOT_ALLOWED]).map(({details}) => details.facts)).toEqual([
    {resource: 'nodes', user: 'joe'},
    {resource: 'deployments.apps', user: 'joe'},
  ])
})
