import {describe, expect, test} from 'vitest'
import {complete, formatCompletion, type LiveValues} from '../../src/shell/completer/complete.ts'
import {readLine} from '../../src/shell/completer/line.ts'
import {completionTable, type ManifestCommand} from '../../src/shell/completion-table.ts'

const FLAGS: ManifestCommand['flags'] = {
  namespace: {name: 'namespace', char: 'n', type: 'option'},
  context: {name: 'context', type: 'option'},
  timeout: {name: 'timeout', type: 'option'},
  output: {name: 'output', char: 'o', type: 'option', options: ['json', 'yaml']},
  wait: {name: 'wait', type: 'boolean', allowNo: true, description: 'wait for it'},
  publish: {name: 'publish', char: 'p', type: 'option', multiple: true},
  'dry-run': {name: 'dry-run', type: 'option', options: ['client', 'none']},
  type: {name: 'type', type: 'option', options: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']},
  filename: {name: 'filename', char: 'f', type: 'option'},
}
const command = (args: Record<string, boolean>, flags = FLAGS): ManifestCommand => ({
  summary: 'does it',
  args: Object.fromEntries(Object.entries(args).map(([name, multiple]) => [name, {name, multiple}])),
  flags,
})
const TABLE = completionTable(
  {
    up: command({name: false}),
    down: command({name: true}),
    status: command({kind: true}),
    // These take their words apart themselves.
    scale: command({}),
    expose: command({}),
    logs: command({}),
    undo: command({}),
    deploy: command({}),
    run: command({}),
    open: command({service: false}),
    load: command({image: true}, {...FLAGS, name: {name: 'name', type: 'option'}}),
    'config:print': command({name: false}),
    'config:validate': command({file: false}),
    completion: {summary: 'print it', args: {shell: {name: 'shell', options: ['zsh', 'bash', 'fish']}}, flags: {}},
    'completion:install': command({}),
  },
  {config: {description: 'the config'}},
  ['v', 'dry-run'],
  [],
  {progress: 'how progress is shown'},
)
const ALL = [
  'completion',
  'config',
  'deploy',
  'down',
  'expose',
  'load',
  'logs',
  'open',
  'run',
  'scale',
  'status',
  'undo',
  'up',
  'help',
]
const LIVE_VALUES: LiveValues = {
  clusters: async () => ['kubia', 'shop'],
  contexts: async () => ['kind-kubia'],
  images: async () => ['app:1'],
  objects: async kinds => kinds.map(kind => `${kind.replace(/s$/, '')}/my-${kind.replace(/s$/, '')}`),
}

const ask = async (...words: string[]): Promise<{values: string[]; directive: number}> => {
  const text = formatCompletion(await complete(readLine(words, TABLE), TABLE, async () => LIVE_VALUES))
  const lines = text.trimEnd().split('\n')
  return {
    values: lines.slice(0, -1).map(line => line.split('\t')[0] as string),
    directive: Number(lines.at(-1)?.slice(1)),
  }
}

describe('what may follow', () => {
  test.each<[string, string[], string[]]>([
    ['nothing: the commands', [''], ALL],
    ['flags in front of the command', ['-n', 'foo', ''], ALL],
    ['a group: its commands', ['config', ''], ['print', 'validate']],
    ['a command that is a group too: both', ['completion', ''], ['install', 'zsh', 'bash', 'fish']],
    ['down: clusters', ['down', ''], ['kubia', 'shop']],
    ['down and a cluster: more of them', ['down', 'kubia', ''], ['kubia', 'shop']],
    ['up and a cluster: nothing', ['up', 'kubia', ''], []],
    ['status node: nodes', ['status', 'node', ''], ['my-node']],
    ['status pod/: pods with their kind', ['status', 'pod/'], ['pod/my-pod']],
    ['status pod a: other pods', ['status', 'pod', 'my-pod', ''], []],
    ['status with flags in between', ['status', '--context', 'c', 'pod', ''], ['my-pod']],
    ['deploy: deployments', ['deploy', ''], ['my-deployment']],
    ['run: a name that is yet to be found', ['run', ''], []],
    ['logs pod: pods', ['logs', 'pod', ''], ['my-pod']],
    ['a name that every object has: nothing', ['constructor', ''], []],
    ['a flag that every object has', ['up', '--constructor='], []],
    ['scale deployment: deployments', ['scale', 'deployment', ''], ['my-deployment']],
    ['undo daemonset: daemon sets', ['undo', 'daemonset', ''], ['my-daemonset']],
    ['scale of a bare name: nothing', ['scale', 'web', ''], []],
    ['scale KIND NAME: nothing', ['scale', 'deployment', 'web', ''], []],
    ['scale deployment/: deployments', ['scale', 'deployment/'], ['deployment/my-deployment']],
    ['open: services, and ingresses behind a slash', ['open', ''], ['my-service', 'ingress/']],
    ['load: images', ['load', ''], ['app:1']],
    ['load --name: clusters', ['load', '--name', ''], ['kubia', 'shop']],
    ['load ./: no images', ['load', './'], []],
    ['a flag with fixed values', ['up', '-o', ''], ['json', 'yaml']],
    ['a flag and =: bare values', ['up', '--output='], ['json', 'yaml']],
    ['a boolean and =', ['up', '--wait='], ['true', 'false']],
    ['a boolean: no value of its own', ['down', '--wait', ''], ['kubia', 'shop']],
    ['a bare --dry-run: no value of its own', ['down', '--dry-run', ''], ['kubia', 'shop']],
    ['--context: contexts', ['status', '--context', ''], ['kind-kubia']],
    ['-n in front: namespaces', ['-n', ''], ['my-namespace']],
    [
      '--type: kinds of services',
      ['expose', 'web', '--type', ''],
      ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
    ],
    ['-p: nothing that could be guessed', ['up', '-p', ''], []],
    ['an unknown flag and =: nothing', ['up', '--nope='], []],
    ['an unknown command: nothing', ['nope', ''], []],
    ['help: the commands of a group', ['help', 'config', ''], ['print', 'validate']],
    ['help: commands and topics', ['help', ''], [...ALL.filter(name => name !== 'help'), 'progress']],
    ['--: arguments only', ['down', '--', ''], ['kubia', 'shop']],
  ])('%s', async (_title, words, values) => {
    expect((await ask(...words)).values).toEqual(values)
  })

  test('scale: bare names with their kind, then the kinds', async () => {
    const line = readLine(['scale', ''], TABLE)
    expect(
      formatCompletion(await complete(line, TABLE, async () => LIVE_VALUES))
        .split('\n')
        .slice(0, 2),
    ).toEqual(['my-deployment\tdeployment', 'my-statefulset\tstatefulset'])
    expect((await ask('scale', '')).values).toContain('replicationcontroller')
  })

  test('logs: every kind that runs pods', async () => {
    expect((await ask('logs', '')).values).toEqual([
      'my-deployment',
      'my-statefulset',
      'my-daemonset',
      'my-replicaset',
      'my-replicationcontroller',
      'my-cronjob',
      'my-job',
      'my-pod',
      ...['deployment', 'statefulset', 'daemonset', 'replicaset', 'replicationcontroller', 'cronjob', 'job', 'pod'],
    ])
  })

  test('status: the kinds of the whole view, and namespaces', async () => {
    expect((await ask('status', '')).values).toEqual([
      ...['nodes', 'namespaces', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers'],
      ...['cronjobs', 'jobs', 'pods', 'services', 'ingresses'],
    ])
    expect((await ask('status', 'cj', '')).values).toEqual(['my-cj'])
  })

  test('flags: those that were not given yet, and those that may be repeated', async () => {
    const {values} = await ask('up', '--timeout=5m', '-p', '80:80', '--')
    expect(values).toContain('--publish')
    expect(values).not.toContain('--timeout')
    expect(values).not.toContain('--no-wait')
    expect((await ask('up', '--no')).values).toContain('--no-wait')
    expect((await ask('up', '-')).values).toContain('-n')
  })

  test('durations keep their order, files are left to the shell, and nothing else is', async () => {
    expect(await ask('up', '--timeout', '')).toEqual({
      values: ['30s', '1m', '2m', '5m', '10m', '30m', '0'],
      directive: 36,
    })
    expect(await ask('up', '-f', '')).toEqual({values: [], directive: 0})
    expect(await ask('config', 'validate', '')).toEqual({values: [], directive: 0})
    expect((await ask('up', '-p', '')).directive).toBe(4)
    expect((await ask('load', '')).directive).toBe(0)
    expect((await ask('load', '/tmp/')).directive).toBe(0)
  })

  test('a description is one line', async () => {
    expect(formatCompletion({candidates: [['a', 'b\n\tc']], directive: 4})).toBe('a\tb c\n:4\n')
  })
})
