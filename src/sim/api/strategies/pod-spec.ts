/** The fields of a pod's spec that its strategy reads and fills in. */

export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
  tolerationSeconds?: number
}

export interface Container {
  name: string
  volumeMounts?: {name: string; mountPath: string; readOnly?: boolean}[]
  resources?: {requests?: Record<string, string>; limits?: Record<string, string>}
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  volumes?: {name: string}[]
  nodeName?: string
  serviceAccountName?: string
  automountServiceAccountToken?: boolean
  terminationGracePeriodSeconds?: number
  tolerations?: Toleration[]
  priority?: number
  priorityClassName?: string
  preemptionPolicy?: string
}
