// Frames of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00), as far as port forwarding needs them: Kubernetes' stream protocol
// in all versions from 1.20 to 1.36.

const CONTROL_VERSION = 0x8003
const FLAG_FIN = 0x01
const TYPE = {synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7} as const
/** The status of RST_STREAM for a stream that is no longer wanted. */
const CANCEL = 5
/** What a control frame may hold at most, in bytes: beyond it, the other side does not speak SPDY. */
const MAX_CONTROL = 1 << 16

const controlFrame = (type: number, flags: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(CONTROL_VERSION, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(body.length, 4)
  head[4] = flags
  return Buffer.concat([head, body])
}

const lengthAndText = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const NOTHING = Buffer.alloc(0)
const ZLIB_HEAD = Buffer.from([0x78, 0x01])
const EMPTY_BLOCK = Buffer.from([0, 0, 0, 0xff, 0xff])

/**
 * A header block of SPDY is part of one zlib stream that runs through the whole connection. Stored blocks (RFC 1951,
 * 3.2.4) make it out of plain bytes: they need no compressor whose state must be kept in the order of the frames. An
 * empty one at the end is what a reader takes as "all of it is there" (zlib's Z_SYNC_FLUSH); Go's waits for it.
 * @param first true for the first block of a connection, which begins the zlib stream (RFC 1950)
 */
const headerBlock = (headers: Readonly<Record<string, string>>, first: boolean): Buffer => {
  const entries = Object.entries(headers)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(entries.length)
  const plain = Buffer.concat([count, ...entries.flatMap(([name, value]) => [name, value].map(lengthAndText))])
  const stored = Buffer.alloc(5)
  stored.writeUInt16LE(plain.length, 1)
  stored.writeUInt16LE(~plain.length & 0xffff, 3)
  return Buffer.concat([first ? ZLIB_HEAD : NOTHING, stored, plain, EMPTY_BLOCK])
}

/** Opens a stream. @param fin true where nothing will be sent on it */
export const synStream = (
  id: number,
  headers: Readonly<Record<string, string>>,
  {first, fin}: {first: boolean; fin: boolean},
): Buffer => {
  const ids = Buffer.alloc(10)
  ids.writeUInt32BE(id)
  return controlFrame(TYPE.synStream, fin ? FLAG_FIN : 0, Buffer.concat([ids, headerBlock(headers, first)]))
}

/** Ends a stream in both directions. */
export const resetStream = (id: number): Buffer => {
  const body = Buffer.alloc(8)
  body.writeUInt32BE(id)
  body.writeUInt32BE(CANCEL, 4)
  return controlFrame(TYPE.rstStream, 0, body)
}

/** The head of a data frame; `length` bytes follow it. */
export const dataHead = (id: number, length: number, fin: boolean): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id)
  head.writeUInt32BE(length, 4)
  head[4] = fin ? FLAG_FIN : 0
  return head
}

/** What came in. Data of a frame may come in several pieces; a stream's end comes by itself. */
export type Incoming =
  | {type: 'data'; id: number; bytes: Buffer}
  | {type: 'end'; id: number}
  | {type: 'reset'; id: number}
  | {type: 'ping'; frame: Buffer}
  | {type: 'goAway'}

const readControl = (frame: Buffer): Incoming[] => {
  const type = frame.readUInt16BE(2)
  const id = frame.length >= 12 ? frame.readUInt32BE(8) & 0x7fffffff : 0
  const isFin = ((frame[4] ?? 0) & FLAG_FIN) !== 0
  if (type === TYPE.rstStream) return [{type: 'reset', id}]
  if (type === TYPE.goAway) return [{type: 'goAway'}]
  if (type === TYPE.ping) return [{type: 'ping', frame}]
  // What the other side says in a reply's headers does not matter here; only whether it ends the stream.
  return type === TYPE.synReply && isFin ? [{type: 'end', id}] : []
}

/** Reads the bytes of a connection, in whatever pieces they come. @throws Error where they are not SPDY */
export const createFrameReader = (): ((chunk: Buffer) => Incoming[]) => {
  let rest: Buffer = Buffer.alloc(0)
  let data: {id: number; left: number; fin: boolean} | undefined
  const takeData = (out: Incoming[]): void => {
    if (!data) return
    const bytes = rest.subarray(0, data.left)
    rest = rest.subarray(bytes.length)
    data.left -= bytes.length
    if (bytes.length > 0) out.push({type: 'data', id: data.id, bytes})
    if (data.left > 0) return
    if (data.fin) out.push({type: 'end', id: data.id})
    data = undefined
  }
  return chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const out: Incoming[] = []
    takeData(out)
    while (!data && rest.length >= 8) {
      const length = rest.readUInt32BE(4) & 0xffffff
      if ((rest.readUInt8(0) & 0x80) === 0) {
        data = {id: rest.readUInt32BE(0), left: length, fin: (rest.readUInt8(4) & FLAG_FIN) !== 0}
        rest = rest.subarray(8)
        takeData(out)
        continue
      }
      if (rest.readUInt16BE(0) !== CONTROL_VERSION || length > MAX_CONTROL)
        throw new Error('an answer that is not SPDY')
      if (rest.length < 8 + length) break
      out.push(...readControl(rest.subarray(0, 8 + length)))
      rest = rest.subarray(8 + length)
    }
    return out
  }
}
