import {rmSync} from 'node:fs'
import type {TestProject} from 'vitest/node'
import {freePort} from '../support/free-port.ts'
import {engine, kubia, makePlace, must, type Outcome, type Place} from './support.ts'

/** One cluster for all tests that only read, or work in namespaces of their own. */
export interface Shared {
  place: Place
  cluster: string
  context: string
  /** Its nodes, the control plane first. */
  nodes: string[]
  /** The host port that leads to a node port, and that node port. */
  published: {host: number; node: number}
  /** What the `up` that made it did. */
  up: Outcome
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the suite cannot run here; empty where it can. */
    skip: string
    /** How many workers the clusters of the suite have, where a test does not say. */
    workers: number
    shared: Shared | undefined
  }
}

const NODE_PORT = 30_090
const APP_IMAGE = 'museopkim/kubia:latest'

/** What this machine lacks for a real cluster; undefined where nothing. */
export const whatIsMissing = async (place: Place): Promise<string | undefined> => {
  for (const [program, ...args] of [
    [engine, 'info'],
    ['kind', 'version'],
    ['kubectl', 'version', '--client'],
  ] as const) {
    try {
      await must(place, program, ...args)
    } catch (error) {
      return `${program} ${args.join(' ')} fails: ${(error as Error).message.split('\n')[1] ?? (error as Error).message}`
    }
  }
  return undefined
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const place = makePlace()
  const missing = await whatIsMissing(place)
  project.provide('skip', missing ?? '')
  if (missing !== undefined) {
    rmSync(place.directory, {recursive: true})
    project.provide('shared', undefined)
    if (process.env['KUBIA_E2E'] === 'required') throw new Error(`KUBIA_E2E=required, but ${missing}`)
    console.log(`e2e: skipped, since ${missing}`)
    return undefined
  }
  const cluster = `e2e-${process.pid}`
  const published = {host: await freePort(), node: NODE_PORT}
  const {workers} = project.getProvidedContext()
  const up = await kubia(place, [
    'up',
    cluster,
    '--workers',
    String(workers),
    '-p',
    `${published.host}:${published.node}`,
  ])
  if (up.code !== 0) throw new Error(`up of the shared cluster ended with ${up.code}:\n${up.stderr}`)
  const load = await kubia(place, ['load', APP_IMAGE, '--name', cluster])
  if (load.code !== 0) throw new Error(`load into the shared cluster ended with ${load.code}:\n${load.stderr}`)
  const nodes = ['control-plane', 'worker', 'worker2'].slice(0, 1 + workers).map(node => `${cluster}-${node}`)
  project.provide('shared', {place, cluster, nodes, context: `kind-${cluster}`, published, up})
  return async () => {
    const down = await kubia(place, ['down', cluster])
    if (down.code !== 0) throw new Error(`down of the shared cluster ended with ${down.code}:\n${down.stderr}`)
    rmSync(place.directory, {recursive: true})
  }
}
