// Cuts what the simulated cluster's tables need out of a real API server's OpenAPI v2:
//   kubectl get --raw /openapi/v2 | node scripts/sim-data/extract-openapi-v2.ts > scripts/sim-data/kubernetes-1.20.2.json
// Kept are the names of the types, how lists are patched and merged, which fields are quantities, and what is said of
// fields that refer to another type (the TypeScript client's generator drops these).
import {text} from 'node:stream/consumers'

type Property = Record<string, unknown> & {
  $ref?: string
  description?: string
  items?: {$ref?: string}
  additionalProperties?: {$ref?: string}
}
interface Definition {
  description?: string
  properties?: Record<string, Property>
  [extension: string]: unknown
}

const EXTENSION = 'x-kubernetes-'
const QUANTITY = '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity'
/** API groups that a simulated cluster shows; the rest of a server's types are left out. */
const GROUPS =
  /^io\.k8s\.(api\.(admissionregistration|apps|autoscaling|batch|certificates|coordination|core|discovery|flowcontrol|networking|policy|rbac|storage)\.(v1|v1beta1)\.|kube-aggregator\.pkg\.apis\.apiregistration\.v1\.|apimachinery\.pkg\.apis\.meta\.v1\.)/

const extensionsOf = (node: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => /^x-kubernetes-(patch|list|map)-/.test(key))
      .map(([key, value]) => [key.slice(EXTENSION.length), value]),
  )

const isQuantity = (property: Property): boolean =>
  [property.$ref, property.items?.$ref, property.additionalProperties?.$ref].includes(QUANTITY)

const fieldFacts = (property: Property): Record<string, unknown> => ({
  ...extensionsOf(property),
  ...(isQuantity(property) && {quantity: true}),
  ...(property.$ref && property.description && {description: property.description}),
})

const {definitions, info} = JSON.parse(await text(process.stdin)) as {
  definitions: Record<string, Definition>
  info: {version: string}
}
const types = Object.entries(definitions)
  .filter(([name]) => GROUPS.test(name))
  .map(([name, definition]) => {
    const fields = Object.entries(definition.properties ?? {})
      .map(([field, property]) => [field, fieldFacts(property)] as const)
      .filter(([, facts]) => Object.keys(facts).length > 0)
    return [
      name,
      {...extensionsOf(definition), ...(fields.length > 0 && {fields: Object.fromEntries(fields)})},
    ] as const
  })
const lines = types.map(([name, facts]) => `    ${JSON.stringify(name)}: ${JSON.stringify(facts)}`)
process.stdout.write(
  `{\n  "source": "/openapi/v2 of a Kubernetes ${info.version} API server",\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`,
)
