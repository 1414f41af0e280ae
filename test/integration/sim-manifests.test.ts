import {rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {quoteWord} from '../../src/text/quote-word.ts'
import {startSimCluster} from '../support/sim-cluster.ts'
import {temporaryFolder} from '../support/temporary.ts'

const sim = startSimCluster('manifests', ['--workers', '0'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop(), 60_000)

const MANIFESTS = join(import.meta.dirname, '../manifests')
const NESTED = join(MANIFESTS, 'nested')
const deploy = (words: readonly string[], input?: string) =>
  sim.kubia(['deploy', ...words, '--context', sim.context], input)
const configMap = (name: string, namespace?: string): string =>
  JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, ...(namespace && {namespace})}})

/** Deploys a set. @returns what was made, as kubectl names it */
const applied = async (...words: string[]): Promise<string[]> => {
  const {code, stdout, stderr} = await deploy(words)
  expect(code, stderr).toBe(0)
  return stdout.split('\n').filter(Boolean)
}

/** Deploys a set twice and deletes it with kubectl. @returns what was made, as kubectl names it */
const made = async (words: readonly string[], deleted: readonly string[] = words): Promise<string[]> => {
  const first = await applied(...words)
  expect(await applied(...words)).toEqual(first.map(line => line.replace(/ created(?=$| in )/, ' unchanged')))
  await sim.kubectl('--context', sim.context, 'delete', ...deleted)
  return first
}

test('All that several -f name is applied, also with commas', async () => {
  const [top, deep] = [join(NESTED, 'top.yaml'), join(NESTED, 'deeper/deep.yaml')]
  expect(await applied('-f', top, '-f', deep)).toEqual(['configmap/top created', 'configmap/deep created'])
  expect(await applied('-f', `${top},${deep}`)).toEqual(['configmap/top unchanged', 'configmap/deep unchanged'])
  await sim.kubectl('--context', sim.context, 'delete', '-f', top, '-f', deep)
})

test('A folder is read alone, with -R with the folders in it, and a pattern as kubectl reads it', async () => {
  expect(await applied('-f', NESTED)).toEqual(['configmap/top created'])
  expect(await applied('-R', '-f', NESTED)).toEqual(['configmap/deep created', 'configmap/top unchanged'])
  expect(await applied('-f', NESTED)).toEqual(['configmap/top unchanged'])
  expect(await applied('-f', join(NESTED, '*/*.yaml'))).toEqual(['configmap/deep unchanged'])
  await sim.kubectl('--context', sim.context, 'delete', '-R', '-f', NESTED)
})

