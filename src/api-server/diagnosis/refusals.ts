import {type Advice, kubectlAdvice} from '../../errors/advice.ts'
import type {ErrorCode} from '../../errors/catalogue.ts'
import {KubiaError} from '../../errors/kubia-error.ts'

/** A refusal of the API server, and what it means. */
interface Refusal {
  pattern: RegExp
  code: ErrorCode
  message: (match: RegExpExecArray) => string
  fix: (match: RegExpExecArray) => Advice[]
}

/**
 * Why the API server refuses an object: to kubectl, or to a controller that makes pods (the text is then in an event or
 * condition). Texts of kube-apiserver 1.20 to 1.36. The order counts: a quota is also "forbidden".
 */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: ([^\n]+)/,
    code: 'QUOTA_EXCEEDED',
    message: ([, quota, requested, used, limited]) =>
      `the quota ${quota} does not allow it: ${requested} asked for, ${used} in use, ${limited} at most`,
    fix: ([, quota]) => [kubectlAdvice(['describe', 'resourcequota', quota], 'free some of it, or have it raised')],
  },
  {
    pattern: /failed quota: ([^:]+): must specify ([^\n]+)/,
    code: 'QUOTA_EXCEEDED',
    message: ([, quota, what]) => `the quota ${quota} wants every container to state ${what}`,
    fix: () => ['set resources.requests and resources.limits'],
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request:? ?([^\n]*)/,
    code: 'ADMISSION_DENIED',
    message: ([, webhook, why]) => `the admission webhook ${webhook} refused it${why ? `: ${why}` : ''}`,
    fix: () => ['change the object to what the policy asks for'],
  },
  {
    pattern: /violates PodSecurity "([^"]+)": ([^\n]+)/,
    code: 'ADMISSION_DENIED',
    message: ([, level, why]) => `the namespace’s Pod Security level ${level} refused it: ${why}`,
    fix: () => ['set the securityContext that the level asks for, or use another namespace'],
  },
  {
    pattern: /error looking up service account ([^/\s]+)\/([^:\s]+)|serviceaccount "([^"]+)" not found/,
    code: 'ADMISSION_DENIED',
    message: ([, , account, other]) => `there is no service account ${account ?? other}`,
    fix: ([, , account, other]) => [kubectlAdvice(['create', 'serviceaccount', account ?? other])],
  },
  {
    pattern: /unable to create new content in namespace (\S+) because it is being terminated/,
    code: 'NAMESPACE_TERMINATING',
    message: ([, namespace]) => `the namespace ${namespace} is being deleted`,
    fix: ([, namespace]) => [
      kubectlAdvice(['get', 'namespace', namespace, '-o', 'yaml'], 'its conditions say what it waits for'),
    ],
  },
  {
    pattern: /namespaces "([^"]+)" not found/,
    code: 'NAMESPACE_MISSING',
    message: ([, namespace]) => `there is no namespace ${namespace}`,
    fix: ([, namespace]) => [kubectlAdvice(['create', 'namespace', namespace])],
  },
  {
    pattern:
      /forbidden: User "([^"]+)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/,
    code: 'FORBIDDEN',
    message: ([, user, verb, resource, group, namespace]) =>
      `${user} may not ${verb} ${resource}${group ? `.${group}` : ''}${namespace ? ` in namespace ${namespace}` : ''}`,
    fix: ([, , verb, resource, group, namespace]) => [
      kubectlAdvice(
        ['auth', 'can-i', verb, `${resource}${group ? `.${group}` : ''}`, ...(namespace ? ['-n', namespace] : [])],
        'ask for this right, or use another context',
      ),
    ],
  },
  {
    pattern: /(pods|services|deployments\.apps) "([^"]+)" is forbidden: ([^\n]+)/,
    code: 'ADMISSION_DENIED',
    message: ([, kind, name, why]) => `${kind} ${name} was refused: ${why}`,
    fix: () => ['change the object to what the message asks for'],
  },
  {
    pattern: /Apply failed with (\d+ conflicts?): ([\s\S]*?)(?:\nPlease review|$)/,
    code: 'FIELD_CONFLICT',
    message: ([, count, which]) =>
      `${count} with another field manager: ${(which ?? '').trim().replaceAll(/\n- /g, ' ')}`,
    fix: () => ['the same command with --force-conflicts takes the fields over'],
  },
  {
    pattern: /cannot be fulfilled on (\S+) "([^"]+)": the object has been modified/,
    code: 'OBJECT_CHANGED',
    message: ([, kind, name]) => `${kind} ${name} was changed by someone else in the meantime`,
    fix: () => [],
  },
  {
    pattern: /The (\w+) "([^"]+)" is invalid: ([\s\S]+)/,
    code: 'OBJECT_INVALID',
    message: ([, kind, name, why]) => `the API server refuses the ${kind} ${name}: ${(why ?? '').trim()}`,
    fix: () => [],
  },
  {
    pattern: /omits key field "protocol"/,
    code: 'OBJECT_INVALID',
    message: () => 'a port without a protocol cannot be applied: this API server needs it as a part of the port’s key',
    fix: () => ['add protocol: TCP to each port'],
  },
  {
    pattern:
      /unable to decode [^\n]{1,1000}?: (Object '(?:Kind|apiVersion)' is missing)|error: (no objects passed to apply)/,
    code: 'OBJECT_INVALID',
    message: ([, missing, none]) =>
      missing ? `this is no manifest: ${missing}` : `there is nothing to apply: ${none}`,
    fix: () => ['a manifest begins with apiVersion: and kind:'],
  },
  {
    pattern: /error: error (?:validating|parsing) (?:data: )?([\s\S]+?)(?:; if you choose to ignore|$)/,
    code: 'OBJECT_INVALID',
    message: ([, why]) => (why ?? '').trim(),
    fix: () => [],
  },
]

/** What a refusal means; undefined where its words are not known. */
export const explainRefusal = (text: string): KubiaError | undefined => {
  for (const {pattern, code, message, fix} of REFUSALS) {
    const match = pattern.exec(text)
    if (match) return new KubiaError(code, message(match), {fix: fix(match)})
  }
  return undefined
}
