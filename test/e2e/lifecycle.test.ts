import {globSync, readFileSync} from 'node:fs'
import {rm, writeFile} from 'node:fs/promises'
import {afterEach, beforeEach, describe, expect, inject, test, vi} from 'vitest'
import {freePort} from '../support/free-port.ts'
import {onAnyEngine} from '../support/on-any-engine.ts'
import {describeBeside} from '../walk/beside.ts'
import {request} from '../walk/hammer.ts'
import {containersOf, contexts, kubia, makePlace, must, type Place, start} from './support.ts'

const skip = inject('skip')

/** The place and the cluster's name of the test that runs. */
interface Life {
  place: Place
  cluster: string
}

/** Nothing of the cluster is there: no container, no context, no record. */
const expectNothingLeft = async (place: Place, name: string): Promise<void> => {
  expect(await containersOf(place, name)).toEqual([])
  expect((await contexts(place)).all).not.toContain(`kind-${name}`)
  expect((await kubia(place, ['clusters', '-o', 'name'])).stdout.split('\n')).not.toContain(name)
  expect(globSync(`${place.env['XDG_STATE_HOME']}/kubectl-kubia/clusters/*`)).toEqual([])
}

/** Waits until kubia has said something. */
const until = (running: {said: () => string}, words: RegExp): Promise<void> =>
  vi.waitFor(() => expect(running.said()).toMatch(words), {timeout: 120_000, interval: 20})

/** A context with its server: one whose cluster is gone is not given back. */
const addContext = async (place: Place, name: string): Promise<void> => {
  await must(place, 'kubectl', 'config', 'set-cluster', 'elsewhere', '--server=https://127.0.0.1:1')
  await must(place, 'kubectl', 'config', 'set-context', name, '--cluster=elsewhere', '--user=nobody')
}

let count = 0

/** Tests with a cluster and a place of their own each, one after the other, beside the other such suite. */
const describeLives = (title: string, tests: (life: Life) => void): void =>
  describeBeside(title, () => {
    const life: Life = {place: {directory: '', env: {}}, cluster: ''}
    beforeEach(() => {
      count += 1
      Object.assign(life, {place: makePlace(), cluster: `life-${process.pid}-${count}`})
    })
    afterEach(async () => {
      for (const name of [life.cluster, `${life.cluster}-b`])
        await must(life.place, 'kind', 'delete', 'cluster', '--name', name)
      await rm(life.place.directory, {recursive: true})
    })
    tests(life)
  })

