import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setEnv, temporaryFolder} from './temporary.ts'

/** A state folder and a kubeconfig of this test's own. @returns the kubeconfig's path */
export const ownFolders = (): string => {
  const folder = temporaryFolder()
  const kubeconfig = join(folder, 'config')
  setEnv({XDG_STATE_HOME: join(folder, 'state'), KUBECONFIG: kubeconfig, HOME: folder})
  return kubeconfig
}

/** Writes a kubeconfig with contexts, the first of which is current where none is named. */
export const writeContexts = (file: string, names: readonly string[], current = names[0] ?? ''): void => {
  const contexts = names.map(name => ({name, context: {cluster: name, user: name}}))
  const clusters = names.map(name => ({name, cluster: {server: 'https://127.0.0.1:1'}}))
  const users = names.map(name => ({name, user: {}}))
  const config = {apiVersion: 'v1', kind: 'Config', 'current-context': current, contexts, clusters, users}
  writeFileSync(file, JSON.stringify(config))
}

/** Writes a kubeconfig with one context, which is current, that names this entry of this server. */
export const writeRenamed = (
  file: string,
  {context, cluster, server}: {context: string; cluster: string; server: string},
): void => {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{name: context, context: {cluster, user: cluster}}],
    clusters: [{name: cluster, cluster: {server}}],
    users: [{name: cluster, user: {}}],
  }
  writeFileSync(file, JSON.stringify(config))
}
