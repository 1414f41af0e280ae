import {expect, test} from 'vitest'
import {clusterConfig} from '../../../../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {atPatch} from '../../../../../src/cluster/providers/kind/config/patch-place.ts'
import {kindFailure} from '../../../../../src/cluster/providers/kind/kind-failure.ts'

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\ncontainerdConfigPatches:\n'
const LONG = '- |-\n  # mirrors\n\n  [plugins.a]\n    x = = 1\n'
const SHORT = '- |\n  y = = 1\n'
const SOUND = '- |\n  [plugins."io.containerd.grpc.v1.cri".registry] # mirrors\n    x.y = "a = b" \n'
const COMMENT = '- |\n  # y = = 1\n'
const QUOTED = '- "y = = 1"\n'

/** What kind’s failure at a place of a patch becomes, with this config. */
const messageOf = (patches: string, line: number, column: number): string => {
  const text = HEAD + patches
  const why = 'unexpected token type in value: ='
  const said = `ERROR: failed to create cluster: failed to patch containerd config: (${line}, ${column}): ${why}\n`
  const config = clusterConfig({text, name: 'kind.yaml'}, parseKindConfig(text))
  return atPatch(kindFailure(said, {cluster: 'shop', engine: 'docker'}), config).message
}

test.each([
  ['the line of the block', LONG, 4, 7, 'kind.yaml:8:9: '],
  ['the first line of a block', SHORT, 1, 5, 'kind.yaml:5:7: '],
  ['the only patch that has so many lines', SHORT + LONG, 4, 7, 'kind.yaml:10:9: '],
  ['the place of a quoted patch', QUOTED, 1, 5, 'kind.yaml:4:3: '],
  ['the only one whose line is no TOML', SOUND + SHORT + COMMENT, 1, 5, 'kind.yaml:8:7: '],
  ['each line that may be meant', SHORT + QUOTED, 1, 5, 'kind.yaml:5:7 or kind.yaml:6:3: '],
  ['each that may be meant where all are TOML by themselves', SOUND + SOUND, 2, 3, 'kind.yaml:6:5 or kind.yaml:9:5: '],
  ['the place within the patch where no patch has it', SHORT, 7, 1, 'line 7, column 1 of the patch: '],
])('A containerd patch that is no TOML is told at %s', (_, patches, line, column, place) => {
  expect(messageOf(patches, line, column)).toBe(
    `kind cannot read a containerd patch of the config: ${place}unexpected token type in value: =`,
  )
})
