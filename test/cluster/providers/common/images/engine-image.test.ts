import {describe, expect, test} from 'vitest'
import {findEngineImage, readEngineImage} from '../../../../../src/cluster/providers/common/images/engine-image.ts'
import {recordedExec} from '../../../../support/exec.ts'

const inspected = (tags: readonly string[], more: object = {}): string =>
  JSON.stringify([{Id: 'sha256:1efdff', RepoTags: tags, Size: 7_920_000, Os: 'linux', Architecture: 'amd64', ...more}])

describe('an image of the engine', () => {
  test('is saved by the name that was given', () => {
    expect(readEngineImage('docker', 'app', inspected(['app:v1', 'app:latest']))).toEqual({
      id: 'sha256:1efdff',
      savedAs: 'app:latest',
      wanted: 'docker.io/library/app:latest',
      size: 7_920_000,
      platform: 'linux/amd64',
    })
  })

  test('of podman, which puts localhost in front, gets the name that was given on the nodes', () => {
    const {id, savedAs, wanted} = readEngineImage('docker', 'app:dev', inspected(['localhost/app:dev'], {Id: '1efdff'}))
    expect({id, savedAs, wanted}).toEqual({
      id: 'sha256:1efdff',
      savedAs: 'localhost/app:dev',
      wanted: 'docker.io/library/app:dev',
    })
  })

  test('that podman has under several registries is saved by the one of the name that was given', () => {
    // podman 4.3: an image of `docker load`, tagged with the name by which kind looks for it.
    const json = inspected(['localhost/museopkim/kubia:latest', 'docker.io/museopkim/kubia:latest'])
    expect(
      ['museopkim/kubia', 'docker.io/museopkim/kubia', 'localhost/museopkim/kubia'].map(word => {
        const {savedAs, wanted} = readEngineImage('podman', word, json)
        return [savedAs, wanted]
      }),
    ).toEqual([
      ['docker.io/museopkim/kubia:latest', 'docker.io/museopkim/kubia:latest'],
      ['docker.io/museopkim/kubia:latest', 'docker.io/museopkim/kubia:latest'],
      ['localhost/museopkim/kubia:latest', 'localhost/museopkim/kubia:latest'],
    ])
  })

  test('that cannot be read is told with the engine that was asked', () => {
    expect(() => readEngineImage('podman', 'app', '[]')).toThrow(
      expect.objectContaining({
        code: 'ANSWER_UNREADABLE',
        message: 'podman image inspect answered with something that cannot be read',
      }),
    )
  })

  test('named by its id goes by its first name', () => {
    expect(readEngineImage('docker', '1efd', inspected(['<none>:<none>', 'app:dev']))).toMatchObject({
      savedAs: 'app:dev',
      wanted: 'docker.io/library/app:dev',
    })
  })

  test('named by its digest keeps that name on the nodes', () => {
    expect(readEngineImage('docker', 'app@sha256:00', inspected(['app:dev']))).toMatchObject({
      savedAs: 'app:dev',
      wanted: 'docker.io/library/app@sha256:00',
    })
  })

  test('has a variant in its platform where the engine tells one', () => {
    expect(readEngineImage('docker', 'app', inspected(['app'], {Architecture: 'arm', Variant: 'v7'})).platform).toBe(
      'linux/arm/v7',
    )
  })

  test('without a name is refused with the way to one', () => {
    expect(() => readEngineImage('docker', '1efd', inspected([]))).toThrow(
      expect.objectContaining({
        code: 'IMAGE_MISSING',
        message: 'the image 1efd has no name, so that no pod could ask for it',
        details: {fix: ['docker tag 1efd web:v1     # gives it a name, such as web:v1, by which it can be loaded']},
      }),
    )
  })
})

describe('an image that the engine does not have', () => {
  test.each([
    [
      'ap:dev',
      [
        'did you mean "app:dev"?',
        'docker pull ap:dev     # pulls it',
        'docker build -t ap:dev .     # or builds it, in the folder with its Dockerfile',
      ],
    ],
    [
      'kubia',
      [
        'docker pull kubia     # pulls it',
        'docker build -t kubia .     # or builds it, in the folder with its Dockerfile',
      ],
    ],
    [
      'museopkim/kubla',
      [
        'did you mean "museopkim/kubia"?',
        'docker pull museopkim/kubla     # pulls it',
        'docker build -t museopkim/kubla .     # or builds it, in the folder with its Dockerfile',
      ],
    ],
  ])('%s is told with what was most likely meant', async (word, fix) => {
    const {exec} = recordedExec({
      'docker image inspect': {exitCode: 1, stderr: `Error: No such image: ${word}\n`},
      'docker images': {stdout: 'app:dev\nmuseopkim/kubia:latest\n<none>:<none>\n'},
    })
    await expect(findEngineImage(exec, 'docker', word)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: `there is no image ${word} on this machine (asked docker)`,
      details: {fix},
    })
  })

  test('is not confused with an engine that fails', async () => {
    const {exec} = recordedExec({
      'docker image inspect': {exitCode: 1, stderr: 'Cannot connect to the Docker daemon\n'},
    })
    await expect(findEngineImage(exec, 'docker', 'x')).rejects.toThrow(
      'docker image inspect x exited with 1: Cannot connect to the Docker daemon',
    )
  })
})
