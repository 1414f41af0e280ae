import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {followCluster} from '../../../src/expose/tunnel/follow-cluster.ts'
import {apiServer} from '../../api-server/transport/api-server.ts'

/** Follows an empty cluster until the last of some looks was taken. @returns what was noted */
const follow = async (looks: (() => void)[]): Promise<string[]> => {
  const proxy = await apiServer((request, response) => {
    if (!request.url?.includes('watch=true'))
      response.end(JSON.stringify({metadata: {resourceVersion: '10'}, items: []}))
  })
  const notes: string[] = []
  const controller = new AbortController()
  const scope = {namespace: undefined, note: (line: string) => void notes.push(line), tickMs: 1}
  await followCluster(proxy, scope, controller.signal, async () => {
    if (looks.length === 0) controller.abort()
    looks.shift()?.()
  })
  return notes
}
const refuse = (): never => {
  throw new KubiaError('FORBIDDEN', 'services/status is forbidden')
}

test('what is refused from the start ends it', async () => {
  await expect(follow([refuse])).rejects.toMatchObject({code: 'FORBIDDEN'})
})

test('what is refused after it worked once is tried again, and told once', async () => {
  expect(await follow([() => {}, refuse, refuse])).toEqual(['not done, and tried again: services/status is forbidden'])
})
