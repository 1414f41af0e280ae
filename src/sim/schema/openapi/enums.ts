/** What a hostPath may be; empty means that it is not looked at. */
export const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

// Fields that hold one of a few values, as `kubectl explain` lists them: the +enum types of k8s.io/api.
const PROTOCOL = ['SCTP', 'TCP', 'UDP']
const EFFECT = ['NoExecute', 'NoSchedule', 'PreferNoSchedule']
const CORE = 'io.k8s.api.core.v1'

/** By type and field. */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.apps.v1.DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'io.k8s.api.discovery.v1.EndpointSlice.addressType': ['FQDN', 'IPv4', 'IPv6'],
  [`${CORE}.Container.imagePullPolicy`]: ['Always', 'IfNotPresent', 'Never'],
  [`${CORE}.Container.terminationMessagePolicy`]: ['FallbackToLogsOnError', 'File'],
  [`${CORE}.ContainerPort.protocol`]: PROTOCOL,
  [`${CORE}.EphemeralContainer.imagePullPolicy`]: ['Always', 'IfNotPresent', 'Never'],
  [`${CORE}.HTTPGetAction.scheme`]: ['HTTP', 'HTTPS'],
  [`${CORE}.HostPathVolumeSource.type`]: HOST_PATH_TYPES,
  [`${CORE}.NamespaceStatus.phase`]: ['Active', 'Terminating'],
  [`${CORE}.NodeStatus.phase`]: ['Pending', 'Running', 'Terminated'],
  [`${CORE}.PodSpec.dnsPolicy`]: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  [`${CORE}.PodSpec.preemptionPolicy`]: ['Never', 'PreemptLowerPriority'],
  [`${CORE}.PodSpec.restartPolicy`]: ['Always', 'Never', 'OnFailure'],
  [`${CORE}.PodStatus.phase`]: ['Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'],
  [`${CORE}.PodStatus.qosClass`]: ['BestEffort', 'Burstable', 'Guaranteed'],
  [`${CORE}.ServicePort.protocol`]: PROTOCOL,
  [`${CORE}.ServiceSpec.externalTrafficPolicy`]: ['Cluster', 'Local'],
  [`${CORE}.ServiceSpec.internalTrafficPolicy`]: ['Cluster', 'Local'],
  [`${CORE}.ServiceSpec.ipFamilyPolicy`]: ['PreferDualStack', 'RequireDualStack', 'SingleStack'],
  [`${CORE}.ServiceSpec.sessionAffinity`]: ['ClientIP', 'None'],
  [`${CORE}.ServiceSpec.type`]: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  [`${CORE}.Taint.effect`]: EFFECT,
  [`${CORE}.Toleration.effect`]: EFFECT,
  [`${CORE}.Toleration.operator`]: ['Equal', 'Exists'],
  [`${CORE}.TopologySpreadConstraint.whenUnsatisfiable`]: ['DoNotSchedule', 'ScheduleAnyway'],
}
