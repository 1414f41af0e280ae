import {expect, onTestFinished, test} from 'vitest'
import {exitAsEnded} from '../../src/cli/exit-as-ended.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'

const ended = (reason?: unknown): AbortSignal => {
  const controller = new AbortController()
  if (reason !== undefined) controller.abort(reason)
  return controller.signal
}

test('A signal ends a command that goes on with its exit code and without a word; nothing does so where none came', () => {
  const before = process.exitCode
  onTestFinished(() => {
    process.exitCode = before
  })
  exitAsEnded(ended())
  expect(process.exitCode).toBe(before)
  exitAsEnded(ended(new KubiaError('INTERRUPTED', 'interrupted')))
  expect(process.exitCode).toBe(130)
  exitAsEnded(ended(new KubiaError('TERMINATED', 'ended by SIGTERM')))
  expect(process.exitCode).toBe(143)
})

test('Whatever else ended it is a failure that is told', () => {
  const stopped = new KubiaError('CLUSTER_STOPPED', 'cluster shop is paused')
  expect(() => exitAsEnded(ended(stopped))).toThrow(stopped)
})
