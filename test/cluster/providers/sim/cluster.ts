import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {simFolder} from '../../../../src/cluster/providers/sim/folder.ts'
import {identifySelf} from '../../../../src/process/processes.ts'
import type {Description} from '../../../../src/sim/description/description.ts'
import {setEnv, temporaryFolder} from '../../../support/temporary.ts'

/** A cluster of two nodes as its state describes it. */
export const description: Description = {
  version: 1,
  name: 'shop',
  id: '3b0e',
  createdAt: '2026-11-23T10:00:00Z',
  kubernetesVersion: '1.36.0',
  server: 'https://127.0.0.1:6443',
  nodes: [
    {name: 'shop-sim-control-plane', role: 'control-plane', address: '127.7.0.2'},
    {name: 'shop-sim-worker', role: 'worker', address: '127.7.0.3'},
  ],
  publish: [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}],
  caData: 'Y2E=',
  clientCertificateData: 'Y3J0',
  clientKeyData: 'a2V5',
}

/** The spec that such a cluster is made from. */
export const spec: ClusterSpec = {
  ...DEFAULT_SPEC,
  name: 'shop',
  provider: 'sim',
  workers: 1,
  stated: {kubernetesVersion: '1.36', publish: description.publish},
  kubeconfig: '/k',
}

/** A state folder with a cluster in it. @param lives whether its process is there */
export const withCluster = (lives: boolean): string => {
  const root = temporaryFolder()
  setEnv({XDG_STATE_HOME: root})
  const folder = simFolder('shop')
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'state.jsonl'), `${JSON.stringify(description)}\n{"later": "lines"}\n`)
  const identity = lives ? identifySelf() : {pid: 1, startTime: '0'}
  writeFileSync(join(folder, 'process.json'), JSON.stringify({...identity, server: description.server}))
  return folder
}
