import type {Exec} from '../../../process/exec.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {nodeImages} from './config/kind-config.ts'
import {defaultNodeImage, loadBalancerImage} from './node-image.ts'
import {versionImage} from './version-image.ts'

/**
 * The images that a cluster is made of, as far as they are known: the nodes', and the load balancer's that kind puts in
 * front of several control planes. None: only kind itself knows.
 * @throws KubiaError USAGE for a Kubernetes version that no image has
 */
export const neededImages = async (
  exec: Exec,
  spec: ClusterSpec,
  engine: string,
  version: string,
): Promise<{images: string[]; versionImage: string | undefined}> => {
  const image = await versionImage(exec, spec.flags.kubernetesVersion, engine, version)
  const needed = nodeImages(spec, image, defaultNodeImage(version))
  const balancer = spec.controlPlanes > 1 ? loadBalancerImage(version) : undefined
  return {images: needed.length > 0 && balancer ? [...needed, balancer] : needed, versionImage: image}
}
