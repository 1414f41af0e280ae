// The formats of strings that are checked (k8s.io/kube-openapi, pkg/validation/strfmt); all others are taken as they come.
import {isIPv4, isIPv6} from 'node:net'

const isDate = (text: string): boolean => {
  const [year, month, day] = text.split('-').map(Number)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day
}

const TIME = /^[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,20})?(?:[Zz]|[+-]\d{2}:\d{2})$/

const isCidr = (text: string): boolean => {
  const [address = '', bits = '', ...rest] = text.split('/')
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128)
}

const isUri = (text: string): boolean =>
  text.startsWith('/') || (URL.canParse(text) && /^[A-Za-z][A-Za-z\d+.-]*:/.test(text))

const LONGEST_HOSTNAME = 255
const LABEL = /^[A-Za-z\d](?:[A-Za-z\d_-]{0,61}[A-Za-z\d])?$/

/** A Go duration, or a number of days and the like in words, of which only the first is taken here. */
const DURATION = /^-?(?:\d{1,20}(?:\.\d{0,20})?(?:ns|us|µs|ms|s|m|h|d|w)\s?){1,20}$/

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  byte: text => /^[A-Za-z\d+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  cidr: isCidr,
  date: isDate,
  'date-time': text => isDate(text.slice(0, 10)) && TIME.test(text.slice(10)),
  duration: text => text === '0' || DURATION.test(text),
  email: text => text.length < 321 && /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/.test(text),
  hostname: text => text.length <= LONGEST_HOSTNAME && text.split('.').every(label => LABEL.test(label)),
  ipv4: isIPv4,
  ipv6: isIPv6,
  mac: text => /^(?:[\dA-Fa-f]{2}([:-]))(?:[\dA-Fa-f]{2}\1){4}[\dA-Fa-f]{2}$/.test(text),
  uri: isUri,
  uuid: text => /^[\dA-Fa-f]{8}-?(?:[\dA-Fa-f]{4}-?){3}[\dA-Fa-f]{12}$/.test(text),
}

/** Whether a text is of a format; one that is not known fits every text. */
export const isOfFormat = (format: string, text: string): boolean =>
  Object.hasOwn(FORMATS, format) ? (FORMATS[format]?.(text) ?? true) : true

/**
 * The formats that an API server keeps of a schema, without their hyphens; it looks at no other, `int32` among them
 * (k8s.io/apiextensions-apiserver, pkg/apiserver/validation/formats.go).
 */
const KEPT: ReadonlySet<string> = new Set(
  `bsonobjectid byte cidr creditcard date datetime duration email hexcolor hostname ipv4 ipv6 isbn isbn10 isbn13 mac
  password rgbcolor ssn uri uuid uuid3 uuid4 uuid5`.split(/\s+/),
)

/** The format of a schema, as far as an API server looks at it; empty for none. */
export const formatOf = ({format = ''}: {format?: string}): string =>
  KEPT.has(format.replaceAll('-', '')) ? format : ''
