/** A part of an object while defaults are put into it. */
export type Fields = Record<string, unknown>

/** The object itself as a list of one, or none: `for (const spec of record(pod.spec))` visits it where it is. */
export const record = (value: unknown): Fields[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? [value as Fields] : []

/** The objects of a list. */
export const items = (value: unknown): Fields[] => (Array.isArray(value) ? value.flatMap(record) : [])

/** Whether a field has nothing that Go would send: nothing, `""` or `0`. */
export const isUnset = (value: unknown): boolean => value === undefined || value === null || value === '' || value === 0

/** Sets what is not set; to Go's defaults, `""` and `0` are not set either. */
export const fill = (target: Fields, defaults: Fields): void => {
  for (const [field, value] of Object.entries(defaults))
    if (value !== undefined && isUnset(target[field])) target[field] = value
}

/** The same for pointers: `0` is a value there. */
export const fillPointers = (target: Fields, defaults: Fields): void => {
  for (const [field, value] of Object.entries(defaults)) target[field] ??= value
}
