import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {expect, test} from 'vitest'
import {createMachine, realKubectl} from '../support/machine.ts'
import {programsWithoutEngine} from '../support/sim-machine.ts'

/** As many rounds of six runs at once; KUBIA_PARALLEL_ROUNDS=50 is the long form. */
const ROUNDS = Number(process.env['KUBIA_PARALLEL_ROUNDS'] ?? 3)
const NAMES = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6']
/** A round takes seconds, on a machine that is busy many more, in ms. */
const ROUND_LIMIT_MS = 120_000

const BEFORE = `# kept by hand
apiVersion: v1
kind: Config
preferences: {}
contexts:
# at work
- context: {cluster: before, user: "before", namespace: shop}   # careful
  name: before
- name: other
  context:
    cluster: other
    user: other
# after them
clusters:
  - name: before
    cluster: {server: 'https://127.0.0.1:1'}
  - {name: other, cluster: {server: "https://127.0.0.1:2"}}

users: [{name: before, user: {token: t}}, {name: other, user: {}}] # in one line
current-context: before   # for now
# the end
`

const FOREIGN = BEFORE.split('\n')

/** The lines of others in the order of the file; of those that kubia writes into, the beginning and the end. */
const foreignParts = (text: string): string[] =>
  text.split('\n').flatMap(line => {
    const [shared] = /^users: .*?user: \{\}\}/.exec(line) ?? /^current-context: /.exec(line) ?? []
    if (shared) return [shared, line.slice(line.lastIndexOf(' #'))]
    return FOREIGN.includes(line) ? [line] : []
  })

interface Config {
  'current-context': string
  contexts: {name: string; context: {cluster: string; user: string}}[]
  clusters: {name: string; cluster: {server?: string; 'certificate-authority-data'?: string}}[]
  users: {name: string; user: {'client-certificate-data'?: string; 'client-key-data'?: string}}[]
}

/** The entries of one name, and whether they are whole. */
const entriesOf = ({contexts, clusters, users}: Config, name: string) => ({
  context: contexts.filter(one => one.name === name).map(one => `${one.context.cluster} ${one.context.user}`),
  cluster: clusters
    .filter(one => one.name === name)
    .map(({cluster}) => Boolean(cluster.server && cluster['certificate-authority-data'])),
  user: users
    .filter(one => one.name === name)
    .map(({user}) => Boolean(user['client-certificate-data'] && user['client-key-data'])),
})

test.skipIf(realKubectl === undefined)(
  `${ROUNDS} rounds of six ups and downs at once leave no entry more or less than there should be`,
  {timeout: ROUNDS * ROUND_LIMIT_MS},
  async () => {
    const machine = createMachine([])
    const env = {PATH: `${machine.path}:${programsWithoutEngine()}`, KUBIA_PROVIDER: 'sim'}
    const read = (): string => readFileSync(machine.kubeconfig, 'utf8')
    writeFileSync(machine.kubeconfig, BEFORE)
    let alive = new Set<string>()
    const run = async (words: readonly string[]): Promise<string> => {
      const {code, stderr} = await machine.kubia(words, {env})
      return code === 0 ? '' : `${words.join(' ')} ended with ${code}: ${stderr}`
    }
    try {
      for (let round = 0; round < ROUNDS; round++) {
        // In the first round all come, then each goes, comes or stays by turns.
        const ups = new Set(NAMES.filter((name, index) => round === 0 || !alive.has(name) || (index + round) % 4 === 0))
        const ended = await Promise.all(
          NAMES.map(name => run(ups.has(name) ? ['up', name, '--workers=0'] : ['down', name, '--yes'])),
        )
        expect(ended.filter(Boolean)).toEqual([])
        alive = ups
        const {stdout} = await machine.start('kubectl', ['config', 'view', '--raw', '-o', 'json'], {env}).ended
        const config = JSON.parse(stdout) as Config
        const names = (entries: {name: string}[]): string[] => entries.map(({name}) => name).sort()
        const expected = ['before', 'other', ...[...alive].map(name => `sim-${name}`)].sort()
        expect([names(config.contexts), names(config.clusters), names(config.users)]).toEqual([
          expected,
          expected,
          expected,
        ])
        for (const name of alive)
          expect(entriesOf(config, `sim-${name}`)).toEqual({
            context: [`sim-${name} sim-${name}`],
            cluster: [true],
            user: [true],
          })
        expect(expected).toContain(config['current-context'])
        expect(foreignParts(read())).toEqual(foreignParts(BEFORE))
        expect(readdirSync(dirname(machine.kubeconfig)).filter(name => name !== 'cache')).toEqual(['config'])
      }
    } finally {
      expect((await Promise.all([...alive].map(name => run(['down', name, '--yes'])))).filter(Boolean)).toEqual([])
    }
    expect(read()).toBe(BEFORE)
  },
)
