import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {browserCommands, openBrowser} from '../../src/expose/browser.ts'
import {createExec} from '../../src/process/exec.ts'
import {isAlive} from '../support/processes.ts'
import {temporaryFolder} from '../support/temporary.ts'

const URL = 'http://localhost:8080'
const {signal} = new AbortController()
const exec = createExec({signal: () => signal})
const shell = (script: string, ...args: string[]) => ({program: 'sh', args: ['-c', script, ...args]})

test.each([
  [{}, []],
  [{DISPLAY: ':0'}, ['xdg-open http://localhost:8080']],
  [{BROWSER: 'lynx'}, ['lynx http://localhost:8080']],
  [
    {BROWSER: 'w3m -o x=%s %s:lynx', DISPLAY: ':0'},
    ['w3m -o x=%s http://localhost:8080', 'lynx http://localhost:8080'],
  ],
])('On Linux %j opens a URL with %j', (env, lines) =>
  expect(browserCommands(URL, 'linux', env).map(({program, args}) => [program, ...args].join(' '))).toEqual(lines),
)

test('A program that stays has opened the URL, and is left alone', async () => {
  const file = join(temporaryFolder(), 'pid')
  expect(await openBrowser(exec, [shell('echo $$ > "$0"; exec sleep 60', file)])).toBe(true)
  const pid = await vi.waitFor(() => {
    const found = Number(readFileSync(file, 'utf8'))
    expect(found).toBeGreaterThan(0)
    return found
  })
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))
  expect(isAlive(pid)).toBe(true)
})

test('A program that fails at once is followed by the next one', async () => {
  expect(await openBrowser(exec, [shell('exit 3'), {program: 'no-such-browser', args: []}])).toBe(false)
  expect(await openBrowser(exec, [shell('exit 3'), shell('exit 0')])).toBe(true)
})
