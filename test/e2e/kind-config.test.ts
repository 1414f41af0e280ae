import {execFile} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest'
import {DEFAULT_SPEC} from '../../src/cluster/cluster-spec.ts'
import {clusterConfig, kindConfig} from '../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../src/cluster/providers/kind/config/kind-validate.ts'
import type {PublishedPort} from '../../src/cluster/published-port.ts'
import {ACCEPTED, LEFT_TO_KIND, REFUSED} from '../cluster/providers/kind/config/kind-observed.ts'
import {PUBLIC_ACCEPTED, PUBLIC_REFUSED} from '../cluster/providers/kind/config/public-configs.ts'

/** A docker on which nothing can be made: kind goes as far as "Creating cluster" with a configuration that it takes. */
const NO_DOCKER = `#!/bin/sh
case "$1" in
  -v) echo 'Docker version 27.0.0' ;;
  info) echo '{}' ;;
  ps | inspect | image) ;;
  *) exit 1 ;;
esac
`

const skip = inject('skip')
const directory = mkdtempSync(join(tmpdir(), 'kubia-kind-config-'))

beforeAll(() => {
  mkdirSync(join(directory, 'bin'))
  writeFileSync(join(directory, 'bin', 'docker'), NO_DOCKER, {mode: 0o755})
})
afterAll(() => rmSync(directory, {recursive: true}))

/** Whether the installed kind takes a configuration, and what it says. */
const askKind = async (text: string): Promise<{taken: boolean; stderr: string}> => {
  const file = join(directory, 'kind.yaml')
  writeFileSync(file, text)
  const env = {
    HOME: directory,
    PATH: `${join(directory, 'bin')}:${process.env['PATH']}`,
    KIND_EXPERIMENTAL_PROVIDER: 'docker',
  }
  const {stderr} = await promisify(execFile)('kind', ['create', 'cluster', '--config', file], {env}).catch(
    error => error,
  )
  return {taken: stderr.includes('Creating cluster "'), stderr}
}

const refusedByUs = (text: string): boolean => parseKindConfig(text).problems.some(({level}) => level === 'error')

describe.skipIf(skip)('The installed kind and kubia agree on', () => {
  test.each([...ACCEPTED, ...REFUSED])('%j', async text => {
    const {taken, stderr} = await askKind(text)
    expect(refusedByUs(text), stderr).toBe(!taken)
  })
  test.each(Object.entries({...PUBLIC_ACCEPTED, ...PUBLIC_REFUSED}))('%s', async (_, text) => {
    const {taken, stderr} = await askKind(text)
    expect(refusedByUs(text), stderr).toBe(!taken)
  })
})

describe.skipIf(skip)('The installed kind refuses in the recorded words', () => {
  test.each(LEFT_TO_KIND)('%j', async (text, words) => {
    const {taken, stderr} = await askKind(text)
    expect(taken).toBe(false)
    expect(stderr).toContain(`ERROR: failed to create cluster: ${words}`)
  })
})

describe.skipIf(skip)('With flags laid over it the installed kind still takes', () => {
  const port: PublishedPort = {address: '::1', hostPort: 18_080, nodePort: 30_080, protocol: 'UDP'}
  test.each([...ACCEPTED, ...Object.values(PUBLIC_ACCEPTED)])('%j', async text => {
    const config = clusterConfig({text, name: 'kind.yaml'}, parseKindConfig(text))
    const flags = {controlPlanes: 2, workers: 2, image: '1.36', publish: [port]}
    const {taken, stderr} = await askKind(kindConfig({...DEFAULT_SPEC, provider: 'kind', config, flags}))
    expect(taken, stderr).toBe(true)
  })
  test('a config of flags alone', async () => {
    const flags = {image: 'kindest/node:v1.36.4', publish: [port]}
    const spec = {...DEFAULT_SPEC, provider: 'kind', name: '0x10', flags, controlPlanes: 3}
    const {taken, stderr} = await askKind(kindConfig(spec))
    expect(taken, stderr).toBe(true)
  })
})
