import {once} from 'node:events'
import {duplexPair} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {expect, test} from 'vitest'
import {DICTIONARY} from '../../../src/sim/streams/spdy/dictionary.ts'
import {
  controlFrame,
  dataFrame,
  FIN,
  type Frame,
  FrameReader,
  TYPES,
  words,
} from '../../../src/sim/streams/spdy/frames.ts'
import {formatHeaders, HeaderCodec, parseHeaders} from '../../../src/sim/streams/spdy/headers.ts'
import {SpdySession, type SpdyStream} from '../../../src/sim/streams/spdy/session.ts'

test('frames come out whole, however their bytes are cut', () => {
  const bytes = Buffer.concat([
    dataFrame(3, Buffer.from('hello')),
    controlFrame(TYPES.ping, words(7)),
    dataFrame(3, Buffer.alloc(0), FIN),
  ])
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = new FrameReader()
    const frames = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]
    expect(frames.map(summary)).toEqual(['data 3 0 hello', 'control 6 0 0007', 'data 3 1 '])
  }
})

test('a large frame comes out whole, also where each of its bytes comes by itself', () => {
  const payload = Buffer.alloc(300_000, 'x')
  const reader = new FrameReader()
  const frames = [...dataFrame(3, payload), ...dataFrame(5, Buffer.from('y'))].flatMap(byte =>
    reader.push(Buffer.from([byte])),
  )
  expect(frames.map(({payload: bytes}) => bytes.length)).toEqual([300_000, 1])
  expect(frames[0]?.payload.equals(payload)).toBe(true)
})

const summary = (frame: Frame): string =>
  frame.kind === 'data'
    ? `data ${frame.stream} ${frame.flags} ${frame.payload}`
    : `control ${frame.type} ${frame.flags} ${[...frame.payload].join('')}`

test('another version is refused', () => {
  expect(() => new FrameReader().push(Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0]))).toThrow('another version')
})

test('the dictionary is the one that the protocol fixes', () => {
  let [a, b] = [1, 0]
  for (const byte of DICTIONARY) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  expect([DICTIONARY.length, ((b << 16) | a) >>> 0]).toEqual([1423, 0xe3c6a7c2])
})

test('headers survive formatting', () => {
  const headers = {streamtype: 'data', port: '8080', requestid: '0'}
  expect(parseHeaders(formatHeaders(headers))).toEqual(headers)
  expect(() => parseHeaders(formatHeaders(headers).subarray(0, 20))).toThrow(RangeError)
})

test('header blocks of one connection are compressed with what came before', async () => {
  const [sender, receiver] = [new HeaderCodec(), new HeaderCodec()]
  const blocks = [await sender.write({port: '8080'}), await sender.write({port: '8080', more: 'x'})]
  expect(await receiver.read(blocks[0]!)).toEqual({port: '8080'})
  expect(await receiver.read(blocks[1]!)).toEqual({port: '8080', more: 'x'})
  sender.close()
  receiver.close()
})

test('what is no header block fails', async () => {
  const codec = new HeaderCodec()
  await expect(codec.read(Buffer.from('nothing of the kind'))).rejects.toThrow()
  codec.close()
})

/** A client's end: it writes frames and reads those of the server. */
const connected = () => {
  const [client, server] = duplexPair()
  const streams: SpdyStream[] = []
  const session = new SpdySession(server, stream => streams.push(stream))
  const served = session.run(Buffer.alloc(0))
  const reader = new FrameReader()
  const frames: Frame[] = []
  client.on('data', (chunk: Buffer) => frames.push(...reader.push(chunk)))
  const codec = new HeaderCodec()
  const open = async (id: number, headers: Record<string, string>, flags = 0): Promise<void> => {
    const head = Buffer.concat([words(id, 0), Buffer.from([0, 0])])
    client.write(controlFrame(TYPES.synStream, Buffer.concat([head, await codec.write(headers)]), flags))
  }
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 1))
  }
  return {client, served, streams, frames, open, until, codec}
}

test('a session opens streams, carries data both ways and ends them one by one', async () => {
  const {client, streams, frames, open, until, codec, served} = connected()
  await open(1, {streamtype: 'error', requestid: '0'}, FIN)
  await open(3, {streamtype: 'data', requestid: '0', port: '8080'})
  await until(() => streams.length === 2)
  expect(streams.map(({headers}) => headers['streamtype'])).toEqual(['error', 'data'])
  client.write(dataFrame(3, Buffer.from('to the pod')))
  client.write(dataFrame(3, Buffer.alloc(0), FIN))
  expect((await buffer(streams[1]!)).toString()).toBe('to the pod')
  streams[1]?.end('from the pod')
  await until(() => frames.some(({flags}) => flags === FIN))
  expect(frames.filter(({kind}) => kind === 'data').map(summary)).toEqual(['data 3 0 from the pod', 'data 3 1 '])
  expect(frames.filter(frame => frame.kind === 'control' && frame.type === TYPES.synReply)).toHaveLength(2)
  codec.close()
  client.end()
  await served
})

test('a ping comes back, and a stream that is destroyed is reset', async () => {
  const {client, streams, frames, open, until, codec, served} = connected()
  client.write(controlFrame(TYPES.ping, words(9)))
  await open(1, {streamtype: 'data'})
  await until(() => streams.length === 1)
  streams[0]?.destroy()
  await until(() => frames.length === 3)
  expect(frames.map(frame => (frame.kind === 'control' ? frame.type : frame.kind))).toEqual([
    TYPES.ping,
    TYPES.synReply,
    TYPES.rstStream,
  ])
  codec.close()
  client.end()
  await served
})

test('streams end with their connection', async () => {
  const {client, streams, open, until, codec, served} = connected()
  await open(1, {streamtype: 'data'})
  await until(() => streams.length === 1)
  const closed = once(streams[0]!, 'close')
  client.destroy()
  await closed
  codec.close()
  await served.catch(() => undefined)
})
