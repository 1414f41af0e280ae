import {expect, test} from 'vitest'
import {chooseShells} from '../../src/shell/integrate.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

test.each([
  ['zsh', ['zsh'], 'zsh: not on PATH'],
  ['any', undefined, 'zsh, bash, fish: not on PATH'],
])('Where %s is asked for and no shell is on PATH, that is said', (_, named, message) => {
  setEnv({PATH: temporaryFolder()})
  expect(() => chooseShells(named)).toThrow(expect.objectContaining({code: 'SHELL_MISSING', exit: 3, message}))
})
