// The structural schemas of CustomResourceDefinitions: what of OpenAPI v3 an API server takes for its objects.

/** One node. Unknown keywords are refused by the definition's own validation, and ignored here. */
export interface Structural {
  type?: string
  format?: string
  description?: string
  nullable?: boolean
  default?: unknown
  enum?: readonly unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  properties?: Readonly<Record<string, Structural>>
  required?: readonly string[]
  items?: Structural
  additionalProperties?: Structural | boolean
  allOf?: readonly Structural[]
  anyOf?: readonly Structural[]
  oneOf?: readonly Structural[]
  not?: Structural
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-list-type'?: string
  'x-kubernetes-list-map-keys'?: readonly string[]
  'x-kubernetes-map-type'?: string
  'x-kubernetes-validations'?: readonly unknown[]
}

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What every object of the API has, whatever its schema says; so has an embedded one. */
export const OF_OBJECTS: readonly string[] = ['apiVersion', 'kind', 'metadata']

/** What a field of an object is; undefined for one that the schema does not have. */
export const fieldOf = ({properties = {}, additionalProperties}: Structural, name: string): Structural | undefined => {
  if (Object.hasOwn(properties, name)) return properties[name]
  if (additionalProperties === true) return {}
  return additionalProperties || undefined
}

/** What the API server says of work that has no end here: a limit of this server. */
export class TooMuchWork extends Error {
  constructor() {
    super('the object takes the simulated cluster too long to check against the schema of its definition')
  }
}

/** Steps that are left to check one object with: the only thing that bounds patterns, alternatives and defaults alike. */
export class Budget {
  #left: number

  constructor(steps = 10_000_000) {
    this.#left = steps
  }

  /** @throws TooMuchWork */
  spend(steps = 1): void {
    this.#left -= steps
    if (this.#left < 0) throw new TooMuchWork()
  }
}
