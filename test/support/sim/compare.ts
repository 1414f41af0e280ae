import {isDeepStrictEqual} from 'node:util'
import type {Reply} from './api-client.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Where two values are not the same: `.spec.replicas: 1, simulated: 2`. */
export const differences = (real: unknown, simulated: unknown, path = ''): string[] => {
  if (isDeepStrictEqual(real, simulated)) return []
  if (isObject(real) && isObject(simulated) && Array.isArray(real) === Array.isArray(simulated))
    return [...new Set([...Object.keys(real), ...Object.keys(simulated)])].flatMap(key =>
      differences(real[key], simulated[key], `${path}.${key}`),
    )
  return [`${path}: ${JSON.stringify(real)}, simulated: ${JSON.stringify(simulated)}`]
}

/** A value that Go prints as a structure; what is said of it stands behind. */
const QUOTED =
  /^(\w+ value): (?:(?:\[\])?[\w.*]+\{.*\}|\[\][\w.]+\(nil\)|map\[[\w.]+\][\w.]+(?:\{.*\}|\(nil\)))(: .*)?$/s

/** See `quoted` of the known differences. */
const sameMessage = (real: string, simulated: string): boolean => {
  if (real === simulated) return true
  const [, word, detail = ''] = QUOTED.exec(real) ?? []
  return word !== undefined && simulated.startsWith(`${word}: `) && simulated.endsWith(detail)
}

interface Cause {
  reason?: string
  message: string
  field?: string
}

const causeText = ({reason, field, message}: Cause): string => `${reason} ${field}: ${message}`

const causeDifferences = (real: readonly Cause[], simulated: readonly Cause[]): string[] => {
  const same = (a: Cause, b: Cause) => a.reason === b.reason && a.field === b.field && sameMessage(a.message, b.message)
  const rest = [...simulated]
  const missing = real.filter(cause => {
    const at = rest.findIndex(one => same(cause, one))
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map(cause => `only real: ${causeText(cause)}`),
    ...rest.map(cause => `only simulated: ${causeText(cause)}`),
  ]
}

/** See `group` of the known differences. */
const FIRST_GROUP = 'extensions'

/** How two answers that refuse differ: in code, reason, what they are about, causes, and where there are none in words. */
export const refusalDifferences = (real: Reply, simulated: Reply): string[] => {
  const about = ({code, body}: Reply) => {
    const {causes: _, ...details} = body.details ?? {}
    const group = details.group === FIRST_GROUP ? 'networking.k8s.io' : details.group
    return {
      code,
      reason: body.reason,
      details: {...details, ...(group && {group})},
      ...(!body.details?.causes && {message: body.message}),
    }
  }
  return [
    ...differences(about(real), about(simulated)),
    ...causeDifferences(real.body.details?.causes ?? [], simulated.body.details?.causes ?? []),
  ]
}
