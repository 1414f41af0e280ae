import {userInfo} from 'node:os'
import {expect, test} from 'vitest'
import {findHome} from '../../src/process/home.ts'

test.each([
  ['an absolute path', '/home/me', {folder: '/home/me'}],
  ['nothing', '', {folder: userInfo().homedir}],
  ['not set', undefined, {folder: userInfo().homedir}],
  ['a relative path', 'rel', {problem: 'HOME is "rel", which is not an absolute path', known: userInfo().homedir}],
  ['a dot', '.', {problem: 'HOME is ".", which is not an absolute path', known: userInfo().homedir}],
  ['a tilde', '~', {problem: 'HOME is "~", which is not an absolute path', known: userInfo().homedir}],
])('The home folder where HOME is %s', (_, HOME, expected) => {
  expect(findHome({HOME})).toEqual(expected)
})
