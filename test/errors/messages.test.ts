import {globSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'

/** A message that something is looked for in, or taken out of. */
const READ =
  /\bmessage\)?(?:\?\.|\.)(?:match|matchAll|split|replace|replaceAll|startsWith|endsWith|includes|indexOf|search|slice)\(|\.(?:test|exec)\([^()]*\bmessage\b|\bstderr\.(?:match|matchAll|includes)\(|\.(?:test|exec)\([^()]*\bstderr\b/g

/** Where a message is read all the same: no error of kubia's, or only to show its first line. */
const ALLOWED: Readonly<Record<string, string>> = {
  'commands/clusters.ts': 'the first line',
  'src/api-server/diagnosis/containers.ts': 'messages of events',
  'src/api-server/locate.ts': 'the file that a fact names, which gets its line',
  'src/cluster/providers/common/images/read-archive.ts': 'an error of the file system',
  'src/cluster/providers/kind/config/kind-yaml.ts': 'warnings of the package yaml',
  'src/cluster/state.ts': 'an error of the file system',
  'src/kubernetes/events/related.ts': 'messages of events',
  'src/kubernetes/events/sentences.ts': 'messages of events',
  'src/printers/failure.ts': 'the lines of a message',
  'src/process/kubeconfig/document.ts': 'errors of the package yaml',
}

test('What an error says is for people: outside src/errors/known nothing takes a message apart', () => {
  const found = ['src/**/*.ts', 'commands/**/*.ts']
    .flatMap(pattern => globSync(pattern))
    .filter(file => !/^src\/(errors\/known|sim)\//.test(file))
    .filter(file => [...readFileSync(file, 'utf8').matchAll(READ)].length > 0)
  expect(found.sort()).toEqual(Object.keys(ALLOWED))
})
