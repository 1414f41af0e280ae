// What the API server refuses, by kind, in its words.
import type {KubeObject} from '../api/object.ts'
import {type PartOfKinds, partOf, type ResourceType} from '../api/resources.ts'
import type {StatusCause} from '../api/status.ts'
import type {Fields} from './fields.ts'
import {
  validateEndpointSlice,
  validateEndpoints,
  validateEvent,
  validateLease,
  validateNode,
} from './validation/cluster.ts'
import {validateConfigMap, validateSecret} from './validation/config.ts'
import {type NameRule, validateChangedMetadata, validateNewMetadata} from './validation/metadata.ts'
import {dns1035Label, dns1123Label, dns1123Subdomain} from './validation/names.ts'
import {validatePod} from './validation/pod-spec.ts'
import {validatePodUpdate} from './validation/pod-update.ts'
import {validateService} from './validation/service.ts'
import {validateDeployment, validateReplicaSet, validateReplicationController} from './validation/workloads.ts'

type Rule = (object: Fields, old?: Fields) => StatusCause[]

/** A kind whose metadata is all that can be wrong with it. */
const anything: Rule = () => []

const RULES: PartOfKinds<Rule> = {
  ConfigMap: validateConfigMap,
  Deployment: validateDeployment,
  Endpoints: validateEndpoints,
  EndpointSlice: validateEndpointSlice,
  Event: validateEvent,
  Lease: validateLease,
  Namespace: anything,
  Node: validateNode,
  Pod: (pod, old) => (old ? validatePodUpdate(pod, old) : validatePod(pod)),
  ReplicaSet: validateReplicaSet,
  ReplicationController: validateReplicationController,
  Secret: validateSecret,
  Service: validateService,
  ServiceAccount: anything,
}

/** Names that end up in other names (of hosts, of DNS records) may have less in them. */
const NAMES: Readonly<Record<string, NameRule>> = {Namespace: dns1123Label, Service: dns1035Label}

/**
 * @param object with its defaults
 * @param old the stored object, where this is an update: what may not change is refused
 * @returns what is wrong, in the real server's order; nothing where all is well
 */
export const validate = (
  type: Pick<ResourceType, 'kind' | 'namespaced'>,
  object: KubeObject,
  old?: KubeObject,
): StatusCause[] => [
  ...(old
    ? validateChangedMetadata(object.metadata, old.metadata)
    : validateNewMetadata(object.metadata, NAMES[type.kind] ?? dns1123Subdomain, type.namespaced)),
  ...(partOf(RULES, type.kind)?.(object, old) ?? []),
]
