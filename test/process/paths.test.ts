import {homedir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {stateDirectory, tildePath} from '../../src/process/paths.ts'

const fallback = join(homedir(), '.local/state/kubectl-kubia')

test.each([
  ['is not set', undefined, fallback],
  ['is empty', '', fallback],
  ['is relative', 'state', fallback],
  ['is absolute', '/var/state', '/var/state/kubectl-kubia'],
])('Where XDG_STATE_HOME %s, the state folder is found', (_, value, expected) => {
  expect(stateDirectory({XDG_STATE_HOME: value})).toBe(expected)
})

test.each([
  [homedir(), '~'],
  [join(homedir(), '.kube/config'), '~/.kube/config'],
  [`${homedir()}-other/file`, `${homedir()}-other/file`],
  ['/etc/hosts', '/etc/hosts'],
  ['relative/file', 'relative/file'],
])('%s is written as %s', (path, expected) => {
  expect(tildePath(path)).toBe(expected)
})
