import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {readClusterSpec} from '../../src/cli/read-cluster-spec.ts'
import {recordedExec} from '../support/exec.ts'

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const run = {exec: recordedExec({}).exec, signal: new AbortController().signal, note: () => {}, verbosity: 0}

/** A file with a config, which goes with the test. */
const fileOf = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kubia-config-'))
  onTestFinished(() => rmSync(folder, {recursive: true}))
  const file = join(folder, 'kind.yaml')
  writeFileSync(file, `${HEAD}${text}`)
  return file
}

const WORKER = `nodes:
- role: control-plane
- role: worker
  labels:
    node-role.kubernetes.io/worker: ""
`

test.each(['kind', 'sim'])(
  'A label that no kubelet takes is refused before a cluster of %s is made',
  async provider => {
    const config = fileOf(`networking: {apiServerAddress: 0.0.0.0}\n${WORKER}`)
    const warnings: string[] = []
    const reading = readClusterSpec(run, 'shop', {config, provider}, line => warnings.push(line))
    await expect(reading).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exit: 2,
      message: [
        'the config has 1 problem',
        `${config}:8:37: error: no kubelet may give its own node the label "node-role.kubernetes.io/worker", so the node cannot join; leave it out, and set it when the cluster is there: kubectl label node NODE node-role.kubernetes.io/worker=`,
      ].join('\n'),
    })
    expect(warnings).toEqual([])
  },
)

test('What kind takes and a cluster comes of is warned of alone', async () => {
  const config = fileOf('networking: {apiServerAddress: 0.0.0.0}\n')
  const warnings: string[] = []
  const spec = await readClusterSpec(run, 'shop', {config, provider: 'kind'}, line => warnings.push(line))
  expect(spec.name).toBe('shop')
  expect(warnings).toEqual([
    `${config}:3:32: warning: "0.0.0.0" opens the API server to the network, and not to this machine alone`,
  ])
})
