import {isTrue} from '../kubernetes/conditions.ts'
import {kindOf} from '../kubernetes/kinds/index.ts'
import {node} from '../kubernetes/kinds/node.ts'
import type {KubeObject, Node} from '../kubernetes/types.ts'
import type {Surroundings} from './kubia.ts'
import type {Report} from './summary.ts'

interface Status {
  apps: Report['apps']
  items: KubeObject[]
}

/** What `status` says of a cluster's nodes and apps, for the summary; where it fails, a warning takes its place. */
export const readStatus = async (
  {exec, kubia, reporter}: Surroundings,
  context: string,
): Promise<Pick<Report, 'nodes' | 'apps'>> => {
  const args = [...kubia.args, 'status', '--all-namespaces', '--context', context, '-o', 'json']
  const {exitCode, stdout, stderr} = await exec({...kubia, args, env: {KUBIA_CI: 'off'}}, {allowFailure: true})
  if (exitCode !== 0) {
    reporter.note(stderr.trim().split('\n'), 'warn')
    return {nodes: [], apps: []}
  }
  const {apps, items} = JSON.parse(stdout) as Status
  return {
    apps,
    nodes: (items.filter(item => kindOf(item) === node) as Node[]).map(({metadata, status}) => ({
      name: metadata.name,
      status: isTrue(status?.conditions, 'Ready') ? 'Ready' : 'NotReady',
      version: status?.nodeInfo?.kubeletVersion ?? '',
    })),
  }
}
