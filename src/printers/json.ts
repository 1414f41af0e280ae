/** What Go's JSON encoder escapes besides what every encoder must: `<`, `>`, `&` and two line separators. */
const goEscapes = /[<>&\u2028\u2029]/g

const indentation = '    '

/**
 * A value as `kubectl get -o json` prints it: keys in alphabetical order, four blanks a level, a newline at the end.
 * Managed fields are left out, as kubectl does.
 */
export const printJson = (value: unknown): string => `${encode(value, '\n', '')}\n`

/**
 * Written out by hand because JSON.stringify moves keys that look like numbers to the front.
 * `parent` is the key under which the value stands.
 */
const encode = (value: unknown, newline: string, parent: string): string => {
  const inner = newline + indentation
  if (Array.isArray(value)) {
    const items = value.map(item => inner + encode(item ?? null, inner, ''))
    return items.length === 0 ? '[]' : `[${items.join(',')}${newline}]`
  }
  if (typeof value === 'object' && value !== null) {
    const entries = fieldsOf(value, parent).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const lines = entries.map(([key, field]) => `${inner}${encodeScalar(key)}: ${encode(field, inner, key)}`)
    return lines.length === 0 ? '{}' : `{${lines.join(',')}${newline}}`
  }
  return encodeScalar(value)
}

/** The fields of an object that are printed: those with a value, without the bookkeeping of server-side apply. */
const fieldsOf = (object: object, parent: string): [string, unknown][] =>
  Object.entries(object).filter(
    ([key, value]) => value !== undefined && !(parent === 'metadata' && key === 'managedFields'),
  )

const encodeScalar = (value: unknown): string =>
  JSON.stringify(value).replace(goEscapes, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
