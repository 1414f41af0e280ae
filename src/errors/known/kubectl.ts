import {kubectlAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

/** What is no kubeconfig at all, kubectl reports with the Go types that it does not fit. */
const withoutGoTypes = (why: string): string =>
  /^couldn't get version\/kind; json parse error/.test(why) ? 'it is not a kubeconfig' : why

/** An object of a manifest whose kind the server does not have. */
const KIND_UNKNOWN =
  /resource mapping not found for name: "([^"\n]{0,300})" namespace: "[^"\n]{0,300}" from "([^"\n]{1,4096})": no matches for kind "([^"\n]{1,300})" in version "([^"\n]{1,300})"/

/** What kubectl says of the kubeconfig's contents and of the arguments that it was given. */
export const KUBECTL_FAILURES: readonly KnownFailure[] = [
  {
    id: 'context-missing',
    source: 'kubectl v1.27 to v1.36 with --context and config use-context of a name that the kubeconfig does not have',
    pattern:
      /context "([^"\n]{0,1000})" does not exist|no context exists with the name: "([^"\n]{0,1000})"|context was not found for specified context: (\S{0,1000})/,
    code: 'CONTEXT_MISSING',
    explain: ([, name, other, specified]) => ({
      message: `context "${name ?? other ?? specified}" does not exist`,
      evidence: [],
      fix: [kubectlAdvice(['config', 'get-contexts'], 'lists what there is')],
    }),
  },
  {
    id: 'kubeconfig-unusable',
    source: 'kubectl v1.27 to v1.36 with a kubeconfig that is no YAML, is something else, or may not be read',
    pattern: /error loading config file "([^"\n]{1,4096})": (.+)/,
    code: 'KUBECONFIG_INVALID',
    explain: ([, file, why = '']) => ({
      message: `the kubeconfig ${file} cannot be used: ${withoutGoTypes(why)}`,
      evidence: [],
      fix: ['mend the file, or name another: --kubeconfig FILE'],
    }),
  },
  {
    id: 'object-missing',
    source: 'kubectl v1.27 to v1.36 with the name of an object that is not there',
    pattern: /Error from server \(NotFound\): (.+)/,
    code: 'NOT_FOUND',
    explain: ([, what = '']) => ({message: what, evidence: []}),
  },
  {
    id: 'resource-unknown',
    source: 'kubectl v1.27 to v1.36 with a resource that the server does not have',
    pattern: /the server doesn't have a resource type "([^"\n]{0,1000})"/,
    code: 'NOT_FOUND',
    explain: ([message, resource = '']) => ({
      message,
      evidence: [],
      facts: {resource},
      fix: [kubectlAdvice(['api-resources'], 'lists what there is')],
    }),
  },
  {
    id: 'kind-unknown',
    source: 'kubectl v1.32 with -f and objects of kinds that the server does not have, one and several',
    pattern: KIND_UNKNOWN,
    code: 'NOT_FOUND',
    explain: ({input}) => {
      const all = [...input.matchAll(new RegExp(KIND_UNKNOWN, 'g'))]
      return {
        message: all
          .map(
            ([, name, file, kind, version]) => `the API server has no kind ${kind} in ${version} (${name} in ${file})`,
          )
          .join('\n'),
        evidence: [],
        facts: {kinds: [...new Set(all.map(([, , , kind = '']) => kind))]},
      }
    },
  },
  {
    id: 'selector-invalid',
    source: 'kubectl v1.27 to v1.36 with -l a=, and with -l "a in b"',
    pattern: /selector[^\n]{0,1000}?((?:unable to parse|couldn't parse|found '[^'\n]{0,100}', expected)[^\n]{0,1000})/,
    code: 'USAGE',
    explain: ([, words]) => ({message: `invalid selector: ${words}`, evidence: []}),
  },
]
