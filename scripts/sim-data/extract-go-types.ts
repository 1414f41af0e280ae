// Tells which fields are Go pointers: a pointer keeps `0`, `false` and `""` on its way through the server, anything else
// drops them, and a struct that is no pointer is always written, be it `{}`. Read from the types.go files of Kubernetes
// 1.20.2 (Debian's source package `kubernetes`, 1.20.5+really1.20.2):
//   node scripts/sim-data/extract-go-types.ts KUBERNETES-SOURCE > scripts/sim-data/go-fields-1.20.2.json
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

const FILES: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1': 'apimachinery/pkg/apis/meta/v1/types.go',
  'io.k8s.api.core.v1': 'api/core/v1/types.go',
  'io.k8s.api.apps.v1': 'api/apps/v1/types.go',
  'io.k8s.api.autoscaling.v1': 'api/autoscaling/v1/types.go',
  'io.k8s.api.batch.v1': 'api/batch/v1/types.go',
  'io.k8s.api.coordination.v1': 'api/coordination/v1/types.go',
  'io.k8s.api.discovery.v1': 'api/discovery/v1beta1/types.go',
  'io.k8s.api.networking.v1': 'api/networking/v1/types.go',
  'io.k8s.api.policy.v1': 'api/policy/v1beta1/types.go',
}

interface GoStruct {
  /** Field names as JSON has them, a `*` before those that are pointers. */
  fields: string[]
  /** Structs whose fields are its own. */
  inlined: string[]
}

const structsIn = (source: string): Map<string, GoStruct> => {
  const structs = new Map<string, GoStruct>()
  for (const [, name = '', body = ''] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const struct: GoStruct = {fields: [], inlined: []}
    for (const [, type = '', json = ''] of body.matchAll(/^\t(?:\w+[ \t]+)?(\S+)[ \t]+`json:"([^"]*)"/gm)) {
      const [field = ''] = json.split(',')
      if (field === '') struct.inlined.push(type)
      else struct.fields.push(`${type.startsWith('*') ? '*' : ''}${field}`)
    }
    structs.set(name, struct)
  }
  return structs
}

const [folder = ''] = process.argv.slice(2)
const types: [string, string][] = []
for (const [name, file] of Object.entries(FILES)) {
  const structs = structsIn(readFileSync(join(folder, 'staging/src/k8s.io', file), 'utf8'))
  const fieldsOf = (struct: GoStruct): string[] => [
    ...struct.fields,
    ...struct.inlined.flatMap(inlined => fieldsOf(structs.get(inlined) ?? {fields: [], inlined: []})),
  ]
  for (const [struct, facts] of structs) types.push([`${name}.${struct}`, fieldsOf(facts).sort().join(' ')])
}
const lines = types.map(([name, fields]) => `    ${JSON.stringify(name)}: ${JSON.stringify(fields)}`)
process.stdout.write(
  `{\n  "source": "types.go of Kubernetes v1.20.2: which fields are Go pointers",\n  "fields": {\n${lines.join(',\n')}\n  }\n}\n`,
)
