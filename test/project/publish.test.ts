import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parsePublish} from '../../src/project/publish.ts'

const form = 'it must be [ADDR:]HOST:NODEPORT[/PROTO], such as 8080:30080 or [::1]:8080:30080'

test.each([
  ['8080:30080', {address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}],
  ['0:30080', {address: '127.0.0.1', hostPort: 0, nodePort: 30080, protocol: 'TCP'}],
  ['0.0.0.0:80:32767', {address: '0.0.0.0', hostPort: 80, nodePort: 32767, protocol: 'TCP'}],
  ['[::1]:53:30053/udp', {address: '::1', hostPort: 53, nodePort: 30053, protocol: 'UDP'}],
  ['65535:30000/Sctp', {address: '127.0.0.1', hostPort: 65535, nodePort: 30000, protocol: 'SCTP'}],
])('%s is read', (text, expected) => {
  expect(parsePublish(text)).toEqual(expected)
})

test.each([
  ['', form],
  ['30080', form],
  ['::1:8080:30080', form],
  [':30080', form],
  [
    '8080:8080',
    "a node port is between 30000 and 32767, and 8080 is not: that is not the app's port; publish 8080:30080",
  ],
  ['0:443', "a node port is between 30000 and 32767, and 443 is not: that is not the app's port; publish 0:30443"],
  ['localhost:8080:30080', '"localhost" is not an IP address; use 127.0.0.1'],
  ['[127.0.0.1]:8080:30080', '"127.0.0.1" is not an IP address'],
  ['[fe80::1%lo]:8080:30080', '"fe80::1%lo" is not an IP address'],
  [':8080:30080', '"" is not an IP address'],
  ['65536:30080', 'the host port must be a number from 0 to 65535, not "65536"'],
  ['-1:30080', 'the host port must be a number from 0 to 65535, not "-1"'],
  ['8080:http', 'the node port must be a number, not "http"'],
  ['8080:30080/icmp', 'the protocol must be one of TCP, UDP, SCTP, not "icmp"'],
  ['8080:30080/', 'the protocol must be one of TCP, UDP, SCTP, not ""'],
])('%j is refused in kubectl’s words', (text, reason) => {
  expect(() => parsePublish(text)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: `invalid argument ${JSON.stringify(text)} for "-p, --publish" flag: ${reason}`,
    }),
  )
})

test('Any text is read or refused with a usage error', () => {
  const part = fc.oneof(
    fc.constantFrom(':', '[', ']', '/', '::1', '30080', '8080', 'udp', '127.0.0.1'),
    fc.string({maxLength: 5}),
  )
  fc.assert(
    fc.property(fc.array(part, {maxLength: 8}), parts => {
      try {
        expect(parsePublish(parts.join('')).nodePort).toBeGreaterThanOrEqual(30_000)
      } catch (error) {
        expect(error).toMatchObject({code: 'USAGE'})
      }
    }),
  )
})
