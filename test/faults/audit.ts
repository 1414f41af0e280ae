import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {BEFORE, MARK, type Place} from './place.ts'

/** A `docker run` whose client died may still be finished by the daemon: the second look comes this much later, in ms. */
const LATE_MS = 3000

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

/** The processes that a place started, whoever they belong to by now: pid and command line. */
export const processesOf = (place: Place): {pid: number; command: string}[] =>
  readdirSync('/proc').flatMap(entry => {
    if (!/^\d+$/.test(entry)) return []
    try {
      if (!readFileSync(`/proc/${entry}/environ`, 'utf8').includes(`${MARK}=${place.root}\0`)) return []
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      // A zombie has no command line: it has ended.
      return command === '' ? [] : [{pid: Number(entry), command}]
    } catch {
      // It ended in between, or is another user's.
      return []
    }
  })

const containersOf = async (place: Place, cluster: string): Promise<string[]> => {
  const label = `label=io.x-k8s.kind.cluster=${cluster}`
  return (await place.must('docker', 'ps', '-a', '--filter', label, '--format', '{{.Names}}'))
    .split('\n')
    .filter(Boolean)
}

/** The engine's networks but for those of its own and kind's. */
export const otherNetworks = async (place: Place): Promise<string[]> =>
  (await place.must('docker', 'network', 'ls', '--format', '{{.Name}}'))
    .split('\n')
    .filter(name => name !== '' && !['bridge', 'host', 'none', 'kind'].includes(name))
    .sort()

/** What no run leaves, whether a cluster is there or not: all of a place's files but for what is of use later. */
const strayFiles = (place: Place): string[] => [
  ...names(join(place.state, 'clusters'))
    .filter(name => !name.endsWith('.json'))
    .map(name => `state file ${name}`),
  ...names(place.state)
    .filter(name => name !== 'clusters' && name !== 'logs')
    .map(name => `state file ${name}`),
  ...names(place.temporary).map(name => `temporary file ${name}`),
  ...names(place.cache)
    .flatMap(name => names(join(place.cache, name)).map(file => `${name}/${file}`))
    // Node's compile cache is kept from run to run: its folder is named after Node's version.
    .filter(name => !/^kubectl-kubia\/v\d+\./.test(name))
    .map(name => `cache file ${name}`),
  ...names(dirname(place.kubeconfig))
    .filter(name => /^(kubeconfig\..*|\.kubia-.*)$/.test(name))
    .map(name => `file ${name} beside the kubeconfig`),
]

interface Config {
  'current-context'?: string
  contexts?: {name: string}[] | null
  clusters?: {name: string}[] | null
  users?: {name: string}[] | null
}

/** What is left of a run that has come to its end, with its cluster there. Nothing should be. */
export const findStray = (place: Place): string[] => [
  ...strayFiles(place),
  ...processesOf(place).map(({pid, command}) => `process ${pid} ${command.slice(0, 120)}`),
]

const readConfig = async (place: Place): Promise<Config> =>
  JSON.parse(await place.must('kubectl', 'config', 'view', '-o', 'json')) as Config

const LISTS = ['contexts', 'clusters', 'users'] as const

/** Whether a cluster's context is in a place's kubeconfig. */
export const hasContext = async (place: Place, cluster: string): Promise<boolean> =>
  (await readConfig(place)).contexts?.some(({name}) => name === `kind-${cluster}`) === true

/**
 * Compares a kubeconfig with the clusters that there are: each has its entries, no other one has, what was there before
 * is there, and the current context is one of them.
 * @throws where it differs
 */
export const expectEntries = async (place: Place, clusters: readonly string[]): Promise<void> => {
  const config = await readConfig(place)
  const expected = [BEFORE, ...clusters.map(name => `kind-${name}`)].sort()
  const problems = LISTS.flatMap(list => {
    const found = (config[list] ?? []).map(({name}) => name).sort()
    return found.join() === expected.join()
      ? []
      : [`${list}: ${found.join(', ')}, and should be ${expected.join(', ')}`]
  })
  const current = config['current-context'] ?? ''
  if (!expected.includes(current)) problems.push(`the current context is "${current}"`)
  if (problems.length > 0) throw new Error(`the kubeconfig differs: ${problems.join('; ')}`)
}

const leftContexts = async (place: Place): Promise<string[]> => {
  const config = await readConfig(place)
  const current = config['current-context'] ?? ''
  const entries = LISTS.flatMap(list =>
    (config[list] ?? []).filter(({name}) => name !== BEFORE).map(({name}) => `${name} among the kubeconfig's ${list}`),
  )
  for (const list of LISTS)
    if (!config[list]?.some(({name}) => name === BEFORE))
      entries.push(`${BEFORE} is gone from the kubeconfig's ${list}`)
  return current === BEFORE ? entries : [...entries, `the current context is "${current}", and was "${BEFORE}"`]
}

/** Everything that is left of the clusters of a place after `down`. Nothing should be. */
export const findLeft = async (
  place: Place,
  clusters: readonly string[],
  networksBefore: readonly string[],
): Promise<string[]> => {
  const containers = async (): Promise<string[]> =>
    (await Promise.all(clusters.map(cluster => containersOf(place, cluster)))).flat().map(name => `container ${name}`)
  const left = new Set(await containers())
  for (const name of names(join(place.state, 'clusters'))) left.add(`state file ${name}`)
  for (const line of [...strayFiles(place), ...(await leftContexts(place))]) left.add(line)
  for (const network of await otherNetworks(place))
    if (!networksBefore.includes(network)) left.add(`network ${network}`)
  await sleep(LATE_MS)
  for (const line of await containers()) left.add(line)
  for (const {pid, command} of processesOf(place)) left.add(`process ${pid} ${command.slice(0, 120)}`)
  return [...left]
}
