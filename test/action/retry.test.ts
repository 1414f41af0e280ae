import {expect, test} from 'vitest'
import {withRetries} from '../../src/action/retry.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {WorkflowFailed} from '../../src/workflow/workflow-failed.ts'

const signal = new AbortController().signal

/** How often work is tried that always fails so, and what is said of the tries that are followed by another. */
const tries = async (error: KubiaError, retries: number, of = signal): Promise<[number, string[]]> => {
  let count = 0
  const said: string[] = []
  const work = async (): Promise<never> => {
    count += 1
    throw new WorkflowFailed(error, undefined)
  }
  const before = async ({code}: {code: string}, tried: number): Promise<void> => void said.push(`${tried}: ${code}`)
  await expect(withRetries(work, {retries, signal: of, pauseMs: 0}, before)).rejects.toThrow(error.message)
  return [count, said]
}

test.each([
  ['NODE_BOOT_TIMEOUT', {}, 2],
  ['CREATE_FAILED', {}, 2],
  ['IMAGE_UNAVAILABLE', {facts: {mayPass: true}}, 2],
  ['IMAGE_UNAVAILABLE', {}, 1],
  ['IMAGE_PULL', {}, 1],
  ['CRASH_LOOP', {}, 1],
  ['USAGE', {}, 1],
  ['PORT_TAKEN', {}, 1],
  ['CLUSTER_DIFFERS', {}, 1],
  ['TIMEOUT', {}, 1],
] as const)('%s %j is tried %i times', async (code, details, expected) => {
  const [count, said] = await tries(new KubiaError(code, 'it failed', details), 1)
  expect(count).toBe(expected)
  expect(said).toEqual(expected === 2 ? [`1: ${code}`] : [])
})

test('What goes on failing is tried as often as is asked for', async () => {
  expect((await tries(new KubiaError('CREATE_FAILED', 'no'), 3))[0]).toBe(4)
  expect((await tries(new KubiaError('CREATE_FAILED', 'no'), 0))[0]).toBe(1)
})

test('A run that was cancelled is not tried again', async () => {
  expect((await tries(new KubiaError('CREATE_FAILED', 'no'), 3, AbortSignal.abort()))[0]).toBe(1)
})
