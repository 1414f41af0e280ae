import {expect, test} from 'vitest'
import {mustBeLocal, planBuild} from '../../../src/workflows/deploy/build.ts'

test('A local build can’t reach a cluster that is not local', () => {
  expect(() => mustBeLocal(undefined, 'prod-eu', 'web')).toThrow(
    expect.objectContaining({
      code: 'NOT_LOCAL',
      message: "context prod-eu leads to no local cluster: its nodes can't get a local build",
    }),
  )
})

test('The plan of a build brings the image to the nodes as load does, and to simulated ones not at all', () => {
  const [build, note] = [
    'docker build --tag kubia.local/web:dev .',
    '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
  ]
  expect(planBuild('web', {folder: '.'}, {provider: 'sim', name: 'lesson'})).toEqual([
    build,
    note,
    '# simulated nodes download nothing: every image is there as it is',
  ])
  expect(planBuild('web', {folder: '.'}, {provider: 'kind', name: 'kubia'}).slice(2)).toEqual([
    'for node in $(kind get nodes --name kubia); do',
    expect.stringMatching(/^ {2}docker save kubia\.local\/web:dev \| /),
    'done',
  ])
})
