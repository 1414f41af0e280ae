import {expect, test} from 'vitest'
import {isInteractive} from '../../src/cli/interactive.ts'

const terminal = {isTTY: true}

test.each([
  ['both terminals', {}, {stdin: terminal, stderr: terminal}, true],
  ['an empty CI, which is unset', {CI: ''}, {stdin: terminal, stderr: terminal}, true],
  ['a terminal in CI', {CI: 'true'}, {stdin: terminal, stderr: terminal}, false],
  ['input from a pipe', {}, {stdin: {}, stderr: terminal}, false],
  ['standard error in a file', {}, {stdin: terminal, stderr: {isTTY: false}}, false],
])('Somebody is asked where there is one: %s', (_, env, streams, expected) => {
  expect(isInteractive(env, streams)).toBe(expected)
})
