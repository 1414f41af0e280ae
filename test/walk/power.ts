import {afterAll, describe, expect, test, vi} from 'vitest'
import {onAnyEngine} from '../support/on-any-engine.ts'
import type {Outcome} from './cluster.ts'
import {request} from './hammer.ts'

/** A place where a cluster of its own is made, stopped and started. */
export interface PowerPlace {
  /** The cluster's name. */
  name: string
  /** How many workers its cluster has; without any, no node is stopped alone. */
  workers: number
  context: string
  kubia: (args: readonly string[]) => Promise<Outcome>
  /** A failure throws. @returns its standard output */
  kubectl: (...args: string[]) => Promise<string>
  /** What happens on the machine while the cluster is stopped, cycle by cycle. */
  meanwhile?: readonly (() => Promise<void>)[]
}

/** How long each part of a cycle took, in seconds. */
export interface Cycle {
  stop: number
  start: number
  /** From the end of `start` until the URL answered and all pods were ready again. */
  answers: number
}

const PATIENCE_MS = 120_000

/** What must be there after a cycle as it was before: by uid, so that nothing was made again. */
const KEPT = 'deployments,replicasets,pods,services,configmaps,secrets,serviceaccounts,namespaces,nodes'

/**
 * Stops and starts a cluster again and again: nothing is lost, and the same URL answers.
 * @param onCycle gets what each cycle took
 */
export const describePower = (place: PowerPlace, cycles: number, onCycle: (cycle: Cycle) => void = () => {}): void => {
  const {name, workers, context, kubia, kubectl, meanwhile = []} = place
  const at = (...args: string[]): Promise<string> => kubectl('--context', context, ...args)
  const must = async (...args: string[]): Promise<string> => {
    const {code, stdout, stderr} = await kubia(args)
    expect(code, stderr).toBe(0)
    return stdout
  }
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return (performance.now() - began) / 1000
  }
  /** Names and uids of what is kept, without what comes and goes by itself. */
  const kept = async (): Promise<string[]> => {
    const columns = 'custom-columns=:.kind,:.metadata.namespace,:.metadata.name,:.metadata.uid'
    const lines = (await at('get', KEPT, '-A', '--no-headers', '-o', columns)).trim().split('\n')
    return lines.filter(line => !/ kube-(?:system|public|node-lease) /.test(line)).sort()
  }
  const isWell = async (url: string): Promise<void> => {
    // By a connection of its own each time: one that met a pod's old address while the addresses changed stays there.
    expect(await request(url)).toMatch(/^You've hit /)
    const ready = "-o=jsonpath={range .items[*]}{.status.conditions[?(@.type=='Ready')].status} {end}"
    expect((await at('get', 'pods', ready)).trim().split(' ')).toEqual(['True', 'True'])
  }

  describe('a cluster that is stopped and started', {concurrent: false}, () => {
    let url = ''
    afterAll(() => must('down', name), 120_000)

    test('comes up with an app that answers', {...onAnyEngine, timeout: 300_000}, async () => {
      const flags = ['--app', 'museopkim/kubia', '--app-port', '8080', '--replicas', '2', '--expose', '-o', 'json']
      const made = JSON.parse(await must('up', name, '--workers', String(workers), '-p', '0:30080', ...flags))
      url = made.urls[0]
      await isWell(url)
      await at('create', 'configmap', 'kept', '--from-literal=key=value')
    })

    test(`loses nothing in ${cycles} cycles, and answers at the same URL`, {
      ...onAnyEngine,
      timeout: 120_000 * cycles,
    }, async () => {
      const before = await kept()
      const current = (await kubectl('config', 'current-context')).trim()
      for (let count = 0; count < cycles; count++) {
        const stop = await timed(() => must('stop', name))
        expect(await kubia(['status'])).toEqual({
          code: 3,
          stdout: '',
          stderr: expect.stringMatching(
            new RegExp(
              `^✖ cluster ${name} is stopped +\\[CLUSTER_STOPPED\\]\\n  Fix:\\n    kubectl kubia start ${name}\\n$`,
            ),
          ),
        })
        await meanwhile[count]?.()
        const start = await timed(() => must('start', name))
        const answers = await timed(() => vi.waitFor(() => isWell(url), {timeout: PATIENCE_MS, interval: 200}))
        expect(await kept()).toEqual(before)
        expect((await kubectl('config', 'current-context')).trim()).toBe(current)
        onCycle({stop, start, answers})
      }
      expect(await at('get', 'configmap', 'kept', '-o', 'jsonpath={.data.key}')).toBe('value')
    })

    test('stop and start of what is so already change nothing', async () => {
      expect(await must('start', name)).toBe(`cluster/${name} unchanged\n`)
      await must('stop', name)
      expect(await must('stop', name)).toBe(`cluster/${name} unchanged\n`)
      expect(JSON.parse(await must('stop', name, '-o', 'json'))).toMatchObject({name, context, changed: false})
      expect((await kubia(['clusters'])).stderr).toContain(
        `⚠ cluster ${name} is stopped\n  Fix:\n    kubectl kubia start ${name}\n`,
      )
      // `up` starts it the same way.
      const {code, stderr} = await kubia(['up', name])
      expect({code, started: /✔ Start nodes .* were stopped/.test(stderr)}).toEqual({code: 0, started: true})
    }, 180_000)

    test.skipIf(workers === 0)(
      'A node that is stopped is NotReady once Kubernetes misses it, and Ready once it is started',
      async () => {
        const node = `node/${name}-worker2`
        expect(await must('stop', 'node/worker2')).toBe(`${node} stopped\n`)
        expect(await must('stop', node)).toBe(`${node} unchanged\n`)
        // Before Kubernetes has missed it, too.
        expect(await must('start', node)).toBe(`${node} started\n`)
        await must('stop', node)
        expect((await kubia(['status'])).stdout).toContain(`${node}   stopped, which Kubernetes has not noticed yet`)
        await at('wait', '--for=condition=Ready=Unknown', node, '--timeout=120s')
        expect((await kubia(['status'])).stdout).toContain(`${node}   not Ready (stopped)`)
        expect(await must('start', 'node/worker2')).toBe(`${node} started\n`)
        await at('wait', '--for=condition=Ready', node, '--timeout=1s')
        expect(await must('start', node, '-o', 'name')).toBe(`${node}\n`)
      },
      300_000,
    )
  })
}
