import {PassThrough, Writable} from 'node:stream'

/** One stream that becomes several: what is written to `input` comes out of each of `outputs`. */
export interface FanOut {
  input: Writable
  outputs: PassThrough[]
}

const isGone = (output: PassThrough): boolean => output.destroyed || output.errored !== null

/** Writes a chunk, and waits until the output has room again or is gone. */
const write = (output: PassThrough, chunk: Buffer): Promise<void> =>
  new Promise(resolve => {
    if (isGone(output) || output.write(chunk)) return resolve()
    const go = (): void => {
      output.off('drain', go).off('close', go)
      resolve()
    }
    output.on('drain', go).on('close', go)
  })

/**
 * Copies a stream to several readers. The slowest reader sets the pace, so that never more than a few chunks are held.
 * A reader that goes away is left out; when the last one has gone, the input fails, and so does what writes to it.
 * @param onBytes called with the number of bytes that each reader has been given in all
 */
export const fanOut = (readers: number, onBytes: (total: number) => void): FanOut => {
  const outputs = Array.from({length: readers}, () => new PassThrough())
  // A reader that goes away makes its output fail: that reader's own program reports why.
  for (const output of outputs) output.on('error', () => {})
  let total = 0
  const input = new Writable({
    write(chunk: Buffer, _encoding, done) {
      total += chunk.length
      Promise.all(outputs.map(output => write(output, chunk))).then(() => {
        if (outputs.every(isGone)) return done(new Error('nobody reads any more'))
        onBytes(total)
        done()
      }, done)
    },
    final(done) {
      for (const output of outputs) output.end()
      done()
    },
    destroy(error, done) {
      // Cut short, it must not look complete to those who read on.
      if (error || !input.writableFinished) for (const output of outputs) output.destroy()
      done(error)
    },
  })
  input.on('error', () => {})
  return {input, outputs}
}
