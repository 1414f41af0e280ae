// DER, the encoding of certificates (ITU-T X.690): a tag, a length, the content. Only what an X.509 certificate needs.

const lengthOf = (count: number): Buffer => {
  if (count < 0x80) return Buffer.from([count])
  const bytes: number[] = []
  for (let rest = count; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

const element = (tag: number, ...contents: Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export const sequence = (...items: Uint8Array[]): Buffer => element(0x30, ...items)
export const set = (...items: Uint8Array[]): Buffer => element(0x31, ...items)
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]))
export const octetString = (content: Uint8Array): Buffer => element(0x04, content)
export const utf8String = (text: string): Buffer => element(0x0c, Buffer.from(text))
/** @param unused how many bits at the end don't count */
export const bitString = (content: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), content)
/** A field with a number of its own in place of a name. */
export const tagged = (number: number, ...contents: Uint8Array[]): Buffer => element(0xa0 | number, ...contents)
/** The same for a field whose content is no sequence. */
export const implicit = (number: number, content: Uint8Array): Buffer => element(0x80 | number, content)

/** A number that is not negative, most significant byte first. */
export const integer = (bytes: Uint8Array): Buffer => {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const trimmed = bytes.subarray(start)
  // A first bit that is set would stand for a negative number.
  return element(0x02, ((trimmed[0] ?? 0) & 0x80) === 0 ? trimmed : Buffer.concat([Buffer.from([0]), trimmed]))
}

/** @param dotted such as `2.5.29.17` */
export const objectIdentifier = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return element(0x06, Buffer.from(bytes))
}

/** Two digits of the year until 2049 and four from then on, as RFC 5280 wants it. */
export const time = (date: Date): Buffer => {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return date.getUTCFullYear() < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}
