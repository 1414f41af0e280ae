import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {printDoctor} from '../../src/printers/doctor.ts'
import {chooseSymbols} from '../../src/printers/style.ts'

const rows = [
  {id: 'kubectl', title: 'kubectl', status: 'ok', found: '1.36.1'},
  {id: 'state', title: 'state folder', status: 'ok', found: '~/.local/state/kubectl-kubia/clusters'},
  {
    id: 'ports',
    title: 'published ports',
    status: 'problem',
    found: '8080 is taken',
    trouble: new KubiaError('PORT_TAKEN', 'port 8080 of this machine is in use by nginx (pid 7)', {
      fix: [{command: 'kubectl kubia up -p 0:30080', comment: 'takes a free one'}],
    }),
  },
] as const
const print = (width: number): string =>
  printDoctor(rows, 'kind', undefined, {
    symbols: chooseSymbols({LANG: 'C.UTF-8'}),
    paint: (_, text) => text,
    width,
  })

test('What doctor found stands beside each check, and is broken at blanks where the terminal is narrow', () => {
  expect(print(60)).toBe(`✔ kubectl           1.36.1
✔ state folder      ~/.local/state/kubectl-kubia/clusters
✖ published ports   8080 is taken  [PORT_TAKEN]
    port 8080 of this machine is in use by nginx (pid 7)
    Fix:
      takes a free one:
        kubectl kubia up -p 0:30080

3 checks: 2 ok, 1 problem
`)
  expect(print(46)).toContain('✖ published ports   8080 is taken\n                    [PORT_TAKEN]\n')
})

test('On a very narrow terminal it stands below each check', () => {
  expect(print(40)).toBe(`✔ kubectl
    1.36.1
✔ state folder
    ~/.local/state/kubectl-kubia/clusters
✖ published ports
    8080 is taken  [PORT_TAKEN]
    port 8080 of this machine is in use
    by nginx (pid 7)
    Fix:
      takes a free one:
        kubectl kubia up -p 0:30080

3 checks: 2 ok, 1 problem
`)
})
