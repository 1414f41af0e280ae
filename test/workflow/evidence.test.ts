import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Cancellation} from '../../src/process/cancellation.ts'
import {collectEvidence} from '../../src/workflow/evidence.ts'
import {recordedExec} from '../support/exec.ts'
import {ownFolders, writeContexts} from '../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../support/provider.ts'
import {temporaryFolder} from '../support/temporary.ts'

const cancellation = new Cancellation()
const SHOP = {name: 'shop', kubeconfig: undefined}

test('Of a cluster of which no node is there, nothing is asked', async () => {
  const {exec, asked} = recordedExec({})
  const {provider} = recordedProvider()
  expect(await collectEvidence({exec, cancellation}, provider, SHOP, temporaryFolder())).toBe('no node is there')
  expect(asked).toEqual([])
})

test('The API server is asked for events, objects, nodes and pods, beside the nodes’ own logs', async () => {
  const folder = temporaryFolder()
  writeContexts(ownFolders(), ['kind-shop'])
  const {exec, asked} = recordedExec({'kubectl --context kind-shop': {stdout: 'an answer\n'}})
  const exportLogs = async (_: string, target: string): Promise<void> => {
    mkdirSync(target)
    writeFileSync(join(target, 'kubelet.log'), 'a line\n')
  }
  const {provider} = recordedProvider([clusterOf('shop')], {exportLogs})
  expect(await collectEvidence({exec, cancellation}, provider, SHOP, folder)).toBe('5 files')
  expect(readdirSync(folder).sort()).toEqual(['events.txt', 'nodes', 'nodes.txt', 'objects.txt', 'pods.txt'])
  expect(asked.filter(line => line.includes('--context'))).toEqual([
    'kubectl --context kind-shop get events --all-namespaces --sort-by=.lastTimestamp',
    'kubectl --context kind-shop get nodes,pods,services,deployments --all-namespaces -o wide',
    'kubectl --context kind-shop describe nodes',
    'kubectl --context kind-shop describe pods --all-namespaces',
  ])
})

test('Without a context the API server is asked from inside of a node, and what has no answer has no file', async () => {
  const folder = temporaryFolder()
  writeContexts(ownFolders(), ['another'])
  const {exec, asked} = recordedExec({
    'docker exec shop kubectl get': {stdout: 'events\n'},
    'docker exec shop kubectl describe': {},
  })
  const {provider} = recordedProvider([clusterOf('shop')], {
    kubectlInside: (_, args) => ({program: 'docker', args: ['exec', 'shop', 'kubectl', ...args]}),
  })
  expect(await collectEvidence({exec, cancellation}, provider, SHOP, folder)).toBe('2 files')
  expect(asked).toContain('docker exec shop kubectl describe nodes')
})

test('Of a file that is too long the end is kept, and files that were there before are left alone', async () => {
  const folder = temporaryFolder()
  const tooLong = `${'x'.repeat(600 * 1024)}the end\n`
  writeFileSync(join(folder, 'before.log'), tooLong)
  ownFolders()
  const {exec} = recordedExec({kubectl: {}})
  const exportLogs = async (_: string, target: string): Promise<void> => writeFileSync(target, tooLong)
  const {provider} = recordedProvider([clusterOf('shop')], {exportLogs})
  expect(await collectEvidence({exec, cancellation}, provider, SHOP, folder)).toBe('1 file')
  const kept = readFileSync(join(folder, 'nodes'), 'utf8')
  expect(kept.split('\n')[0]).toBe(`… the first ${tooLong.length - 512 * 1024} bytes are left out`)
  expect(kept.endsWith('the end\n')).toBe(true)
  expect(statSync(join(folder, 'before.log')).size).toBe(tooLong.length)
})

test('A signal ends it', async () => {
  const interrupted = new Cancellation()
  interrupted.abort(new KubiaError('INTERRUPTED', 'interrupted'))
  ownFolders()
  const {exec} = recordedExec({kubectl: {}})
  const {provider} = recordedProvider([clusterOf('shop')])
  await expect(collectEvidence({exec, cancellation: interrupted}, provider, SHOP, temporaryFolder())).rejects.toThrow(
    'interrupted',
  )
})
