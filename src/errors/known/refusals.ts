import {kubectlAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

/** A request that this user may not make; the API server names the right that is missing. */
export const NOT_ALLOWED: KnownFailure = {
  id: 'not-allowed',
  source: 'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go',
  pattern:
    /forbidden: User "([^"\n]{1,1000})" cannot (\w{1,40}) resource "([^"\n]{1,300})" in API group "([^"\n]{0,300})"(?: in the namespace "([^"\n]{1,300})")?/,
  code: 'FORBIDDEN',
  explain: ([, user = '', verb, name, group, namespace]) => {
    const resource = `${name}${group ? `.${group}` : ''}`
    return {
      message: `${user} may not ${verb} ${resource}${namespace ? ` in namespace ${namespace}` : ''}`,
      evidence: [],
      facts: {resource, user},
      fix: [
        kubectlAdvice(
          ['auth', 'can-i', verb, resource, ...(namespace ? ['-n', namespace] : [])],
          'ask for this right, or use another context',
        ),
      ],
    }
  },
}

/** One object that is not valid: in kubectl's words for one, and in those for one of several. */
const INVALID =
  /(?:The |Error from server \(Invalid\): (?:error when \w{1,20} "[^"\n]{1,4096}": )?)([\w.]{1,300}) "([^"\n]{1,300})" is invalid: ([\s\S]+)/

const describeInvalid = (match: RegExpExecArray | null): string[] => {
  if (!match) return []
  const [, kind, name, why = ''] = match
  // Of several causes each is a line behind a bullet.
  const causes = why
    .trim()
    .split(/^\* /m)
    // What is wrong with the object as a whole has an empty path.
    .flatMap(cause => cause.trim().replace(/^: (?=\w)/, '') || [])
  const lines = causes.length > 1 ? causes.map(cause => `\n  ${cause}`).join('') : ` ${causes.join('')}`
  return [`the API server refuses the ${kind} ${name}:${lines}`]
}

/**
 * Why the API server refuses an object: to kubectl, or to a controller that makes pods (the text is then in an event or
 * condition). The order counts: a quota is also "forbidden".
 */
export const REFUSALS: readonly KnownFailure[] = [
  {
    id: 'quota-exceeded',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    pattern: /exceeded quota: ([^,\n]{1,300}), requested: ([^\n]{1,1000}?), used: ([^\n]{1,1000}?), limited: ([^\n]+)/,
    code: 'QUOTA_EXCEEDED',
    explain: ([, quota, requested, used, limited]) => ({
      message: `the quota ${quota} does not allow it: ${requested} asked for, ${used} in use, ${limited} at most`,
      evidence: [],
      fix: [kubectlAdvice(['describe', 'resourcequota', quota], 'free some of it, or have it raised')],
    }),
  },
  {
    id: 'quota-unstated',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    pattern: /failed quota: ([^:\n]{1,300}): must specify ([^\n]+)/,
    code: 'QUOTA_EXCEEDED',
    explain: ([, quota, what]) => ({
      message: `the quota ${quota} wants every container to state ${what}`,
      evidence: [],
      fix: ['set resources.requests and resources.limits'],
    }),
  },
  {
    id: 'webhook-denied',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go',
    pattern: /admission webhook "([^"\n]{1,300})" denied the request:? ?([^\n]*)/,
    code: 'ADMISSION_DENIED',
    explain: ([, webhook, why]) => ({
      message: `the admission webhook ${webhook} refused it${why ? `: ${why}` : ''}`,
      evidence: [],
      fix: ['change the object to what the policy asks for'],
    }),
  },
  {
    id: 'pod-security',
    source: 'kube-apiserver 1.23 to 1.36, k8s.io/pod-security-admission/admission/admission.go',
    pattern: /violates PodSecurity "([^"\n]{1,300})": ([^\n]+)/,
    code: 'ADMISSION_DENIED',
    explain: ([, level, why]) => ({
      message: `the namespace’s Pod Security level ${level} refused it: ${why}`,
      evidence: [],
      fix: ['set the securityContext that the level asks for, or use another namespace'],
    }),
  },
  {
    id: 'service-account-missing',
    source: 'kube-apiserver 1.20 to 1.36, plugin/pkg/admission/serviceaccount/admission.go',
    pattern:
      /error looking up service account [^/\s]{1,300}\/([^:\s]{1,300})|serviceaccount "([^"\n]{1,300})" not found/,
    code: 'ADMISSION_DENIED',
    explain: ([, account, other]) => ({
      message: `there is no service account ${account ?? other}`,
      evidence: [],
      fix: [kubectlAdvice(['create', 'serviceaccount', account ?? other])],
    }),
  },
  {
    id: 'namespace-terminating',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go',
    pattern: /unable to create new content in namespace (\S{1,300}) because it is being terminated/,
    code: 'NAMESPACE_TERMINATING',
    explain: ([, namespace]) => ({
      message: `the namespace ${namespace} is being deleted`,
      evidence: [],
      fix: [kubectlAdvice(['get', 'namespace', namespace, '-o', 'yaml'], 'its conditions say what it waits for')],
    }),
  },
  {
    id: 'namespace-missing',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apimachinery/pkg/api/errors/errors.go (NewNotFound)',
    pattern: /namespaces "([^"\n]{1,300})" not found/,
    code: 'NAMESPACE_MISSING',
    explain: ([, namespace]) => ({
      message: `there is no namespace ${namespace}`,
      evidence: [],
      fix: [kubectlAdvice(['create', 'namespace', namespace])],
    }),
  },
  NOT_ALLOWED,
  {
    id: 'object-forbidden',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apimachinery/pkg/api/errors/errors.go (NewForbidden)',
    pattern: /(pods|services|deployments\.apps) "([^"\n]{1,300})" is forbidden: ([^\n]+)/,
    code: 'ADMISSION_DENIED',
    explain: ([, kind, name, why]) => ({
      message: `${kind} ${name} was refused: ${why}`,
      evidence: [],
      fix: ['change the object to what the message asks for'],
    }),
  },
  {
    id: 'field-conflict',
    source:
      'kube-apiserver 1.20 to 1.36, k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go (NewConflictError)',
    pattern: /Apply failed with (\d{1,7} conflicts?): ([\s\S]*?)(?:\nPlease review|$)/,
    code: 'FIELD_CONFLICT',
    explain: ([, count, which = '']) => ({
      message: `${count} with another field manager: ${which.trim().replaceAll(/\n- /g, ' ')}`,
      evidence: [],
      fix: ['the same command with --force-conflicts takes the fields over'],
    }),
  },
  {
    id: 'object-changed',
    source:
      'kube-apiserver 1.20 to 1.36, k8s.io/apiserver/pkg/registry/generic/registry/store.go (OptimisticLockErrorMsg)',
    pattern: /cannot be fulfilled on (\S{1,300}) "([^"\n]{1,300})": the object has been modified/,
    code: 'OBJECT_CHANGED',
    explain: ([, kind, name]) => ({
      message: `${kind} ${name} was changed by someone else in the meantime`,
      evidence: [],
    }),
  },
  {
    id: 'object-invalid',
    source: 'kubectl v1.27 to v1.36 with what k8s.io/apimachinery/pkg/api/errors/errors.go (NewInvalid) says',
    pattern: INVALID,
    code: 'OBJECT_INVALID',
    explain: ({input, index}) => ({
      message: input
        .slice(index)
        .split(/\n(?=The [\w.]{1,300} "|Error from server|error: )/)
        .flatMap(text => describeInvalid(INVALID.exec(text)))
        .join('\n'),
      evidence: [],
    }),
  },
  {
    id: 'port-without-protocol',
    source: 'kube-apiserver 1.20.2, sigs.k8s.io/structured-merge-diff/v4/typed',
    pattern: /omits key field "protocol"/,
    code: 'OBJECT_INVALID',
    explain: () => ({
      message: 'a port without a protocol cannot be applied: this API server needs it as a part of the port’s key',
      evidence: [],
      fix: ['add protocol: TCP to each port'],
    }),
  },
  {
    id: 'manifest-invalid',
    source: 'kubectl v1.27 to v1.36 with a field that its schema does not have, and with what is no YAML',
    pattern:
      /error: error (?:validating|parsing(?! [^\n]{1,4096}?: error converting YAML)) (?!"[^"\n]{1,1000}": error validating data: failed to download openapi: )(?:data: )?([\s\S]+?)(?:; if you choose to ignore|$)/,
    code: 'OBJECT_INVALID',
    explain: ([, why = '']) => ({message: why.trim(), evidence: []}),
  },
]
