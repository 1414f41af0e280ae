/** One statement about an object. Times are RFC 3339, or null where a client sent none. */
export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime?: string | null
  /** Deployments say when a condition was last looked at. */
  lastUpdateTime?: string
  /** Nodes say when the kubelet last spoke, pods when a probe last ran. */
  lastHeartbeatTime?: string
  lastProbeTime?: string | null
}

export interface LabelSelectorRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  values?: string[]
}

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: LabelSelectorRequirement[]
}

export type Labels = Readonly<Record<string, string>>
