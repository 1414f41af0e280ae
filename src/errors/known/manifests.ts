import type {KnownCause, KnownFailure} from './known-failure.ts'

/** An object that the API server is to name, which cannot be applied. */
export const nameGenerated = (prefix: string): KnownCause => ({
  message: `an object with generateName ${prefix} cannot be applied: it has another name each time`,
  evidence: [],
  fix: ['give it metadata.name, or make it with kubectl create -f, which makes a new one each time'],
})

/** What Go's JSON calls types, for people. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  bool: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** Fields that a kind does not have, and those with values of another type, each with why. */
const WRONG_FIELDS =
  /(?<=\s\.)\S[^\n]{0,1000}: (?:field not declared in schema|expected [^\n]{1,300}, got [^\n]{1,300})/g

/** What kubectl says of manifests before it sends any of them. */
export const MANIFEST_FAILURES: readonly KnownFailure[] = [
  {
    id: 'namespace-other',
    source: 'kubectl v1.32 with -n and a manifest that names another namespace',
    pattern:
      /the namespace from the provided object "([^"\n]{1,300})" does not match the namespace "([^"\n]{1,300})"\. You must pass/,
    code: 'USAGE',
    explain: ([, own, given]) => ({
      message: `a manifest names the namespace ${own}, and -n names ${given}`,
      evidence: [],
      fix: ['leave -n out: each object goes to the namespace that it names'],
    }),
  },
  {
    id: 'name-generated',
    source: 'kubectl v1.32 with an object that has generateName',
    pattern: /error: from ([^\n]{1,300}): cannot use generate name with apply/,
    code: 'OBJECT_INVALID',
    explain: ([, prefix = '']) => nameGenerated(prefix),
  },
  {
    id: 'object-too-large',
    source: 'kube-apiserver 1.20 and 1.36 and etcd with an object of 3 MB',
    pattern:
      /Request entity too large: limit is (\d{1,12})|etcdserver: request is too large|trying to send message larger than max \(\d{1,12} vs\. (\d{1,12})\)/,
    code: 'OBJECT_INVALID',
    explain: ([, request, message]) => {
      const limit = request ?? message
      return {
        message: `an object is larger than the API server takes${limit === undefined ? '' : `: ${limit} bytes at most`}`,
        evidence: [],
        fix: ['divide it, or bring large files in an image or a volume'],
      }
    },
  },
  {
    id: 'item-repeated',
    source: 'kube-apiserver 1.20 and 1.36 with two names for one container port, applied on the server',
    pattern:
      /failed to create typed patch object[^\n:]{0,1000}: (\.[^\n]{1,1000}): duplicate entries for key ([^\n]{1,1000})/,
    code: 'OBJECT_INVALID',
    explain: ([, path = '', key]) => ({
      message: `${path.slice(1)} has several items of one key, ${key}, which cannot be applied`,
      evidence: [],
      fix: ['leave one of them in'],
    }),
  },
  {
    id: 'field-untyped',
    source:
      'kube-apiserver 1.20 and 1.36, sigs.k8s.io/structured-merge-diff/v4/typed, with fields that a kind does not have and with values of other types, applied on the server',
    pattern:
      /failed to create typed patch object(?: \((?:[^/;)\n]{1,300}\/)?([^/;)\n]{1,300}); [^)\n]{1,300}Kind=(\w{1,300})\))?: (?:errors:\s{1,9})?\.[^\n]{1,1000}: (?:field not declared in schema|expected [^\n]{1,300}, got )/,
    code: 'OBJECT_INVALID',
    explain: ({1: name, 2: kind, input, index}) => {
      const fields = input.slice(index).match(WRONG_FIELDS) ?? []
      const lines = fields.length === 1 ? ` ${fields[0]}` : fields.map(field => `\n  ${field}`).join('')
      return {
        message: `the API server refuses ${name === undefined ? 'an object' : `the ${kind} ${name}`}:${lines}`,
        evidence: [],
      }
    },
  },
  {
    id: 'manifest-url-refused',
    source: 'kubectl v1.32 with -f and a URL whose server answers 404',
    pattern: /unable to read URL "([^"\n]{1,2000})", server reported ([^,\n]{1,300})/,
    code: 'CONFIG_UNREADABLE',
    explain: ([, url, status]) => ({
      message: `the manifest ${url} cannot be read: its server answers ${status}`,
      evidence: [],
    }),
  },
  {
    id: 'manifest-missing',
    source: 'kubectl v1.32 with -f and a pattern that no file matches, and a folder without manifests',
    pattern:
      /error: the path "([^"\n]{1,4096})" does not exist|error reading \[([^\]\n]{1,4096})\]: recognized file extensions are/,
    code: 'CONFIG_UNREADABLE',
    explain: ([, pattern, folder]) => ({
      message:
        pattern === undefined
          ? `there is no manifest in ${folder}: kubectl reads files that end in .json, .yaml or .yml`
          : `no file matches ${pattern}`,
      evidence: [],
    }),
  },
  {
    id: 'kustomization-invalid',
    source:
      'kubectl v1.32 with -k and a kustomization that is no YAML, lacks a file, or is in a repository that git cannot get',
    pattern:
      /^error: ((?:accumulating resources|invalid Kustomization|must build at directory|failed to run '[^'\n]{0,1000}git )[\s\S]+)/m,
    code: 'CONFIG_UNREADABLE',
    explain: ([, why = '']) => ({message: `the kustomization cannot be built: ${why.trim()}`, evidence: []}),
  },
  {
    id: 'no-manifest',
    source:
      'kubectl v1.27 to v1.36 with YAML and JSON that is no object of Kubernetes, with text, and with an empty file',
    pattern:
      /unable to decode "([^"\n]{1,4096})": (?:(Object '(?:Kind|apiVersion)' is missing)|json: cannot unmarshal (\w{1,20}) into Go value of type unstructured\.detector)|error: (no objects passed to \w{1,20})/,
    code: 'OBJECT_INVALID',
    explain: ([, file, missing, type, none]) => ({
      message: none
        ? `there is nothing to apply: ${none}`
        : `${file} has a document that is no manifest: ${missing ?? `it is ${TYPES[type ?? ''] ?? type}`}`,
      evidence: [],
      ...(file !== undefined && {facts: {manifest: file}}),
      fix: ['a manifest begins with apiVersion: and kind:'],
    }),
  },
  {
    id: 'manifest-of-other-type',
    source: 'kubectl v1.32 with a name that YAML 1.1 takes for a number, and for true or false',
    pattern:
      /unable to decode "([^"\n]{1,4096})": json: cannot unmarshal (\w{1,20}) into Go struct field \w{1,40}\.(\S{1,300}) of type (\w{1,20})/,
    code: 'OBJECT_INVALID',
    explain: ([, file, type = '', field, wanted = '']) => ({
      message: `${file} has an object whose ${field} is ${TYPES[type] ?? type}, and not ${TYPES[wanted] ?? wanted}`,
      evidence: [],
      fix: wanted === 'string' && ['bool', 'number'].includes(type) ? ['write it in quotes'] : [],
    }),
  },
  {
    id: 'manifest-no-yaml',
    source: 'kubectl v1.27 to v1.36 with what is no YAML; the line that it names is one of the document',
    pattern: /error parsing ([^\n]{1,4096}?): error converting YAML to JSON: yaml: (?:line \d{1,9}: )?([^\n]{1,1000})/,
    code: 'OBJECT_INVALID',
    explain: ([, file = '', why]) => ({
      message: `${file} has a document that is no YAML: ${why}`,
      evidence: [],
      facts: {manifest: file},
    }),
  },
]
