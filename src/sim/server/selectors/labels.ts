// Label selectors: `app=web,tier in (a, b),!canary,size>3`. All requirements must hold.
import type {Labels} from '../../api/object.ts'
import {badRequest} from '../../api/status.ts'

type Operator = '!' | '!=' | '<' | '=' | '>' | 'exists' | 'in' | 'notin'

interface LabelRequirement {
  key: string
  operator: Operator
  values: string[]
}

const TOKENS = /\s*(!=|==|=|!|<|>|\(|\)|,|[^\s!=<>(),]+)/y

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  TOKENS.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKENS.lastIndex < end) {
    const match = TOKENS.exec(text)
    if (!match?.[1]) throw new SyntaxError(`unable to parse requirement: ${text}`)
    tokens.push(match[1])
  }
  return tokens
}

const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
const PUNCTUATION = new Set(['!=', '==', '=', '!', '<', '>', '(', ')', ','])

/** Reads tokens one by one; every mistake names what was found and what was expected. */
class Reader {
  readonly #tokens: string[]
  #at = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  peek(): string | undefined {
    return this.#tokens[this.#at]
  }

  next(expected: string): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new SyntaxError(`unable to parse requirement: found '', expected: ${expected}`)
    return token
  }

  skip(token: string): void {
    const found = this.next(`'${token}'`)
    if (found !== token) throw new SyntaxError(`unable to parse requirement: found '${found}', expected: '${token}'`)
  }

  key(): string {
    const key = this.next('identifier')
    if (PUNCTUATION.has(key))
      throw new SyntaxError(`unable to parse requirement: found '${key}', expected: !, identifier, or 'end of string'`)
    if (!KEY.test(key))
      throw new SyntaxError(
        `key: Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      )
    return key
  }

  /** May be empty: `app=` asks for an empty value. */
  value(key: string): string {
    const token = this.peek()
    if (token === undefined || token === ',' || token === ')') return ''
    const value = this.next('identifier')
    if (!VALUE.test(value))
      throw new SyntaxError(
        `values[0][${key}]: Invalid value: "${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      )
    return value
  }

  values(key: string): string[] {
    this.skip('(')
    const values = [this.value(key)]
    while (this.peek() === ',') {
      this.skip(',')
      values.push(this.value(key))
    }
    this.skip(')')
    return values
  }
}

const requirement = (reader: Reader): LabelRequirement => {
  if (reader.peek() === '!') {
    reader.skip('!')
    return {key: reader.key(), operator: '!', values: []}
  }
  const key = reader.key()
  const token = reader.peek()
  if (token === undefined || token === ',') return {key, operator: 'exists', values: []}
  const operator = reader.next('operator')
  if (operator === 'in' || operator === 'notin') return {key, operator, values: reader.values(key)}
  if (operator === '=' || operator === '==') return {key, operator: '=', values: [reader.value(key)]}
  if (operator === '!=') return {key, operator, values: [reader.value(key)]}
  if (operator === '<' || operator === '>') return {key, operator, values: [wholeNumber(reader.value(key))]}
  throw new SyntaxError(`unable to parse requirement: found '${operator}', expected: in, notin, =, ==, !=, gt, lt`)
}

const wholeNumber = (text: string): string => {
  if (!/^[-+]?\d+$/.test(text))
    throw new SyntaxError(`values[0]: Invalid value: "${text}": for 'Gt', 'Lt' operators, the value must be an integer`)
  return text
}

const holds = ({key, operator, values}: LabelRequirement, labels: Labels): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (operator === 'exists') return value !== undefined
  if (operator === '!') return value === undefined
  if (operator === '=' || operator === 'in') return value !== undefined && values.includes(value)
  // Without the label there is nothing that could be equal.
  if (operator === '!=' || operator === 'notin') return value === undefined || !values.includes(value)
  if (value === undefined || !/^[-+]?\d+$/.test(value)) return false
  return operator === '<' ? Number(value) < Number(values[0]) : Number(value) > Number(values[0])
}

const ALL = (): boolean => true

/** @param text empty for no selector. @throws ApiError BadRequest */
export const parseLabelSelector = (text: string): ((labels: Labels | undefined) => boolean) => {
  if (text.trim() === '') return ALL
  const requirements: LabelRequirement[] = []
  try {
    const reader = new Reader(text)
    requirements.push(requirement(reader))
    while (reader.peek() !== undefined) {
      reader.skip(',')
      requirements.push(requirement(reader))
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(error.message)
    throw error
  }
  return (labels = {}) => requirements.every(one => holds(one, labels))
}
