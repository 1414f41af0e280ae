import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {WorkflowCluster} from './cluster.ts'

/** Cluster roles by name, with their verbs and resources. */
const ROLES = [
  ['limited-look', 'get,list,watch', 'services,endpoints'],
  ['limited-give', 'get,patch', 'services/status'],
  ['limited-forward', 'create', 'pods/portforward'],
] as const

/** Takes the rights of that user away. */
export const removeLimitedUser = async ({context, kubectl}: WorkflowCluster): Promise<void> => {
  const roles = ROLES.flatMap(([role]) => [`clusterrole/${role}`, `clusterrolebinding/${role}`])
  await kubectl('--context', context, 'delete', '--ignore-not-found', ...roles)
}

/** A kubeconfig of a user who may do what a tunnel needs, and may not see nodes. */
export const limitedKubeconfig = async (cluster: WorkflowCluster): Promise<string> => {
  const {context, directory, kubectl} = cluster
  await removeLimitedUser(cluster)
  const create = (...words: string[]): Promise<string> => kubectl('--context', context, 'create', ...words)
  for (const [role, verbs, resources] of ROLES) {
    await create('clusterrole', role, `--verb=${verbs}`, `--resource=${resources}`)
    await create('clusterrolebinding', role, `--clusterrole=${role}`, '--user=limited')
  }
  const config = JSON.parse(await kubectl('config', 'view', '--raw', '-o', 'json'))
  for (const {user} of config.users) user.as = 'limited'
  const file = join(directory, 'limited.json')
  await writeFile(file, JSON.stringify(config), {mode: 0o600})
  return file
}
