import type {KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {KubeAccess} from './kubectl.ts'
import {getObject} from './objects.ts'

/** Where a cluster says which registry of this machine its nodes pull from (KEP-1755, as kind's guide has it). */
const NAMESPACE = 'kube-public'
const NAME = 'local-registry-hosting'
const KEY = 'localRegistryHosting.v1'

type ConfigMap = KubeObject & {data?: Record<string, string>}

/** The place of that ConfigMap. */
export const hostingPlace = <A extends KubeAccess>(access: A): A & {namespace: string} => ({
  ...access,
  namespace: NAMESPACE,
})

/** The ConfigMap that says so. @param host as images are named: `localhost:5001` */
export const hostingManifest = (host: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: NAME, namespace: NAMESPACE},
  data: {[KEY]: `host: "${host}"\nhelp: "https://kind.sigs.k8s.io/docs/user/local-registry/"\n`},
})

/** The registry that a cluster names: `localhost:5001`; undefined where it names none. @throws as `runKubectl` */
export const findHosting = async (exec: Exec, access: KubeAccess): Promise<string | undefined> => {
  const found = await getObject<ConfigMap>(exec, hostingPlace(access), 'configmap', NAME)
  return /^host:[ \t]*["']?([\w.-]+:\d+)["']?[ \t]*$/m.exec(found?.data?.[KEY] ?? '')?.[1]
}
