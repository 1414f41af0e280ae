import {describe, expect, inject, test} from 'vitest'
import {kubia} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()

interface Check {
  id: string
  status: 'ok' | 'warning' | 'problem' | 'skipped'
  found: string
  code: string | null
  message: string
}

describe.skipIf(skip)('doctor on a real machine', () => {
  test('finds no problem where up has just made a cluster, and warns of what up warned of', async () => {
    const {code, stdout} = await kubia(shared.place, ['doctor', '-o', 'json'])
    const {checks} = JSON.parse(stdout) as {checks: Check[]}
    expect(checks.filter(({status}) => status === 'problem')).toEqual([])
    expect(code).toBe(0)
    const warned = [...shared.up.stderr.matchAll(/^⚠ .*\[([A-Z_]+)\]$/gm)].map(([, name]) => name)
    const warnings = checks.filter(({status}) => status === 'warning').map(check => check.code)
    expect(warnings).toEqual(expect.arrayContaining(warned))
  })

  test('tells what the machine has', async () => {
    const {checks} = JSON.parse((await kubia(shared.place, ['doctor', '-o', 'json'])).stdout) as {checks: Check[]}
    const found = Object.fromEntries(checks.map(check => [check.id, check.found]))
    expect(found).toMatchObject({
      engine: expect.stringMatching(/^\w+ \d+\.\d+/),
      kind: expect.stringMatching(/^\d+\.\d+\.\d+/),
      kubectl: expect.stringMatching(/^1\.\d+/),
      memory: expect.stringMatching(/^\d+\.\d GiB$/),
      kubeconfig: `1 context, ${shared.context} is current`,
      'kubeconfig-lock': 'free',
      leftovers: 'none',
    })
  })
})