describe.skipIf(skip)('one-node clusters', () => {
  describeLives('the life of a cluster', life => {
    test(
      'a config from standard input publishes a port that an app answers on, and down leaves nothing and gives the context back',
      onAnyEngine,
      async () => {
        const port = await freePort()
        await addContext(life.place, 'before')
        await must(life.place, 'kubectl', 'config', 'use-context', 'before')
        const config = [
          'kind: Cluster',
          'apiVersion: kind.x-k8s.io/v1alpha4',
          'nodes:',
          '- role: control-plane',
          '  extraPortMappings:',
          `  - {containerPort: 30080, hostPort: ${port}, listenAddress: 127.0.0.1}`,
          '',
        ].join('\n')
        const up = await kubia(life.place, ['up', life.cluster, '--config', '-'], config)
        expect(up).toMatchObject({code: 0})
        expect(up.stderr).toContain(`(was: before)`)
        expect(await contexts(life.place)).toEqual({
          all: ['before', `kind-${life.cluster}`],
          current: `kind-${life.cluster}`,
        })

        const kubectl = (...args: string[]) => must(life.place, 'kubectl', '--context', `kind-${life.cluster}`, ...args)
        expect(await kubia(life.place, ['load', 'museopkim/kubia:latest', '--name', life.cluster])).toMatchObject({
          code: 0,
        })
        await kubectl('run', 'kubia', '--image=museopkim/kubia', '--image-pull-policy=IfNotPresent', '--port=8080')
        await kubectl('create', 'service', 'nodeport', 'kubia', '--tcp=8080', '--node-port=30080')
        await kubectl('set', 'selector', 'service', 'kubia', 'run=kubia')
        await kubectl('wait', '--for=condition=Ready', 'pod/kubia', '--timeout=120s')
        await vi.waitFor(async () => expect(await request(`http://127.0.0.1:${port}`)).toBe("You've hit kubia"), {
          timeout: 30_000,
          interval: 200,
        })

        // The published port is part of the shape: stated again, it is no difference.
        expect(await kubia(life.place, ['up', life.cluster, '-p', `${port}:30080`])).toMatchObject({code: 0})

        const down = await kubia(life.place, ['down', life.cluster])
        expect(down).toMatchObject({code: 0, stdout: `${life.cluster}\n`})
        expect(down.stderr).toMatch(/^✔ Down in \d+\.\ds · context before again$/m)
        await expectNothingLeft(life.place, life.cluster)
        expect((await contexts(life.place)).current).toBe('before')

        const again = await kubia(life.place, ['down', life.cluster])
        expect(again).toMatchObject({code: 0, stdout: ''})
        expect(again.stderr).toContain('✔ Nothing to remove\n')
      },
    )

    test('nodes that do not become Ready in time end with 5, are named with their condition, and the cluster is kept', async () => {
      // Without a CNI a node never becomes Ready.
      const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking:\n  disableDefaultCNI: true\n'
      const made = await kubia(life.place, ['up', life.cluster, '--config', '-', '--wait=false'], config)
      expect(made.code).toBe(0)
      expect(made.stderr).toContain(' ↷ Wait for nodes       not waited for (--wait=false)\n')
      expect(made.stderr).toContain(` ✔ List nodes           0/1 Ready · ${life.cluster}-control-plane: `)
      expect(made.stdout).toMatch(new RegExp(`^${life.cluster}-control-plane +NotReady +`, 'm'))
      const registered = await kubia(life.place, ['up', life.cluster, '-o', 'json'])
      expect(registered.code).toBe(0)
      expect(JSON.parse(registered.stdout)).toMatchObject({ready: false})
      expect(registered.stderr).toContain(' ✔ Wait for nodes       1/1 registered, 0 Ready: ')
      // Somebody has begun to install a CNI: from then on Ready is waited for, and this one never brings it.
      const labels = {app: 'cni'}
      const daemonSet = {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: {name: 'cni', namespace: 'kube-system'},
        spec: {
          selector: {matchLabels: labels},
          template: {metadata: {labels}, spec: {containers: [{name: 'cni', image: 'localhost:1/none:1'}]}},
        },
      }
      const file = `${life.place.directory}/cni.json`
      await writeFile(file, JSON.stringify(daemonSet))
      await must(life.place, 'kubectl', '--context', `kind-${life.cluster}`, 'create', '-f', file)
      const late = await kubia(life.place, ['up', life.cluster, '--timeout', '8s'])
      expect(late.code).toBe(5)
      expect(late.stderr).toMatch(/^✖ Wait for nodes failed after \d+\.\ds +\[NODES_NOT_READY\]$/m)
      expect(late.stderr).toContain(`  ${life.cluster}-control-plane is NotReady: `)
      const logs = /^ {2}Logs: +(\S+)\/$/m.exec(late.stderr)?.[1] ?? ''
      const evidence = readFileSync(`${logs}/pods.txt`, 'utf8')
      expect(evidence).toMatch(/^Name: +etcd-/m)
      expect(late.stderr).toContain(
        `  Then:\n    goes on waiting:\n      kubectl kubia up ${life.cluster} --timeout 8s\n  Left: the cluster runs and was kept\n`,
      )
      expect(await containersOf(life.place, life.cluster)).toEqual([`${life.cluster}-control-plane`])
      expect(await kubia(life.place, ['down', life.cluster])).toMatchObject({code: 0})
    })

    test('two clusters live side by side, and each goes without the other', async () => {
      const other = `${life.cluster}-b`
      const both = await Promise.all([
        kubia(life.place, ['up', life.cluster, '--workers', '0']),
        kubia(life.place, ['up', other, '--workers', '0', '--no-switch-context']),
      ])
      expect(both.map(({code}) => code)).toEqual([0, 0])
      expect((await contexts(life.place)).all.sort()).toEqual([`kind-${life.cluster}`, `kind-${other}`])
      expect(await kubia(life.place, ['down', life.cluster])).toMatchObject({code: 0, stdout: `${life.cluster}\n`})
      expect(await containersOf(life.place, other)).toEqual([`${other}-control-plane`])
      expect(await kubia(life.place, ['status', 'nodes', '--context', `kind-${other}`, '-o', 'name'])).toMatchObject({
        code: 0,
        stdout: `node/${other}-control-plane\n`,
      })
      expect(await kubia(life.place, ['down', '--all'])).toMatchObject({code: 2})
      expect(await kubia(life.place, ['down', '--all', '--yes'])).toMatchObject({code: 0, stdout: `${other}\n`})
      await expectNothingLeft(life.place, other)
    })

    test('a cluster that kubia did not make is refused, unless its name comes with --yes', async () => {
      await must(
        life.place,
        'kind',
        'create',
        'cluster',
        '--name',
        life.cluster,
        ...(process.env['KUBIA_NODE_IMAGE'] ? ['--image', process.env['KUBIA_NODE_IMAGE']] : []),
      )
      const refused = await kubia(life.place, ['down', life.cluster])
      expect(refused).toMatchObject({code: 4, stdout: ''})
      expect(refused.stderr).toContain('[NOT_OURS]')
      expect(await containersOf(life.place, life.cluster)).toEqual([`${life.cluster}-control-plane`])
      expect(await kubia(life.place, ['down', '--all', '--yes'])).toMatchObject({code: 0, stdout: ''})
      expect(await containersOf(life.place, life.cluster)).toEqual([`${life.cluster}-control-plane`])
      expect(await kubia(life.place, ['down', life.cluster, '--yes'])).toMatchObject({
        code: 0,
        stdout: `${life.cluster}\n`,
      })
      await expectNothingLeft(life.place, life.cluster)
    })
  })

  describeLives('what interrupts it', life => {
    test('Ctrl-C half a second after the start leaves nothing', async () => {
      const running = start(life.place, ['up', life.cluster, '--workers', '0'])
      await until(running, /Preflight/)
      await new Promise(resolve => setTimeout(resolve, 200))
      running.signal('SIGINT')
      const {code, stdout, stderr} = await running.end
      expect({code, stdout}).toEqual({code: 130, stdout: ''})
      expect(stderr).toContain('[INTERRUPTED]')
      await expectNothingLeft(life.place, life.cluster)
    })

    test('Ctrl-C in the middle of the creation leaves nothing', onAnyEngine, async () => {
      const running = start(life.place, ['up', life.cluster, '--workers', '0'])
      await until(running, /starting control-plane/)
      running.signal('SIGINT')
      const {code, stderr} = await running.end
      expect(code).toBe(130)
      expect(stderr).toMatch(/ ↺ Delete cluster \S+ +removed 1 container/)
      expect(stderr).toMatch(/^✖ Interrupted at 'Create cluster' after/m)
      await expectNothingLeft(life.place, life.cluster)
    })

    test("Ctrl-C with --retain keeps what was made, says so, and down removes it as kubia's own", async () => {
      const running = start(life.place, ['up', life.cluster, '--workers', '0', '--retain'])
      await until(running, /starting control-plane/)
      running.signal('SIGINT')
      const {code, stderr} = await running.end
      expect(code).toBe(130)
      expect(stderr).toContain(`  Left: cluster ${life.cluster}, as far as it was made (--retain)\n`)
      expect(await containersOf(life.place, life.cluster)).toEqual([`${life.cluster}-control-plane`])
      expect(await kubia(life.place, ['up', life.cluster])).toMatchObject({code: 4})
      expect(await kubia(life.place, ['down', life.cluster])).toMatchObject({code: 0, stdout: `${life.cluster}\n`})
      await expectNothingLeft(life.place, life.cluster)
    })

    test('Ctrl-C while the nodes are waited for takes the finished cluster back too', async () => {
      const running = start(life.place, ['up', life.cluster, '--workers', '0'])
      await until(running, / ✔ Create cluster/)
      running.signal('SIGINT')
      const {code, stderr} = await running.end
      expect(code).toBe(130)
      expect(stderr).toMatch(/^✖ Interrupted at '(Wait for nodes|Create cluster)' after/m)
      await expectNothingLeft(life.place, life.cluster)
    })

    test('SIGTERM in the middle of the creation leaves nothing, or what down removes, and ends with 143', async () => {
      const running = start(life.place, ['up', life.cluster, '--workers', '0'])
      await until(running, /starting control-plane/)
      running.signal('SIGTERM')
      const {code, stderr} = await running.end
      expect(code).toBe(143)
      // A system that ends a program waits for it only some seconds, which a busy machine needs for less than all.
      if (stderr.includes('there was no time left for it; the next up or down does the rest'))
        expect(await kubia(life.place, ['down', life.cluster])).toMatchObject({code: 0})
      await expectNothingLeft(life.place, life.cluster)
    })

    test('a locked kubeconfig ends with 4 and keeps the cluster, and up writes the context once the lock is gone', async () => {
      const lock = `${life.place.env['KUBECONFIG']}.lock`
      const running = start(life.place, ['up', life.cluster, '--workers', '0'])
      await until(running, /starting control-plane/)
      await writeFile(lock, '')
      const locked = await running.end
      expect(locked).toMatchObject({code: 4, stdout: ''})
      expect(locked.stderr).toContain('[KUBECONFIG_LOCKED]')
      expect(locked.stderr).toContain(`  Fix:\n    once no kind or kubectl is at work:\n      rm ${lock}\n`)
      expect(locked.stderr).toContain('  Left: the cluster was kept\n')
      expect(await containersOf(life.place, life.cluster)).toEqual([`${life.cluster}-control-plane`])
      await rm(lock)
      expect(await kubia(life.place, ['up', life.cluster])).toMatchObject({code: 0})
      expect((await contexts(life.place)).current).toBe(`kind-${life.cluster}`)
      expect(await kubia(life.place, ['down', life.cluster])).toMatchObject({code: 0, stdout: `${life.cluster}\n`})
      await expectNothingLeft(life.place, life.cluster)
    })
  })
})