test('-k applies what a kustomization makes, and -f of its folder says so', async () => {
  const folder = join(MANIFESTS, 'overlay/dev')
  expect(await made(['-k', folder])).toEqual(['configmap/dev-settings created'])
  expect(await deploy(['-f', folder])).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: ${folder}/kustomization.yaml is for -k, and cannot be applied with -f
  Fix:
    kubectl kubia deploy -k ${quoteWord(folder)}
See 'kubectl kubia deploy --help' for usage.
`,
  })
})

test('A URL is fetched, and one that fails is said to fail itself', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/top.yaml' ? 200 : 404
    response.end(configMap('fetched'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    expect(await made(['-f', `${url}/top.yaml`])).toEqual(['configmap/fetched created'])
    const {code, stderr} = await deploy(['-f', `${url}/none.yaml`])
    expect(code).toBe(2)
    expect(stderr).toContain(
      `error: the manifest ${url}/none.yaml cannot be read: its server answers 404 Not Found  [CONFIG_UNREADABLE]\n`,
    )
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
  const {code, stderr} = await deploy(['-f', `${url}/top.yaml`])
  expect(code).toBe(2)
  expect(stderr).toContain(
    `error: the manifest ${url}/top.yaml cannot be read: its server does not answer  [CONFIG_UNREADABLE]\n`,
  )
})

test('An object goes to the namespace that it names, and the others to the context’s', async () => {
  const file = join(MANIFESTS, 'two-namespaces/all.yaml')
  const lines = (verdict: string): string[] =>
    ['default', 'kube-public'].map(name => `configmap/greeting ${verdict} in namespace ${name}`)
  expect(await applied('-f', file)).toEqual(lines('created'))
  const words = ['get', 'configmap', 'greeting', '-o', 'jsonpath={.data.words}']
  const inNamespace = (name: string) => sim.kubectl('--context', sim.context, '-n', name, ...words)
  expect([await inNamespace('default'), await inNamespace('kube-public')]).toEqual(['hello', 'good day'])
  expect(await applied('-f', file)).toEqual(lines('unchanged'))
  await sim.kubectl('--context', sim.context, 'delete', '-f', file)
})

test('An object that names another namespace than -n is refused, and nothing is applied', async () => {
  const {code, stdout, stderr} = await deploy(['-f', '-', '-n', 'default'], configMap('a', 'kube-public'))
  expect({code, stdout}).toEqual({code: 2, stdout: ''})
  expect(stderr).toContain(`error: a manifest names the namespace kube-public, and -n names default
  Fix: leave -n out: each object goes to the namespace that it names
See 'kubectl kubia deploy --help' for usage.
`)
  expect((await deploy(['-f', '-', '-n', 'kube-public'], configMap('a', 'kube-public'))).code).toBe(0)
})

test('A folder without manifests, and a pattern that no file matches, are said', async () => {
  const folder = join(MANIFESTS, 'overlay')
  expect((await deploy(['-f', folder])).stderr).toContain(
    `error: there is no manifest in ${folder}: kubectl reads files that end in .json, .yaml or .yml  [CONFIG_UNREADABLE]\n`,
  )
  expect((await deploy(['-f', join(folder, '*.json')])).stderr).toContain(
    `error: no file matches ${folder}/*.json  [CONFIG_UNREADABLE]\n`,
  )
})

test('Kinds that the server does not have, generated names and documents without a kind are said, and all refused objects', async () => {
  const object = (apiVersion: string, kind: string, metadata: object) => ({apiVersion, kind, metadata})
  const set = (...items: object[]): string => items.map(item => JSON.stringify(item)).join('\n---\n')
  const refusal = async (text: string) => {
    const {code, stdout, stderr} = await deploy(['-f', '-', '--progress', 'quiet'], text)
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    return stderr
  }
  const widgets = set(
    object('extensions/v1beta1', 'Deployment', {name: 'old'}),
    object('example.com/v1', 'Widget', {name: 'w'}),
  )
  expect(
    await refusal(`---\n${widgets}`),
  ).toBe(`error: the API server has no kind Deployment in extensions/v1beta1 (old in STDIN:2)  [NOT_FOUND]
  the API server has no kind Widget in example.com/v1 (w in STDIN:4)
  Fix:
    write apiVersion: apps/v1 for Deployment
    no API group of this server has Widget: install its CustomResourceDefinition first
`)
  expect(
    await refusal(set(object('v1', 'ConfigMap', {generateName: 'x-'}))),
  ).toBe(`error: an object with generateName x- cannot be applied: it has another name each time  [OBJECT_INVALID]
  Fix: give it metadata.name, or make it with kubectl create -f, which makes a new one each time
`)
  expect(
    await refusal('metadata: {name: a}\n'),
  ).toBe(`error: STDIN:1 has a document that is no manifest: Object 'Kind' is missing  [OBJECT_INVALID]
  Fix: a manifest begins with apiVersion: and kind:
`)
  const invalid = (name: string): string =>
    `the API server refuses the ConfigMap ${name}: metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`
  const two = set(object('v1', 'ConfigMap', {name: 'A'}), object('v1', 'ConfigMap', {name: 'B'}))
  expect(await refusal(`---\n${two}`)).toBe(`error: ${invalid('A')}  [OBJECT_INVALID]\n  ${invalid('B')}\n`)
  expect(await refusal(configMap('A'))).toContain(`error: the API server refuses the ConfigMap A: `)
})

test('A document that is no YAML in the middle of a set is said with its line, and nothing is applied', async () => {
  const text = `---\n${configMap('one')}\n---\nmetadata: {name: two\n---\n${configMap('three')}\n`
  expect(await deploy(['-f', '-', '--progress', 'quiet'], text)).toEqual({
    code: 2,
    stdout: '',
    stderr: "error: STDIN:5 has a document that is no YAML: did not find expected ',' or '}'  [OBJECT_INVALID]\n",
  })
  const got = ['get', 'configmap', 'one', 'three', '--ignore-not-found', '-o', 'name']
  expect(await sim.kubectl('--context', sim.context, ...got)).toBe('')
})

const inFolder = (files: Readonly<Record<string, string>>): string => {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}
const names = async (...words: string[]): Promise<string[]> =>
  (await sim.kubectl('--context', sim.context, 'get', ...words, '-o', 'name')).split('\n').filter(Boolean)

const MEMBERS = ['configmap', '-A', '-l', 'applyset.kubernetes.io/part-of']
const SLOW = 180_000

test(
  '--prune removes what an earlier one of the same set made and this one lacks, in all its namespaces',
  async () => {
    const inPublic = configMap('gone', 'kube-public')
    const folder = inFolder({'a.json': configMap('stays'), 'b.json': inPublic, 'c.json': configMap('gone')})
    const prune = () => deploy(['-f', folder, '--prune', '--applyset=shop'])
    expect((await prune()).stdout).toBe(`secret/shop created in namespace default
configmap/stays created in namespace default
configmap/gone created in namespace kube-public
configmap/gone created in namespace default
`)
    expect(await names(...MEMBERS)).toHaveLength(3)
    for (const file of ['b.json', 'c.json']) rmSync(join(folder, file))
    const {code, stdout} = await prune()
    expect({code, stdout: stdout.split('\n').toSorted()}).toEqual({
      code: 0,
      stdout: [
        '',
        'configmap/gone pruned in namespace default',
        'configmap/gone pruned in namespace kube-public',
        'configmap/stays unchanged in namespace default',
        'secret/shop unchanged in namespace default',
      ],
    })
    expect(await names(...MEMBERS)).toEqual(['configmap/stays'])
    expect((await prune()).stdout).toBe('secret/shop unchanged\nconfigmap/stays unchanged\n')
    await sim.kubectl('--context', sim.context, 'delete', 'configmap/stays', 'secret/shop')
  },
  SLOW,
)

test(
  'What --prune would remove is shown by a dry run, and stays without --prune',
  async () => {
    const folder = inFolder({'a.json': configMap('first'), 'b.json': configMap('second')})
    const prune = (...words: string[]) => deploy(['-f', folder, '--prune', '--applyset=configmap/dry', ...words])
    expect((await prune()).code).toBe(0)
    rmSync(join(folder, 'b.json'))
    const dry = await prune('--dry-run=server')
    expect(dry.stdout).toBe(`configmap/dry unchanged (server dry run)
configmap/first unchanged (server dry run)
configmap/second pruned (server dry run)
`)
    expect(dry.stderr).toContain('  - ConfigMap second is removed\n')
    expect((await prune('--dry-run')).stdout).toContain(
      `kubectl --context ${sim.context} --namespace default delete configmap/second --ignore-not-found --wait=false\n`,
    )
    // What is in a set stays in it.
    expect((await deploy(['-f', folder])).stdout).toBe('configmap/first unchanged\n')
    expect(await names(...MEMBERS)).toEqual(['configmap/first', 'configmap/second'])
    await sim.kubectl('--context', sim.context, 'delete', 'configmap', 'first', 'second', 'dry')
  },
  SLOW,
)

test(
  '--prune leaves what kubia did not apply, and a namespace, in which others may have objects',
  async () => {
    const namespace = JSON.stringify({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'extra'}})
    const folder = inFolder({'a.json': configMap('mine'), 'extra.json': namespace})
    const prune = () => deploy(['-f', folder, '--prune'])
    expect((await prune()).code).toBe(0)
    const [parent = ''] = await names('secret', '-l', 'applyset.kubernetes.io/id')
    expect(parent).toMatch(/^secret\/kubia-[a-z0-9-]+-[0-9a-f]{8}$/)
    const id = (await sim.kubectl('--context', sim.context, 'get', parent, '-o', 'jsonpath={.metadata.labels}'))
      .match(/applyset-[\w-]+-v1/)
      ?.at(0)
    await sim.kubectl('--context', sim.context, 'create', 'configmap', 'by-hand')
    await sim.kubectl('--context', sim.context, 'label', 'configmap', 'by-hand', `applyset.kubernetes.io/part-of=${id}`)
    rmSync(join(folder, 'extra.json'))
    const {code, stdout, stderr} = await prune()
    expect({code, stdout}).toEqual({code: 0, stdout: `${parent} unchanged\nconfigmap/mine unchanged\n`})
    expect(stderr).toContain('namespace extra is no longer in the set, and is left: it may hold objects of others')
    expect(await names('configmap/by-hand', 'namespace/extra')).toEqual(['configmap/by-hand', 'namespace/extra'])
    await sim.kubectl('--context', sim.context, 'delete', 'configmap/mine', 'configmap/by-hand', 'ns/extra', parent)
  },
  SLOW,
)

test(
  '--prune refuses a parent that is somebody else’s, and members of another set',
  async () => {
    const folder = inFolder({'a.json': configMap('mine')})
    await sim.kubectl('--context', sim.context, 'create', 'secret', 'generic', 'theirs')
    const taken = await deploy(['-f', folder, '--prune', '--applyset=theirs', '--progress', 'quiet'])
    expect({code: taken.code, stdout: taken.stdout}).toEqual({code: 4, stdout: ''})
    expect(taken.stderr).toContain('  secret theirs in namespace default keeps no set\n')
    expect((await deploy(['-f', folder, '--prune', '--applyset=configmap/one'])).code).toBe(0)
    const other = await deploy(['-f', folder, '--prune', '--applyset=two', '--progress', 'quiet'])
    expect({code: other.code, stdout: other.stdout}).toEqual({code: 4, stdout: ''})
    expect(other.stderr).toContain('  configmap mine is part of another set\n')
    await sim.kubectl('--context', sim.context, 'delete', 'configmap/mine', 'configmap/one', 'secret/theirs')
  },
  SLOW,
)

test('Two names of one port are taken, as kubectl apply takes them, and unchanged by the second time', async () => {
  const ports = [
    {name: 'http', containerPort: 8080},
    {name: 'web', containerPort: 8080},
  ]
  const named = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'named-twice'},
    spec: {containers: [{name: 'a', image: 'museopkim/kubia', ports}]},
  }
  const set = JSON.stringify({apiVersion: 'v1', kind: 'List', items: [named, JSON.parse(configMap('beside'))]})
  const first = await deploy(['-f', '-'], set)
  expect({code: first.code, stdout: first.stdout}, first.stderr).toEqual({
    code: 0,
    stdout: 'configmap/beside created\npod/named-twice created\n',
  })
  const second = await deploy(['-f', '-'], set)
  expect({code: second.code, stdout: second.stdout}).toEqual({
    code: 0,
    stdout: first.stdout.replaceAll(' created', ' unchanged'),
  })
  const plan = await deploy(['-f', '-', '--dry-run'], set)
  expect(plan.stdout.split('\n').filter(line => /^kubectl .* apply /.test(line))).toEqual([
    `kubectl --context ${sim.context} apply --server-side --field-manager=kubia -f - <<'EOF'`,
    `kubectl --context ${sim.context} apply --field-manager=kubia -f - <<'EOF'`,
  ])
  await sim.kubectl('--context', sim.context, 'delete', 'pod/named-twice', 'configmap/beside')
})

test('An object of 3 MB is refused for its size, and nothing of its set is applied', async () => {
  const big = {...JSON.parse(configMap('big')), data: {a: 'x'.repeat(3_000_000)}}
  const set = JSON.stringify({apiVersion: 'v1', kind: 'List', items: [JSON.parse(configMap('beside')), big]})
  const {code, stderr} = await deploy(['-f', '-'], set)
  expect({code, said: stderr.trimEnd().split('\n').at(-1)}).toEqual({
    code: 2,
    said: 'error: the API server refuses the ConfigMap big: Too long: may not be more than 1048576 bytes  [OBJECT_INVALID]',
  })
  expect(await sim.kubectl('--context', sim.context, 'get', 'configmap', '-o', 'name')).not.toContain('beside')
})

test('A set that is deleted while it is waited for ends the wait, which says so', async () => {
  const never = {'sim.kubia.dev/fail-probe': 'readiness'}
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'short-lived', annotations: never},
    spec: {containers: [{name: 'a', image: 'nginx'}]},
  }
  const deploying = deploy(['-f', '-'], JSON.stringify(pod))
  await vi.waitFor(() => sim.kubectl('--context', sim.context, 'get', 'pod', 'short-lived'), {
    timeout: 60_000,
    interval: 300,
  })
  await sim.kubectl('--context', sim.context, 'delete', 'pod', 'short-lived')
  const {code, stderr} = await deploying
  expect({code, said: stderr.trimEnd().split('\n').slice(-2)}).toEqual({
    code: 2,
    said: [
      'error: pod/short-lived in namespace default is gone: it was deleted while waited for  [NOT_FOUND]',
      '  Left: what was applied besides is still there',
    ],
  })
}, 120_000)

test('What kubectl applied by itself, it diffs and applies on the server, and brings its annotation along', async () => {
  const settings = (value: string) =>
    JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}, data: {a: value}})
  const kubectl = (args: readonly string[], input: string) =>
    sim.run('kubectl', ['--context', sim.context, ...args], {input})
  expect((await kubectl(['apply', '-f', '-'], settings('1'))).stdout).toBe('configmap/settings created\n')
  const diff = await kubectl(['diff', '--server-side', '-f', '-'], settings('2'))
  expect(
    {code: diff.code, lines: diff.stdout.split('\n').filter(line => /^[-+] {2}a:/.test(line))},
    diff.stderr,
  ).toEqual({
    code: 1,
    lines: ['-  a: "1"', '+  a: "2"'],
  })
  const applied = await kubectl(['apply', '--server-side', '-f', '-'], settings('2'))
  expect(applied.stdout, applied.stderr).toBe('configmap/settings serverside-applied\n')
  const live = JSON.parse(await sim.kubectl('--context', sim.context, 'get', 'configmap', 'settings', '-o', 'json'))
  expect(JSON.parse(live.metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']).data).toEqual({
    a: '2',
  })
  await sim.kubectl('--context', sim.context, 'delete', 'configmap', 'settings')
})

// That the second time leaves all of them alone is a test of test/workflows/deploy/deploy-files.test.ts.
test('A set of 1,000 objects is made', async () => {
  const set = ['apiVersion: v1\nkind: Namespace\nmetadata: {name: many}\n']
  for (let i = 0; i < 1000; i++) set.push(`${configMap(`c${i}`, 'many')}\n`)
  const {code, stdout, stderr} = await deploy(['-f', '-'], set.join('---\n'))
  expect(code, stderr).toBe(0)
  const lines = ['namespace/many created', ...Array.from({length: 1000}, (_, i) => `configmap/c${i} created`)]
  expect(stdout.split('\n').filter(Boolean)).toEqual(lines)
}, 120_000)
