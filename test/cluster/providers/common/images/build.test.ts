import {describe, expect, test} from 'vitest'
import {
  buildCommand,
  buildFlags,
  buildImage,
  pushCommand,
  readBuildStep,
} from '../../../../../src/cluster/providers/common/images/build.ts'
import {builtName, contentName} from '../../../../../src/cluster/providers/common/images/built-name.ts'
import type {Exec} from '../../../../../src/process/exec.ts'
import {type Answer, recordedExec} from '../../../../support/exec.ts'

const ID = 'sha256:bc18bb4a70bc5cb9b1b0e0c7d2a1e4f3'
const inspected = {stdout: JSON.stringify([{Id: ID, RepoTags: ['kubia.local/shop:dev'], Size: 1}])}
const build = (exec: Exec, told: string[] = []): Promise<string> =>
  buildImage(exec, 'docker', 'shop', {folder: './app'}, detail => told.push(detail))

test.each([
  [{folder: './app'}, [], 'build --tag kubia.local/shop:dev ./app'],
  [{folder: '.', dockerfile: 'deploy/Dockerfile'}, [], 'build --file deploy/Dockerfile --tag kubia.local/shop:dev .'],
  [{folder: '.'}, ['--load'], 'build --load --tag kubia.local/shop:dev .'],
  [{folder: '.', registry: 'localhost:5001'}, [], 'build --tag localhost:5001/shop:dev .'],
])('%j is built with %j', (source, flags, line) =>
  expect(buildCommand('docker', 'shop', source, flags).args.join(' ')).toBe(line),
)

test('A build gets the flags that its help names', () => {
  const help = '      --file string\n      --force-rm   Always remove\n      --load-x\n      --rm=true'
  expect(buildFlags(help)).toEqual(['--force-rm'])
  expect(buildFlags(`${help}\n      --load      Shorthand`)).toEqual(['--load', '--force-rm'])
  expect(buildFlags('')).toEqual([])
})

test('An image is named by its content', () => {
  expect([builtName('shop'), contentName('shop', ID)]).toEqual([
    'kubia.local/shop:dev',
    'kubia.local/shop:bc18bb4a70bc',
  ])
})

test.each([
  ['Step 2/5 : COPY a /a', '2/5 COPY a /a'],
  ['STEP 2/5: COPY a /a', '2/5 COPY a /a'],
  ['#7 [2/5] COPY a /a', '2/5 COPY a /a'],
  ['#7 [build 2/5] RUN make', '2/5 RUN make'],
  ['#7 [internal] load build context', undefined],
  ['#7 CACHED', undefined],
  [' ---> bc18bb4a70bc', undefined],
])('The line %j tells the step %j', (line, step) => expect(readBuildStep(line)).toBe(step))

test('An image is pushed to its registry; podman is told that it speaks no TLS', () => {
  const line = (engine: string): string => pushCommand(engine, 'localhost:5001/shop:1').args.join(' ')
  expect([line('docker'), line('podman')]).toEqual([
    'push localhost:5001/shop:1',
    'push --tls-verify=false localhost:5001/shop:1',
  ])
})

describe('a build', () => {
  test('for a registry is named by its content there', async () => {
    const {exec, asked} = recordedExec({'docker build': {}, 'docker image inspect': inspected, 'docker tag': {}})
    const source = {folder: './app', registry: 'localhost:5001'}
    expect(await buildImage(exec, 'docker', 'shop', source, () => {})).toBe('localhost:5001/shop:bc18bb4a70bc')
    expect(asked.at(-1)).toBe('docker tag localhost:5001/shop:dev localhost:5001/shop:bc18bb4a70bc')
  })

  test('tells its steps, and has its image named by its content', async () => {
    const {exec, asked} = recordedExec({
      'docker build --help': {stdout: '      --load   Shorthand\n'},
      'docker build': {stdout: 'Step 1/2 : FROM scratch\n ---> \nStep 2/2 : COPY a /a\n'},
      'docker image inspect': inspected,
      'docker tag': {},
    })
    const told: string[] = []
    expect(await build(exec, told)).toBe('kubia.local/shop:bc18bb4a70bc')
    expect(told).toEqual(['1/2 FROM scratch', '2/2 COPY a /a'])
    expect(asked).toEqual([
      'docker build --help',
      'docker build --load --tag kubia.local/shop:dev ./app',
      'docker image inspect kubia.local/shop:dev',
      'docker tag kubia.local/shop:dev kubia.local/shop:bc18bb4a70bc',
    ])
  })

  const failing = (answer: Answer) =>
    build(recordedExec({'docker build --help': {}, 'docker build': {exitCode: 1, ...answer}}).exec)

  test('that fails is told with its last lines', async () => {
    await expect(
      failing({
        stdout: 'Step 1/2 : FROM a\n ---> 1\nStep 2/2 : RUN make\n ---> Running in 2\n',
        stderr:
          "DEPRECATED: The legacy builder is deprecated\n            Install the buildx component:\n            https://docs.docker.com/go/buildx/\n\nThe command '/bin/sh -c make' returned a non-zero code: 2\n",
      }),
    ).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: 'docker cannot build the image for shop from ./app',
      details: {
        evidence: [
          'Step 1/2 : FROM a',
          ' ---> 1',
          'Step 2/2 : RUN make',
          ' ---> Running in 2',
          "The command '/bin/sh -c make' returned a non-zero code: 2",
        ],
        left: 'nothing was deployed',
      },
    })
  })

  const REFUSED = 'Get "http://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'
  test.each([
    [REFUSED, 'pull the image that FROM names, to see why'],
    [
      `Step 1/2 : FROM --platform=linux/amd64 localhost:1/web:2\n${REFUSED}`,
      'docker pull localhost:1/web:2     # to see why',
    ],
    [
      'pull access denied for nothing, repository does not exist or may require docker login',
      'docker pull nothing     # to see why',
    ],
    [
      'ERROR: failed to solve: nothing:1: failed to resolve source metadata for docker.io/library/nothing:1: not found',
      'docker pull docker.io/library/nothing:1     # to see why',
    ],
  ])('whose base image cannot be pulled is reported as that, with the line that tells why: %s', async (line, fix) => {
    await expect(failing({stderr: `${line}\n`})).rejects.toMatchObject({
      code: 'IMAGE_UNAVAILABLE',
      message: 'the image for shop cannot be built: its base image cannot be pulled',
      details: {fix: [fix]},
    })
  })
})
