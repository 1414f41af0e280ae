import {expect, test} from 'vitest'
import {ANSWER_LIMIT_MS, createFacts} from '../../src/checks/facts.ts'
import {checksFor} from '../../src/checks/index.ts'
import {createKindFacts} from '../../src/cluster/providers/kind/checks/kind-facts.ts'
import type {Exec, ExecOptions} from '../../src/process/exec.ts'
import {container} from '../cluster/fixtures.ts'

const ANSWERS: Readonly<Record<string, string>> = {
  'docker -v': 'Docker version 20.10.24, build 297e128',
  'docker version': '{"Server":{"Version":"20.10.24"}}',
  'kind version': 'kind v0.33.0 go1.27.2 linux/amd64',
  'docker ps': 'a kubia-control-plane\n',
  'docker inspect': JSON.stringify([container('kubia', 'control-plane')]),
  'kind export': '',
}

test('The checks’ listing has a time limit, and what the provider that they found does later has none', async () => {
  const limits: Record<string, number | undefined> = {}
  const exec: Exec = async ({program, args}, options: ExecOptions = {}) => {
    const words = `${program} ${args[0]}`
    limits[words] = options.timeoutMs
    return {exitCode: 0, stdout: ANSWERS[words] ?? '', stderr: '', elapsedMs: 1}
  }
  const facts = createFacts(exec, {provider: 'kind', kubeconfig: undefined})
  expect((await facts.clusters.ask()).map(({name}) => name)).toEqual(['kubia'])
  expect(limits['docker ps']).toBe(ANSWER_LIMIT_MS)
  const provider = await facts.provider.ask()
  await provider.exportKubeconfig('kubia', undefined)
  expect(limits).toHaveProperty(['kind export'], undefined)
  await provider.list()
  expect(limits['docker ps']).toBeUndefined()
})

test('Each fact is owned by a check that says why it cannot be found out', () => {
  const exec: Exec = () => Promise.reject(new Error('asked'))
  const request = {provider: 'kind', kubeconfig: undefined}
  const facts = createFacts(exec, request)
  const owners = Object.values({...facts, ...createKindFacts(exec, request)}).flatMap(value =>
    value instanceof Object && 'owner' in value ? [value.owner] : [],
  )
  expect(owners).toHaveLength(10)
  // A preflight has a check of its own for the cluster that it is about.
  const titles = [...checksFor(facts).map(({title}) => title), 'cluster']
  expect(owners.filter(owner => !titles.includes(owner))).toEqual([])
})
