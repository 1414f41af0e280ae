import type {Condition, KubeObject} from '../../api/object.ts'

export interface DefinitionNames {
  plural: string
  singular?: string
  kind: string
  listKind?: string
  shortNames?: string[]
  categories?: string[]
}

export interface PrinterColumn {
  name: string
  type: string
  format?: string
  description?: string
  priority?: number
  jsonPath: string
}

export interface ScaleSubresource {
  specReplicasPath: string
  statusReplicasPath: string
  labelSelectorPath?: string
}

export interface DefinitionVersion {
  name: string
  served: boolean
  storage: boolean
  deprecated?: boolean
  deprecationWarning?: string
  schema?: {openAPIV3Schema?: Record<string, unknown>}
  subresources?: {status?: object; scale?: ScaleSubresource}
  additionalPrinterColumns?: PrinterColumn[]
  selectableFields?: {jsonPath: string}[]
}

export interface Definition extends KubeObject {
  spec: {
    group: string
    scope: string
    names: DefinitionNames
    versions: DefinitionVersion[]
    conversion?: {strategy?: string; webhook?: object}
  }
  status?: {
    acceptedNames?: DefinitionNames
    conditions?: Condition[]
    storedVersions?: string[]
  }
}

/** Keeps a definition until its objects are gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io'

export const isTrue = ({status}: Definition, type: string): boolean =>
  status?.conditions?.some(condition => condition.type === type && condition.status === 'True') === true
