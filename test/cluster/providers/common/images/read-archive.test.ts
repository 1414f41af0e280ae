import {mkdirSync, truncateSync} from 'node:fs'
import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {isArchiveWord} from '../../../../../src/cluster/providers/common/images/archive-word.ts'
import {readArchive} from '../../../../../src/cluster/providers/common/images/read-archive.ts'
import {fixLines} from '../../../../support/advice.ts'
import {temporaryFolder} from '../../../../support/temporary.ts'
import {digestOf, header, layout, tar, written} from './archives.ts'

const CONFIG = JSON.stringify({os: 'linux', architecture: 'amd64'})
const ID = digestOf(CONFIG)
const HEX = ID.replace('sha256:', '')

/** What docker before 25 saves. */
const saved = (tags: readonly string[] | null): Record<string, string | Buffer> => ({
  [`${HEX}.json`]: CONFIG,
  'l1/layer.tar': Buffer.alloc(3000, 1),
  'manifest.json': JSON.stringify([{Config: `${HEX}.json`, RepoTags: tags, Layers: ['l1/layer.tar']}]),
})

describe('an archive of docker save', () => {
  test('tells its images’ names, ids and platforms', async () => {
    const file = written(tar(saved(['app:dev', 'museopkim/kubia'])))
    expect(await readArchive(file)).toEqual({
      file,
      bytes: 6656,
      compression: 'none',
      images: [
        {
          names: ['docker.io/library/app:dev', 'docker.io/museopkim/kubia:latest'],
          ids: [ID],
          platforms: ['linux/amd64'],
        },
      ],
    })
  })

  test('may be packed with gzip, whatever its name', async () => {
    const {compression, images} = await readArchive(written(gzipSync(tar(saved(['app:dev'])))))
    expect({compression, names: images[0]?.names}).toEqual({compression: 'gzip', names: ['docker.io/library/app:dev']})
  })

  test('may have long names, and files of more than is read at once', async () => {
    const long = `${'d'.repeat(60)}/${'e'.repeat(60)}/layer.tar`
    const files = {
      [`${HEX}.json`]: CONFIG,
      [long]: Buffer.alloc(2 * 1024 * 1024, 1),
      'manifest.json': JSON.stringify([{Config: `${HEX}.json`, RepoTags: ['app:dev'], Layers: [long]}]),
    }
    expect((await readArchive(written(tar(files)))).images).toHaveLength(1)
    expect((await readArchive(written(gzipSync(tar(files))))).images).toHaveLength(1)
  })
})

describe('an OCI layout', () => {
  test('tells the digests of index, manifests and configurations, and which platforms are there', async () => {
    const {add, image, index} = layout()
    const amd64 = image('amd64')
    const manifest = add(amd64, {platform: {os: 'linux', architecture: 'amd64'}})
    const absent = {digest: `sha256:${'0'.repeat(64)}`, platform: {os: 'linux', architecture: 'arm64'}}
    const attestation = add({config: add('{}'), layers: []}, {platform: {os: 'unknown', architecture: 'unknown'}})
    const list = add({manifests: [manifest, absent, attestation]})
    const file = written(
      tar(index([{...list, annotations: {'io.containerd.image.name': 'docker.io/library/app:dev'}}])),
    )
    expect((await readArchive(file)).images).toEqual([
      {
        names: ['docker.io/library/app:dev'],
        ids: [list.digest, manifest.digest, amd64.config.digest],
        platforms: ['linux/amd64'],
      },
    ])
  })

  test('that has docker’s table too, as of docker 25 and later, has each image once', async () => {
    const {add, image, index} = layout()
    const one = image('amd64')
    const manifest = add(one)
    const files = index([{...manifest, annotations: {'io.containerd.image.name': 'docker.io/library/app:dev'}}])
    const path = (digest: string): string => `blobs/${digest.replace(':', '/')}`
    const table = [
      {Config: path(one.config.digest), RepoTags: ['app:dev'], Layers: one.layers.map(l => path(l.digest))},
    ]
    expect((await readArchive(written(tar({...files, 'manifest.json': JSON.stringify(table)})))).images).toEqual([
      {
        names: ['docker.io/library/app:dev'],
        ids: [manifest.digest, one.config.digest],
        platforms: ['linux/amd64'],
      },
    ])
  })

  test.each([
    ['team/app:v1', ['docker.io/team/app:v1']],
    ['latest', undefined],
  ])('whose reference is %s has the names %j', async (reference, names) => {
    const {add, image, index} = layout()
    const manifest = add(image('amd64'), {annotations: {'org.opencontainers.image.ref.name': reference}})
    const reading = readArchive(written(tar(index([manifest]))))
    if (names) expect((await reading).images[0]?.names).toEqual(names)
    else await expect(reading).rejects.toThrow(/its images have no names$/)
  })
})

