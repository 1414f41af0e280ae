// What is said of a field that is wrong: k8s.io/apimachinery, pkg/util/validation/field/errors.go.
import type {StatusCause} from '../../api/status.ts'

/** Values are quoted as JSON, as since Kubernetes 1.33; before that it was Go syntax. */
const quoted = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value))

const cause = (reason: string, field: string, message: string, detail: string): StatusCause => ({
  reason,
  message: detail === '' ? message : `${message}: ${detail}`,
  ...(field !== '' && {field}),
})

export const required = (field: string, detail = ''): StatusCause =>
  cause('FieldValueRequired', field, 'Required value', detail)

export const invalid = (field: string, value: unknown, detail: string): StatusCause =>
  cause('FieldValueInvalid', field, `Invalid value: ${quoted(value)}`, detail)

export const forbidden = (field: string, detail: string): StatusCause =>
  cause('FieldValueForbidden', field, 'Forbidden', detail)

export const duplicate = (field: string, value: unknown, detail = ''): StatusCause =>
  cause('FieldValueDuplicate', field, `Duplicate value: ${quoted(value)}`, detail)

export const notFound = (field: string, value: unknown): StatusCause =>
  cause('FieldValueNotFound', field, `Not found: ${quoted(value)}`, '')

export const notSupported = (field: string, value: unknown, supported: readonly string[]): StatusCause => {
  const values = supported.map(one => JSON.stringify(one)).join(', ')
  return cause('FieldValueNotSupported', field, `Unsupported value: ${quoted(value)}`, `supported values: ${values}`)
}

/** @param most bytes */
export const tooLong = (field: string, most: number): StatusCause =>
  cause('FieldValueTooLong', field, 'Too long', `may not be more than ${most} bytes`)

/** Of a value of another type than its schema has. */
export const typeInvalid = (field: string, value: unknown, detail: string): StatusCause =>
  cause('FieldValueTypeInvalid', field, `Invalid value: ${quoted(value)}`, detail)

export const tooMany = (field: string, count: number, most: number): StatusCause =>
  cause('FieldValueTooMany', field, `Too many: ${count}`, `must have at most ${most} item${most === 1 ? '' : 's'}`)

/** One cause for each message. */
export const invalids = (field: string, value: unknown, messages: readonly string[]): StatusCause[] =>
  messages.map(message => invalid(field, value, message))

/** @returns the cause where the value is set and not one of those supported; a value that is not set where it is needed */
export const oneOf = (
  field: string,
  value: unknown,
  supported: readonly string[],
  need: 'optional' | 'required' = 'required',
): StatusCause[] => {
  if (value === undefined || value === '') return need === 'required' ? [required(field)] : []
  return supported.includes(value as string) ? [] : [notSupported(field, value, supported)]
}

export const nonNegative = (field: string, value: unknown): StatusCause[] =>
  typeof value === 'number' && value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : []

/** @returns causes for values that came up before, in the order given; what is not set does not count */
export const unique = (values: readonly {field: string; value: unknown}[]): StatusCause[] => {
  const seen = new Set<unknown>()
  return values.flatMap(({field, value}) => {
    if (value === undefined || value === '') return []
    if (seen.has(value)) return [duplicate(field, value)]
    seen.add(value)
    return []
  })
}
