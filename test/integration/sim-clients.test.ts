import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const CLIENTS = join(import.meta.dirname, 'clients')
/** Debian's own: another one on PATH has no packages of Debian. */
const PYTHON = '/usr/bin/python3'
/** Neither library may be missing with KUBIA_CLIENTS=required: Debian's python3-kubernetes, and `npm ci` in clients/. */
const isRequired = process.env['KUBIA_CLIENTS'] === 'required'
const hasPython = spawnSync(PYTHON, ['-c', 'import kubernetes']).status === 0
const hasNode = existsSync(join(CLIENTS, 'node_modules/@kubernetes/client-node'))

const sim = startSimCluster('clients', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

test.skipIf(!hasPython && !isRequired)(
  'the client for Python lists, watches, replaces, elects a leader and forwards ports',
  async () => {
    const {code, stdout, stderr} = await sim.run(PYTHON, [join(CLIENTS, 'client.py')])
    expect([code, stdout], stderr).toEqual([
      0,
      `watch: ready 1
list: [('web', 'Running')]
replace of a pod: yes
replace of a deployment: 2
leader election: renewed
port-forward: You've hit POD
port-forward of a closed port: error forwarding port 9 to pod default/POD: dial tcp4 127.0.0.1:9: connect: connection refused
`,
    ])
  },
)

test.skipIf(!hasNode && !isRequired)(
  'the client for JavaScript applies, informs, replaces, follows logs and forwards ports',
  async () => {
    const {code, stdout, stderr} = await sim.run(process.execPath, [join(CLIENTS, 'client.js')])
    expect([code, stdout], stderr).toEqual([
      0,
      `apply: client Apply
informer: add 1
apply of the same: unchanged
replace: 2
apply of what another manager has: 409
log: Listening on port 8080
port-forward: You've hit POD
`,
    ])
  },
)
