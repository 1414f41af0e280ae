/** Opcodes of RFC 6455, section 5.2. */
export const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10]

/** The most bytes of one frame, and of one message: clients send pieces of a connection. */
export const MOST_PAYLOAD = 4 * 1024 * 1024

/** What is no frame of a client. */
export class FrameError extends Error {}

export interface Frame {
  opcode: number
  /** Whether the message ends with it. */
  final: boolean
  payload: Buffer
}

const FINAL = 0x80
const MASKED = 0x80

/** A frame as a server sends it: whole, and not masked. */
export const frameBytes = (opcode: number, payload: Buffer): Buffer => {
  const {length} = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 0x10000 ? 4 : 10)
  head[0] = FINAL | opcode
  head[1] = length < 126 ? length : length < 0x10000 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

/** Where the parts of a frame are. */
interface Layout {
  mask: number
  payload: number
  length: number
}

/** @returns undefined where more bytes are needed to know. @throws FrameError */
const layoutOf = (bytes: Buffer): Layout | undefined => {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return undefined
  if ((first & 0x70) !== 0) throw new FrameError('an extension that was not agreed on')
  if ((second & MASKED) === 0) throw new FrameError('a frame that is not masked')
  const short = second & 0x7f
  const mask = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < mask) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (length > MOST_PAYLOAD) throw new FrameError('a frame that is too long')
  return {mask, payload: mask + 4, length}
}

/** Takes the frames out of a client's bytes, however those are cut. */
export class FrameReader {
  #bytes = Buffer.alloc(0)

  /** @throws FrameError */
  push(bytes: Buffer): Frame[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    const frames: Frame[] = []
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | undefined {
    const layout = layoutOf(this.#bytes)
    if (!layout) return undefined
    const {mask, payload, length} = layout
    if (this.#bytes.length < payload + length) return undefined
    const key = this.#bytes.subarray(mask, payload)
    const masked = this.#bytes.subarray(payload, payload + length)
    const [first = 0] = this.#bytes
    this.#bytes = this.#bytes.subarray(payload + length)
    const plain = Buffer.from(masked.map((byte, index) => byte ^ (key[index % 4] ?? 0)))
    return {opcode: first & 0x0f, final: (first & FINAL) !== 0, payload: plain}
  }
}
