import {describe, expect, inject, test} from 'vitest'
import {kubia, must} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()

describe.skipIf(skip)('completion of live values', () => {
  /** The candidates for the words, without their descriptions. */
  const ask = async (...words: string[]): Promise<string[]> => {
    const {stdout, stderr, code} = await kubia(shared.place, ['__complete', ...words])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    return stdout
      .split('\n')
      .map(line => line.split('\t')[0] ?? '')
      .filter(line => line !== '' && !line.startsWith(':'))
  }
  const nodes = (): string[] => ['control-plane', 'worker', 'worker2'].map(name => `${shared.cluster}-${name}`)

  test('clusters, contexts, namespaces, nodes and images are those that are there', async () => {
    expect(await ask('down', '')).toContain(shared.cluster)
    expect(await ask('status', '--context', '')).toEqual([shared.context])
    expect(await ask('status', '--context', shared.context, '-n', '')).toContain('kube-system')
    expect(await ask('status', '--context', shared.context, 'node', '')).toEqual(nodes())
    expect(await ask('status', '--context', shared.context, 'node/')).toEqual(nodes().map(name => `node/${name}`))
    expect(await ask('up', '--image', '')).toEqual(expect.arrayContaining([expect.stringMatching(/^kindest\/node:/)]))
  })

  test('pods are those of the namespace on the line', async () => {
    const namespace = `sh-${process.pid}`
    await must(shared.place, 'kubectl', '--context', shared.context, 'create', 'namespace', namespace)
    try {
      expect(await ask('--context', shared.context, 'status', '-n', namespace, 'services', '')).toEqual([])
      expect(await ask('--context', shared.context, 'status', '-n', 'kube-system', 'services', '')).toEqual([
        'kube-dns',
      ])
    } finally {
      await must(shared.place, 'kubectl', '--context', shared.context, 'delete', 'namespace', namespace)
    }
  })
})
