import {existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, inject, test} from 'vitest'
import {freePort} from '../support/free-port.ts'
import {onAnyEngine} from '../support/on-any-engine.ts'
import {containersOf, engine, kubia, makePlace, must} from './support.ts'

const skip = inject('skip') !== ''
const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const APP_IMAGE = 'museopkim/kubia:latest'

const patched = (patch: string): string =>
  `${HEAD}nodes:\n- role: control-plane\n  kubeadmConfigPatches:\n  - |\n${patch.replaceAll(/^/gm, '    ')}\n`

interface Provoked {
  /** Flags of `up`; a config is read from standard input. */
  args: string[]
  config?: string
  env?: Record<string, string>
  exit: number
  says: string
  /** True where it is the engine that refuses: it is provoked with each. */
  ofEngine?: true
}

/** Each is provoked with the real kind, engine, kubeadm and kubelet of this machine; the one that takes longest begins. */
const FAILURES: Readonly<Record<string, Provoked>> = {
  'a feature gate that the kubelet does not know': {
    args: [],
    config: `${HEAD}featureGates: {NoSuchGate: true}\n`,
    exit: 2,
    says: 'error: this version of Kubernetes has no feature gate NoSuchGate  [CONFIG_INVALID]',
  },
  'a daemon that is not there': {
    args: [],
    env: {DOCKER_HOST: 'tcp://127.0.0.1:1'},
    exit: 3,
    says: 'docker is installed, but nothing answers at tcp://127.0.0.1:1',
  },
  'an image that no registry has': {
    args: ['--image', 'localhost:1/node:v9.9.9'],
    exit: 3,
    says: '[IMAGE_UNAVAILABLE]\n  the node image localhost:1/node:v9.9.9 is not on this machine: its registry cannot be reached',
    ofEngine: true,
  },
  'an image that is no node image': {
    args: ['--image', APP_IMAGE],
    exit: 2,
    says: 'error: the image is no node image of kind: it has no /kind/version  [NODE_IMAGE_INVALID]',
  },
  'an address of another machine': {
    args: ['-p', '192.0.2.1:0:30080'],
    exit: 2,
    says: '192.0.2.1 is no address of this machine  [ADDRESS_FOREIGN]',
    ofEngine: true,
  },
  'a mount of what is no folder': {
    args: [],
    config: `${HEAD}nodes:\n- role: control-plane\n  extraMounts:\n  - {hostPath: /etc/passwd/x, containerPath: /x}\n`,
    exit: 2,
    // docker names the folder in the node, too: at /x.
    says: 'error: /etc/passwd/x cannot be mounted',
    ofEngine: true,
  },
  'a version that kubeadm does not understand': {
    args: [],
    config: patched('kind: ClusterConfiguration\nkubernetesVersion: v0.x'),
    exit: 2,
    says: 'error: kubernetesVersion v0.x in the kubeadmConfigPatches is no version  [CONFIG_INVALID]',
  },
}

// Most of the time is kind's, which waits for a node that never comes: they wait side by side. kubia makes their nodes one
// after the other, since they share a state folder.
describe.skipIf(skip).concurrent('What cannot work', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true}))

  for (const [title, {args, config, env, exit, says, ofEngine}] of Object.entries(FAILURES))
    test(`${title} is told by its cause, and nothing is left`, {
      tags: ofEngine ? ['engine'] : [],
      timeout: 400_000,
    }, async () => {
      const cluster = `e2e-fails-${process.pid}-${Object.keys(FAILURES).indexOf(title)}`
      const port = await freePort()
      const words = args.map(word => word.replace(':0:', `:${port}:`))
      const input = config === undefined ? [] : ['--config', '-']
      const own = {...place, env: {...place.env, ...env}}
      const {code, stdout, stderr} = await kubia(own, ['up', cluster, ...words, ...input], config)
      expect(stderr.replaceAll(/ +(?=\[[A-Z_]+\]\n)/g, '  ')).toContain(says)
      expect({code, stdout}).toEqual({code: exit, stdout: ''})
      expect(stderr).not.toMatch(/^ {4,}at /m)
      expect(await containersOf(place, cluster)).toEqual([])
      expect(existsSync(join(place.directory, `state/kubectl-kubia/clusters/${cluster}.json`))).toBe(false)
    })

  test('A container that has the name of a node is told, and stays', onAnyEngine, async () => {
    const cluster = `e2e-taken-${process.pid}`
    const name = `${cluster}-control-plane`
    await must(place, engine, 'run', '-d', '--name', name, '--entrypoint', 'sleep', APP_IMAGE, '600')
    try {
      const {code, stderr} = await kubia(place, ['up', cluster, '--workers', '0'])
      expect(stderr).toContain(`a container named ${name} exists and is no node of this cluster`)
      expect(code).toBe(4)
      expect(await containersOf(place, cluster)).toEqual([name])
    } finally {
      await must(place, engine, 'rm', '-f', name)
    }
  })
})
