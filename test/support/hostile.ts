import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Machine, useRealKubectl} from './machine.ts'

/** A cluster that kubia made, as its files tell of it: nothing has to run for it. */
export const placeCluster = (machine: Machine): void => {
  const labels = {'io.x-k8s.kind.cluster': 'kubia', 'io.x-k8s.kind.role': 'control-plane'}
  const name = 'kubia-control-plane'
  const container = {
    Id: `id-${name}`,
    Name: `/${name}`,
    Created: new Date().toISOString(),
    State: {Running: true},
    Config: {Image: 'kindest/node:v1.36.4', Labels: labels},
  }
  // On one line, and the label first in it: the stand-ins look with grep.
  writeFileSync(machine.containers(name), JSON.stringify(container))
  const context = {name: 'kind-kubia', context: {cluster: 'kind-kubia', user: 'u'}}
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'kind-kubia',
    contexts: [context],
    clusters: [{name: 'kind-kubia', cluster: {server: 'https://127.0.0.1:1'}}],
    users: [{name: 'u', user: {}}],
  }
  writeFileSync(machine.kubeconfig, JSON.stringify(config))
  const records = join(machine.root, 'state/kubectl-kubia/clusters')
  mkdirSync(records, {recursive: true, mode: 0o700})
  const record = {
    name: 'kubia',
    provider: 'kind',
    controlPlaneId: `id-${name}`,
    nodes: [name],
    previousContext: '',
    kubeconfig: machine.kubeconfig,
    startedAt: new Date(0).toISOString(),
  }
  writeFileSync(join(records, 'kubia.json'), JSON.stringify(record))
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, {recursive: true})
        .map(name => join(folder, String(name)))
        .filter(file => statSync(file).isFile())
    : []

/** What must stay byte for byte: the home with its kubeconfig, the containers, and the records of clusters; not Node's compile cache. */
export const snapshot = ({root, home}: Machine): Record<string, string> =>
  Object.fromEntries(
    [home, join(root, 'containers'), join(root, 'state/kubectl-kubia/clusters')]
      .flatMap(filesBelow)
      .filter(file => !/\.lock$|\/\.cache\//.test(file))
      .map(file => [file.slice(root.length), readFileSync(file, 'latin1')]),
  )

/** `placeCluster` with the real kubectl, whose API server is at a URL; a manifest to deploy is beside it, as `m.yaml`. */
export const placeClusterAt = (machine: Machine, url: string): void => {
  placeCluster(machine)
  useRealKubectl(machine)
  machine.answer('kind', 'export-kubeconfig', 'exit 0')
  machine.put('m.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n')
  const config = readFileSync(machine.kubeconfig, 'utf8')
  writeFileSync(machine.kubeconfig, config.replace('https://127.0.0.1:1', url))
}
