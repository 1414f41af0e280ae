import {join} from 'node:path'
import {expect} from 'vitest'

/** Sets of manifests as guides have them, in `test/manifests`. */
export interface GuideSet {
  title: string
  /** What is passed to `deploy` and to `kubectl delete`, behind the name of the folder. */
  words: readonly string[]
  /** Whether its kinds can be made on a simulated cluster, and on a kind cluster of Kubernetes 1.20. */
  on: {sim: boolean; kind: boolean}
  /** True: its objects name their namespaces. */
  names?: boolean
}

const set = (title: string, path: string, on: Partial<GuideSet['on']> = {}): GuideSet => ({
  title,
  words: ['-f', join(import.meta.dirname, '../manifests', path)],
  on: {sim: true, kind: true, ...on},
})

export const MANIFEST_SETS: readonly GuideSet[] = [
  set('A guestbook with Redis', 'guestbook'),
  set('WordPress with MySQL and claims', 'wordpress'),
  set('A database with a headless service', 'database'),
  set('An ingress with two hosts', 'ingress'),
  set('A cron job', 'cron-job', {kind: false}),
  set('An agent on every node with RBAC', 'agent'),
  set('An autoscaler', 'autoscaler/v1.yaml'),
  set('An autoscaler of the newer version', 'autoscaler/v2.yaml', {kind: false}),
  set('A definition with an object', 'definition'),
  {...set('Two namespaces', 'two-teams'), names: true},
  {...set('An overlay', 'overlay/dev'), words: ['-k', join(import.meta.dirname, '../manifests/overlay/dev')]},
]

/** Programs at a cluster: each resolves with what it ended with. */
export interface AtCluster {
  kubia: (args: string[]) => Promise<{code: number | null; stdout: string; stderr: string}>
  /** @returns its standard output; rejects where it fails */
  kubectl: (args: string[]) => Promise<string>
}

/**
 * Deploys a set twice, looks at it, and has kubectl delete it, which leaves nothing of it.
 * @param namespace where its objects go that name none. @returns what the first deploy printed
 */
export const expectTakenTwice = async (
  {kubia, kubectl}: AtCluster,
  {words, names}: GuideSet,
  namespace: string,
): Promise<{stdout: string; stderr: string}> => {
  const place = names ? [] : ['-n', namespace]
  const deploy = () => kubia(['deploy', ...words, ...place, '--progress', 'quiet'])
  const first = await deploy()
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/ created/)
  const second = await deploy()
  expect({code: second.code, stdout: second.stdout}, second.stderr).toEqual({
    code: 0,
    stdout: first.stdout.replaceAll(/ created(?=\n| in )/g, ' unchanged'),
  })
  const status = await kubia(['status', ...(names ? ['-A'] : place), '--exit-code'])
  expect(status.code, status.stdout).toBe(0)
  await kubectl(['delete', ...words, ...place])
  expect(await kubectl(['get', ...words, ...place, '--ignore-not-found', '-o', 'name'])).toBe('')
  return first
}
