/** A value as Go prints it with `%v`, for messages that quote one: `map[spec:map[replicas:3]]`, `[a b]`. */
export const goText = (value: unknown): string => {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${entries.map(([key, field]) => `${key}:${goText(field)}`).join(' ')}]`
}

/** What Go's JSON decoder says of a text that JSON.parse refuses. */
export const goJsonError = (text: string, error: unknown): string =>
  /end of JSON|Unterminated|after property name in JSON at position (\d+)/.test(String(error)) && isCut(text)
    ? 'unexpected end of JSON input'
    : String((error as Error).message)

/** Whether the text ends before its brackets are closed. */
const isCut = (text: string): boolean => {
  const brackets = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?/g, '').match(/[{}[\]]/g) ?? []
  return brackets.filter(bracket => bracket === '{' || bracket === '[').length * 2 > brackets.length
}
