import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {temporaryFolder} from '../../../../support/temporary.ts'

const BLOCK = 512

/** A header of a tar archive, as POSIX' ustar has it. */
export const header = (name: string, size: number, type: string): Buffer => {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100)
  block.write('0000644\0', 100)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write(' '.repeat(8), 148)
  block.write(type, 156)
  block.write('ustar\0', 257)
  block.write('00', 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

const entry = (name: string, content: Buffer, type = '0'): Buffer =>
  Buffer.concat([header(name, content.length, type), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)])

/** A name of more than 100 bytes needs a pax header in front. */
const file = (name: string, content: Buffer): Buffer => {
  if (name.length <= 100) return entry(name, content)
  const rest = ` path=${name}\n`
  const length = rest.length + String(rest.length + 3).length
  return Buffer.concat([entry('pax', Buffer.from(`${length}${rest}`), 'x'), entry(name.slice(0, 100), content)])
}

export const tar = (files: Readonly<Record<string, string | Buffer>>): Buffer =>
  Buffer.concat([
    ...Object.entries(files).map(([name, content]) => file(name, Buffer.from(content))),
    Buffer.alloc(2 * BLOCK),
  ])

/** Writes a file of this test's own. @returns its path */
export const written = (content: Buffer | string, name = 'images.tar'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

export const digestOf = (content: string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

/** Blobs of an OCI layout: `add` keeps the content and answers with its descriptor. */
export const layout = () => {
  const files: Record<string, string> = {'oci-layout': '{"imageLayoutVersion":"1.0.0"}'}
  const add = (content: object | string, more: object = {}) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const digest = digestOf(text)
    files[`blobs/${digest.replace(':', '/')}`] = text
    return {digest, size: text.length, ...more}
  }
  /** An image of one platform: its manifest. */
  const image = (architecture: string) => {
    const layers = [add(`layer of ${architecture}`)]
    return {layers, config: add({os: 'linux', architecture, rootfs: {diff_ids: layers.map(({digest}) => digest)}})}
  }
  const index = (manifests: object[]): Record<string, string> => ({...files, 'index.json': JSON.stringify({manifests})})
  return {files, add, image, index}
}
