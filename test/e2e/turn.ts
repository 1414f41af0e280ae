import {mkdir, rmdir} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, inject, vi} from 'vitest'

/** Longer than all the other files of the shared cluster take together, in ms. */
const TURN_MS = 900_000

/**
 * Makes the tests of this file wait until no other file works on the shared cluster: what is on its nodes and which of
 * its ports are free is compared. Files with clusters of their own run beside them.
 */
export const takeTurn = (): void => {
  const shared = inject('shared')
  if (!shared) return
  const turn = join(shared.place.directory, 'turn')
  let taken = false
  beforeAll(async () => {
    await vi.waitFor(() => mkdir(turn), {timeout: TURN_MS, interval: 200})
    taken = true
  }, TURN_MS)
  afterAll(async () => {
    if (taken) await rmdir(turn)
  })
}