describe('a file that cannot be loaded is refused with the reason', () => {
  const truncated = (content: Buffer, by: number): string => {
    const file = written(content)
    truncateSync(file, content.length - by)
    return file
  }
  const whole = tar(saved(['app:dev']))
  const {'l1/layer.tar': _, ...withoutLayer} = saved(['app:dev'])
  const {'manifest.json': __, ...withoutTable} = saved(['app:dev'])
  const folder = (): string => {
    const path = `${temporaryFolder()}/x.tar`
    mkdirSync(path)
    return path
  }
  test.each<[string, () => string, string]>([
    ['is not there', () => '/nowhere/x.tar', 'there is no such file'],
    ['is a folder', folder, 'it is a folder'],
    ['is empty', () => written(''), 'it is no tar archive'],
    ['is text', () => written('hello\n'.repeat(200)), 'it is no tar archive'],
    ['is packed with zstd', () => written(Buffer.from('28b52ffd0000', 'hex')), 'it is packed with zstd'],
    ['ends within a layer', () => truncated(whole, 3500), 'it is cut short'],
    ['ends within a header', () => truncated(whole, 2 * 512 + 512 + 100), 'it is cut short'],
    ['ends before its table', () => truncated(whole, 2 * 512 + 2 * 512), 'not one of images'],
    ['is packed and cut short', () => truncated(gzipSync(whole), 30), 'it is cut short'],
    [
      'is packed and damaged',
      () => written(Buffer.concat([gzipSync(whole).subarray(0, 60), Buffer.alloc(90, 7)])),
      'it is damaged',
    ],
    ['lacks a layer', () => written(tar(withoutLayer)), 'it is not complete: a layer is missing'],
    ['is another tar archive', () => written(tar(withoutTable)), 'it is a tar archive, but not one of images'],
    ['has no names', () => written(tar(saved(null))), 'its images have no names'],
    [
      'has a broken table',
      () => written(tar({...withoutTable, 'manifest.json': '[{'})),
      'its manifest.json is not JSON',
    ],
  ])('because it %s', async (_title, make, why) => {
    const failure = await readArchive(make()).catch(error => error)
    expect(failure).toMatchObject({code: 'ARCHIVE_INVALID'})
    expect(failure.message).toContain(why)
  })

  test('with lines that name what they are about', async () => {
    const fixOf = async (file: string) => fixLines(await readArchive(file).catch(error => error))
    const [nameless, cut] = [written(tar(saved(null)), 'web.tar'), written(whole.subarray(0, 3000), 'my app.tar.gz')]
    expect(await fixOf(nameless)).toEqual([
      `docker load -i ${nameless}     # loads them into the engine`,
      `docker tag ${ID} web:v1     # gives it a name, by which it can be loaded`,
    ])
    expect(await fixOf(cut)).toEqual([`docker save 'my app' -o '${cut}'     # writes it again, where the image is`])
  })
})

test.each([
  ['app.tar', true],
  ['images.tar.gz', true],
  ['images.tgz', true],
  ['./images', true],
  ['/tmp/images', true],
  ['app:dev', false],
  ['museopkim/kubia', false],
  ['localhost:5000/app:v1.tar', true],
])('%s is an archive file: %s', (word, is) => expect(isArchiveWord(word)).toBe(is))

describe('an archive that would take all memory', () => {
  test('is refused where its small files are too many bytes together', async () => {
    const blob = Buffer.alloc(1024 * 1024, 1)
    const files = Object.fromEntries(Array.from({length: 65}, (_, index) => [`blobs/${index}`, blob]))
    const file = written(gzipSync(tar(files)))
    await expect(readArchive(file)).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: `${file} cannot be loaded: it has more files than an archive of images`,
    })
  })

  test('is refused where a long name has no end', async () => {
    const file = written(Buffer.concat([header('pax', 0o77777777777, 'x'), Buffer.alloc(2048)]))
    await expect(readArchive(file)).rejects.toMatchObject({message: `${file} cannot be loaded: it is damaged`})
  })
})
