import {setTimeout as sleep} from 'node:timers/promises'
import {expectEntries, hasContext} from './audit.ts'
import {daemonMissing, stopDaemon} from './daemon.ts'
import {account, commandOf, type Fault, nodesOf, type Phase, type Scene, typicalMs} from './fault.ts'
import type {Ended} from './place.ts'

const stopNode =
  (word: 'kill' | 'stop' | 'pause') =>
  async (scene: Scene): Promise<void> => {
    const node = scene.random.pick(nodesOf(scene))
    await scene.place.must('docker', word, node)
    scene.say(`docker ${word} ${node}`)
  }

/** The runtime of a node dies under its kubelet; systemd starts it again. */
const killContainerd = async (scene: Scene): Promise<void> => {
  const node = scene.random.pick(nodesOf(scene))
  await scene.place.must('docker', 'exec', node, 'systemctl', 'kill', '--kill-who=main', '--signal=KILL', 'containerd')
  scene.say(`containerd of ${node} killed`)
}

/** A signal stops a program of a node, of which the engine knows nothing. */
const freezeProgram = async (scene: Scene): Promise<void> => {
  const [plane = ''] = nodesOf(scene)
  const [node, program] = scene.random.pick([
    ...nodesOf(scene).flatMap(name => ['containerd', 'kubelet'].map(program => [name, program] as const)),
    ...['etcd', 'kube-apiserver'].map(program => [plane, program] as const),
  ])
  await scene.place.must('docker', 'exec', node, 'pkill', '-STOP', '-x', program)
  scene.say(`${program} of ${node} stopped by a signal`)
}

/** The API server forgets a node whose container goes on: `up` has it register again. */
const deleteNode = async (scene: Scene): Promise<void> => {
  const node = scene.random.pick(nodesOf(scene))
  await scene.place.must('kubectl', '--context', `kind-${scene.cluster}`, 'delete', 'node', node)
  scene.say(`kubectl delete node ${node}`)
}

const deleteContext = async ({place, cluster}: Scene): Promise<void> => {
  await place.must('kubectl', 'config', 'delete-context', `kind-${cluster}`)
}

/** 4 runs at once on one name: none may fail, and at the end there is one cluster or none. */
const sameName = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place, random, say} = scene
  const words = [phase, ...Array.from({length: 3}, () => random.pick(['up', 'down'] as const))]
  const runs = words.map(async word => {
    await sleep(random.between(0, 2000))
    const ended = await place.kubia(...commandOf(scene, word)).ended
    say(`${word} ${account(ended)}`)
    return ended
  })
  expectDone(await Promise.all(runs), words)
}

/** 4 clusters at once: made; two of them deleted while `up` is run for the others; and deleted. */
const differentNames = async (scene: Scene): Promise<void> => {
  const [own, ...others] = [scene.cluster, ...[2, 3, 4].map(number => `${scene.cluster}-${number}`)] as [
    string,
    ...string[],
  ]
  const atOnce = async (runs: readonly (readonly ['up' | 'down', string])[]): Promise<void> => {
    const ended = await Promise.all(
      runs.map(([word, name]) => scene.place.kubia(...commandOf(scene, word, name)).ended),
    )
    const words = runs.map(run => run.join(' '))
    for (const [index, one] of ended.entries()) scene.say(`${words[index]} ${account(one)}`)
    expectDone(ended, words)
  }
  await atOnce([own, ...others].map(name => ['up', name]))
  await atOnce([own, ...others].map((name, index) => [index % 2 === 0 ? 'up' : 'down', name]))
  await atOnce(others.map(name => ['down', name]))
}

/** Downs of several clusters at once, with an up among them: none may fail, and no entry may be more or less than there should be. */
const parallelDowns = async (scene: Scene): Promise<void> => {
  const {place, cluster, say} = scene
  const others = [2, 3, 4].map(number => `${cluster}-${number}`)
  const atOnce = async (runs: readonly (readonly ['up' | 'down', string])[]): Promise<void> => {
    // One node each: it is the kubeconfig that they meet at.
    const alone = {...scene, workers: 0}
    const ended = await Promise.all(runs.map(([word, name]) => place.kubia(...commandOf(alone, word, name)).ended))
    const words = runs.map(run => run.join(' '))
    for (const [index, one] of ended.entries()) say(`${words[index]} ${account(one)}`)
    expectDone(ended, words)
  }
  const own = (await hasContext(place, cluster)) ? [cluster] : []
  for (const there of [others, others.slice(0, 1), others.slice(1)]) {
    await atOnce(others.map(name => [there.includes(name) ? 'up' : 'down', name]))
    await expectEntries(place, [...own, ...there])
  }
  await atOnce(others.map(name => ['down', name]))
  await expectEntries(place, own)
}

const expectDone = (all: readonly Ended[], words: readonly string[]): void => {
  const failed = all.map((ended, index) => ({ended, word: words[index]})).filter(({ended}) => ended.code !== 0)
  if (failed.length > 0) throw new Error(failed.map(({ended, word}) => `${word} ${account(ended)}`).join('\n'))
}

/** The daemon goes away, at a random moment of a command, and comes back once kubia has ended. */
const loseDaemon = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place, random, say} = scene
  if (phase === 'running') return (await stopDaemon())()
  const running = place.kubia(...commandOf(scene, phase))
  await Promise.race([sleep(random.between(0, typicalMs(scene, phase))), running.ended])
  const start = await stopDaemon()
  say(account(await running.ended))
  await start()
}

const PHASES = ['running'] as const

/** Nodes, contexts and the engine go away; others are at work at the same time. */
export const machines: readonly Fault[] = [
  {title: 'node killed', phases: PHASES, weight: 3, strike: stopNode('kill')},
  {title: 'node stopped', phases: PHASES, weight: 3, strike: stopNode('stop')},
  {title: 'node paused', phases: PHASES, weight: 3, strike: stopNode('pause')},
  {title: 'containerd killed', phases: PHASES, weight: 2, strike: killContainerd},
  {title: 'program of a node frozen', phases: PHASES, weight: 2, strike: freezeProgram},
  {title: 'node deleted from the API server', phases: PHASES, weight: 2, strike: deleteNode},
  {title: 'context deleted', phases: PHASES, weight: 3, strike: deleteContext},
  {title: '4 runs at once, one name', phases: ['up', 'down'], weight: 1, strike: sameName},
  {title: '4 runs at once, 4 names', phases: ['up'], weight: 1, strike: differentNames},
  {title: '3 rounds of ups and downs at once, 3 names', phases: ['running'], weight: 1, strike: parallelDowns},
  {
    title: 'daemon stopped and started',
    phases: ['up', 'running', 'down'],
    weight: 2,
    missing: daemonMissing,
    strike: loseDaemon,
  },
]
