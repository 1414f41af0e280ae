import {stat} from 'node:fs/promises'
import {basename} from 'node:path'
import type {Advice} from '../../../../errors/advice.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {engineProgram} from '../../../../process/engine-program.ts'
import {quoteWord} from '../../../../text/quote-word.ts'
import type {ImageArchive} from '../../../provider.ts'
import {ArchiveProblem, readImages} from './archive-index.ts'
import {type ByteSource, fileSource, gzipSource} from './byte-source.ts'
import {fullName} from './image-name.ts'
import {readTar, TarProblem} from './tar.ts'

/** Files up to this size are read: tables and configurations are far smaller, layers mostly far larger. */
const MAX_CONTENT = 1024 * 1024
/** What is read of all of them, in bytes, and how many files an archive may have. */
const MAX_CONTENTS = 64 * 1024 * 1024
const MAX_FILES = 100_000

/** How files begin that are packed, and what unpacks them; gzip is unpacked here. */
const PACKED: readonly {name: string; magic: string; unpack: string}[] = [
  {name: 'gzip', magic: '1f8b', unpack: ''},
  {name: 'zstd', magic: '28b52ffd', unpack: 'zstd -d'},
  {name: 'xz', magic: 'fd377a585a00', unpack: 'xz -dk'},
  {name: 'bzip2', magic: '425a68', unpack: 'bzip2 -dk'},
]

const refuse = (file: string, why: string, fix: readonly Advice[], cause?: unknown): KubiaError =>
  new KubiaError('ARCHIVE_INVALID', `${file} cannot be loaded: ${why}`, {fix: [...fix], ...(cause ? {cause} : {})})

/** An image that may be in an archive, by the name of the file: `web` of `/tmp/web.tar.gz`. */
const imageOf = (file: string): string => basename(file).replace(/\.(?:tar|tgz)\b.*$/i, '')

const saveAgain = (file: string): Advice[] => [
  {command: [engineProgram(), 'save', imageOf(file), '-o', file], comment: 'writes it again, where the image is'},
]

const openFile = async (file: string): Promise<{source: ByteSource; bytes: number; gzip: boolean}> => {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    throw refuse(file, 'there is no such file', ['name an archive file, or an image without “.tar”'])
  })
  if (!found.isFile())
    throw refuse(file, found.isDirectory() ? 'it is a folder' : 'it is no ordinary file', saveAgain(file))
  const source = await fileSource(file)
  const magic = (await source.read(6)).toString('hex')
  await source.close()
  const packed = PACKED.find(kind => magic.startsWith(kind.magic))
  if (packed && packed.unpack !== '')
    throw refuse(file, `it is packed with ${packed.name}`, [`${packed.unpack} ${file}`])
  return {source: packed ? gzipSource(file) : await fileSource(file), bytes: found.size, gzip: packed !== undefined}
}

/**
 * Reads what an archive has, without its layers.
 * @throws KubiaError ARCHIVE_INVALID where it cannot be read, is no archive of images, is cut short or has no names
 */
export const readArchive = async (file: string): Promise<ImageArchive> => {
  try {
    const {source, bytes, gzip} = await openFile(file)
    try {
      const sizes = new Map<string, number>()
      const contents = new Map<string, Buffer>()
      let read = 0
      for await (const {name, size, content} of readTar(source, entry => entry.size <= MAX_CONTENT)) {
        sizes.set(name, size)
        if (content) contents.set(name, content)
        read += content?.length ?? 0
        if (read > MAX_CONTENTS || sizes.size > MAX_FILES)
          throw refuse(file, 'it has more files than an archive of images', saveAgain(file))
      }
      const images = readImages({sizes, contents}, fullName)
      if (!images.some(({names}) => names.length > 0))
        throw refuse(file, 'its images have no names', [
          {command: `${engineProgram()} load -i ${quoteWord(file)}`, comment: 'loads them into the engine'},
          ...images.flatMap(({ids: [id]}) =>
            id === undefined
              ? []
              : {
                  command: [engineProgram(), 'tag', id, `${imageOf(file)}:v1`],
                  comment: 'gives it a name, by which it can be loaded',
                },
          ),
        ])
      return {file, bytes, compression: gzip ? 'gzip' : 'none', images}
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof TarProblem || error instanceof ArchiveProblem)
      throw refuse(file, error.message, saveAgain(file))
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'Z_BUF_ERROR') throw refuse(file, 'it is cut short', saveAgain(file), error)
    if (code.startsWith('Z_')) throw refuse(file, 'it is damaged', saveAgain(file), error)
    if (/^E[A-Z]+$/.test(code))
      throw refuse(file, (error as Error).message.replace(/,.*/, ''), [`ls -l ${file}`], error)
    throw error
  }
}
