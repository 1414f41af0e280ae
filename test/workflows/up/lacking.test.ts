import {expect, test} from 'vitest'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import {writeRecord} from '../../../src/cluster/state.ts'
import {describeLacking, lackingLine, lackingOf, lacksCni, refusal} from '../../../src/workflows/up/lacking.ts'
import {cluster, record} from '../../cluster/fixtures.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const spec: ClusterSpec = {...DEFAULT_SPEC, name: 'kubia', provider: 'kind'}
const without = {networking: {disableDefaultCNI: true, kubeProxyMode: 'none'}}

test('What a cluster lacks is what the config switches off that it was made with', () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  expect(lackingOf(undefined, spec)).toEqual([])
  expect(lackingOf(cluster(), spec)).toEqual([])
  writeRecord(record({config: without}))
  expect(lackingOf(cluster(), spec)).toEqual(['cni', 'proxy'])
  expect(lacksCni(cluster())).toBe(true)
})

test('The record of another cluster of the name says nothing of what this one lacks', () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  writeRecord(record({controlPlaneId: 'another', config: without}))
  expect(lackingOf(cluster(), spec)).toEqual([])
  expect(lacksCni(cluster())).toBe(false)
})

test.each([
  [
    'cni',
    'the config switches the CNI off',
    '(networking.disableDefaultCNI): nodes register, and become Ready once one is installed',
    '(networking.disableDefaultCNI), so no pod can run: leave --app out, install what takes its place, then deploy the app',
  ],
  [
    'proxy',
    'the config switches kube-proxy off',
    '(networking.kubeProxyMode): services answer nowhere until something else serves them',
    '(networking.kubeProxyMode), so no service can answer: leave --expose out, install what takes its place, then deploy the app',
  ],
] as const)(
  'What is lacking is described before a cluster is made, and where an app is refused: %s',
  (lacking, what, line, why) => {
    expect(describeLacking(lacking)).toBe(what)
    expect(lackingLine(lacking)).toBe(`${what} ${line}`)
    expect(refusal(lacking)).toMatchObject({code: 'USAGE', message: `${what} ${why}`})
  },
)
