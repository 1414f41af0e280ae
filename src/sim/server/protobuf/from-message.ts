// From a decoded message to the form that the same object has in JSON.

import {type Field, MapField, type Type} from 'protobufjs'
import type {Fields} from '../../schema/fields.ts'
import {readJson} from '../../schema/index.ts'

/** Go embeds these structs, so that in JSON their fields stand beside the others. */
const INLINED = new Set([
  'ephemeralContainerCommon',
  'handler',
  'ingressRuleValue',
  'localObjectReference',
  'persistentVolumeSource',
  'volumeSource',
])

const number = (value: unknown): number =>
  typeof value === 'number' ? value : (value as {toNumber: () => number}).toNumber()

const base64 = (value: unknown): string => Buffer.from(value as Uint8Array).toString('base64')

/** @returns null for the time of Go that says "none", as Go writes it */
const time = ({seconds, nanos}: Fields, digits: 0 | 6): string | null => {
  if (seconds === undefined) return null
  const text = new Date(number(seconds) * 1000).toISOString().slice(0, 19)
  const fraction =
    digits === 0
      ? ''
      : `.${String(nanos ?? 0)
          .padStart(9, '0')
          .slice(0, digits)}`
  return `${text}${fraction}Z`
}

const rawJson = (bytes: unknown): unknown =>
  bytes ? readJson(Buffer.from(bytes as Uint8Array).toString()).value : null

/** Messages that JSON writes as something else than an object. */
const SPECIAL: Readonly<Record<string, (message: Fields) => unknown>> = {
  ExtraValue: ({items}) => items,
  FieldsV1: ({Raw}) => rawJson(Raw),
  IntOrString: ({type = 0, intVal = 0, strVal = ''}) => (number(type) === 0 ? intVal : strVal),
  MicroTime: message => time(message, 6),
  Quantity: ({string: text}) => text,
  RawExtension: ({raw}) => rawJson(raw),
  Time: message => time(message, 0),
}

const isEmpty = (field: Field, value: object): boolean =>
  (field instanceof MapField || field.repeated) && Object.keys(value).length === 0

const valueFrom = (field: Field, value: unknown): unknown => {
  const type = field.resolvedType
  if (type && 'decode' in type) return fromMessage(type as Type, value as object)
  if (field.type === 'bytes') return base64(value)
  return typeof value === 'object' ? number(value) : value
}

/** @throws TextError where JSON in it is none */
export const fromMessage = (type: Type, message: object): unknown => {
  const special = SPECIAL[type.name]
  if (special) return special({...message})
  const fields: Fields = {}
  for (const [name, value] of Object.entries(message)) {
    const field = type.fields[name]?.resolve()
    // An empty list is not on the wire at all; the decoder makes one up.
    if (!field || value === undefined || value === null || isEmpty(field, value)) continue
    if (field instanceof MapField)
      fields[name] = Object.fromEntries(
        Object.entries(value as Fields).map(([key, one]) => [key, valueFrom(field, one)]),
      )
    else if (field.repeated) fields[name] = (value as unknown[]).map(one => valueFrom(field, one))
    else if (INLINED.has(name)) Object.assign(fields, valueFrom(field, value))
    else fields[name] = valueFrom(field, value)
  }
  return fields
}
