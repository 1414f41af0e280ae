import {constants, inflateSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {createFrameReader, dataHead, resetStream, synStream} from '../../../src/api-server/transport/spdy.ts'

/** The header block of a stream's first frame, read by zlib as a server reads it. */
const readHeaders = (block: Buffer): Record<string, string> => {
  const plain = inflateSync(block, {finishFlush: constants.Z_SYNC_FLUSH})
  const headers: Record<string, string> = {}
  let at = 4
  const text = (): string => {
    const length = plain.readUInt32BE(at)
    at += 4 + length
    return plain.subarray(at - length, at).toString()
  }
  for (let left = plain.readUInt32BE(0); left > 0; left--) {
    const name = text()
    headers[name] = text()
  }
  return headers
}

describe('a stream', () => {
  test('begins with headers that zlib can read', () => {
    const frame = synStream(5, {streamtype: 'error', port: '8080'}, {first: true, fin: true})
    expect(frame.readUInt16BE(0)).toBe(0x8003)
    expect(frame.readUInt16BE(2)).toBe(1)
    expect(frame[4]).toBe(1)
    expect(frame.readUInt32BE(4) & 0xffffff).toBe(frame.length - 8)
    expect(frame.readUInt32BE(8)).toBe(5)
    expect(readHeaders(frame.subarray(18))).toEqual({streamtype: 'error', port: '8080'})
  })

  test('goes on with the zlib stream that the first one began', () => {
    const first = synStream(1, {a: '1'}, {first: true, fin: false}).subarray(18)
    const second = synStream(3, {b: '2'}, {first: false, fin: false}).subarray(18)
    const both = inflateSync(Buffer.concat([first, second]), {finishFlush: constants.Z_SYNC_FLUSH})
    expect(both.toString('latin1')).toContain('b\0\0\0\u00012')
  })
})

describe('what comes in', () => {
  const wire = Buffer.concat([
    dataHead(5, 5, false),
    Buffer.from('hello'),
    dataHead(5, 0, true),
    resetStream(7),
    Buffer.from([0x80, 3, 0, 6, 0, 0, 0, 4, 0, 0, 0, 2]),
    Buffer.from([0x80, 3, 0, 2, 1, 0, 0, 6, 0, 0, 0, 9, 0, 0]),
    Buffer.from([0x80, 3, 0, 7, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]),
  ])
  const read = (size: number): string[] => {
    const reader = createFrameReader()
    const out: string[] = []
    for (let at = 0; at < wire.length; at += size)
      for (const frame of reader(wire.subarray(at, at + size)))
        out.push([frame.type, 'id' in frame ? frame.id : '', 'bytes' in frame ? frame.bytes : ''].join(' ').trim())
    return out
  }

  test('is read in one piece', () => {
    expect(read(wire.length)).toEqual(['data 5 hello', 'end 5', 'reset 7', 'ping', 'end 9', 'goAway'])
  })

  test('is read the same, byte by byte, but for the pieces of the data', () => {
    expect(read(1)).toEqual([
      ...[...'hello'].map(letter => `data 5 ${letter}`),
      'end 5',
      'reset 7',
      'ping',
      'end 9',
      'goAway',
    ])
  })

  test('is refused where it is not SPDY', () => {
    expect(() => createFrameReader()(Buffer.from([0x80, 9, 0, 0, 0, 0, 0, 0]))).toThrow('an answer that is not SPDY')
  })
})
