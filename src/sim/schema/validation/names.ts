// What names, labels and ports must look like: k8s.io/apimachinery, pkg/util/validation. Each function gives the messages of
// what is wrong with a value.

const between = (least: number, most: number): string => `must be between ${least} and ${most}, inclusive`
const atMost = (length: number): string => `must be no more than ${length} characters`

const regexMessage = (message: string, format: string, ...examples: string[]): string => {
  const shown = examples.map(example => `'${example}', `).join(' or ')
  return examples.length === 0
    ? `${message} (regex used for validation is '${format}')`
    : `${message} (e.g. ${shown}regex used for validation is '${format}')`
}

interface Rule {
  format: string
  longest: number
  message: string
  examples: readonly string[]
}

const follows =
  ({format, longest, message, examples}: Rule): ((value: string) => string[]) =>
  value => {
    const messages: string[] = []
    if (value.length > longest) messages.push(atMost(longest))
    if (!new RegExp(`^(?:${format})$`).test(value)) messages.push(regexMessage(message, format, ...examples))
    return messages
  }

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const ENDS_ALPHANUMERIC = 'and must start and end with an alphanumeric character'

export const dns1123Label = follows({
  format: LABEL,
  longest: 63,
  message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ENDS_ALPHANUMERIC}`,
  examples: ['my-name', '123-abc'],
})

export const dns1123Subdomain = follows({
  format: `${LABEL}(\\.${LABEL})*`,
  longest: 253,
  message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ENDS_ALPHANUMERIC}`,
  examples: ['example.com'],
})

/** A subdomain behind `*.`, which stands for any one label. */
export const wildcardSubdomain = follows({
  format: `\\*\\.${LABEL}(\\.${LABEL})*`,
  longest: 253,
  message:
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  examples: ['*.example.com'],
})

export const dns1035Label = follows({
  format: '[a-z]([-a-z0-9]*[a-z0-9])?',
  longest: 63,
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ['my-name', 'abc-123'],
})

export const labelValue = follows({
  format: `(${QUALIFIED})?`,
  longest: 63,
  message: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ENDS_ALPHANUMERIC}`,
  examples: ['MyValue', 'my_value', '12345'],
})

const NAME_MESSAGE = `must consist of alphanumeric characters, '-', '_' or '.', ${ENDS_ALPHANUMERIC}`
const NAME_EXAMPLES = ['MyName', 'my.name', '123-abc']

const prefixPart = (prefix: string): string[] =>
  prefix === '' ? ['prefix part must be non-empty'] : dns1123Subdomain(prefix).map(message => `prefix part ${message}`)

const namePart = (name: string): string[] => {
  const rule = follows({format: QUALIFIED, longest: 63, message: NAME_MESSAGE, examples: NAME_EXAMPLES})
  const messages = [...(name === '' ? ['must be non-empty'] : []), ...rule(name)]
  return messages.map(message => `name part ${message}`)
}

/** A key of labels, annotations, resources: `example.com/name`. */
export const qualifiedName = (value: string): string[] => {
  const parts = value.split('/')
  if (parts.length === 1) return namePart(value)
  if (parts.length === 2) return [...prefixPart(parts[0] ?? ''), ...namePart(parts[1] ?? '')]
  const message = regexMessage(NAME_MESSAGE, QUALIFIED, ...NAME_EXAMPLES)
  return [`a qualified name ${message} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
}

/** A key of a ConfigMap or a Secret. */
export const configKey = (value: string): string[] => [
  ...follows({
    format: '[-._a-zA-Z0-9]+',
    longest: 253,
    message: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    examples: ['key.name', 'KEY_NAME', 'key-name'],
  })(value),
  ...(value === '.' ? ["must not be '.'"] : []),
  ...(value === '..' ? ["must not be '..'"] : []),
  ...(/^\.\../.test(value) ? ["must not start with '..'"] : []),
]

/** As of Kubernetes 1.34 whatever can be printed. */
export const variableName = (value: string): string[] =>
  /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]

export const inRange = (value: number, least: number, most: number): string[] =>
  value >= least && value <= most ? [] : [between(least, most)]

export const portNumber = (value: number): string[] => inRange(value, 1, 65535)

export const portName = (value: string): string[] => [
  ...(value.length > 15 ? [atMost(15)] : []),
  ...(/^[-a-z0-9]+$/.test(value) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(value) ? [] : ['must contain at least one letter or number (a-z, 0-9)']),
  ...(value.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(value) ? ['must not begin or end with a hyphen'] : []),
]

export const portNumberOrName = (value: number | string): string[] =>
  typeof value === 'number' ? portNumber(value) : portName(value)

export const percent = follows({
  format: '[0-9]+%',
  longest: Number.POSITIVE_INFINITY,
  message: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ['1%', '93%'],
})
