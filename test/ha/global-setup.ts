import {rmSync} from 'node:fs'
import type {TestProject} from 'vitest/node'
import {whatIsMissing} from '../e2e/global-setup.ts'
import {makePlace} from '../e2e/support.ts'

/** Says why the suite cannot run here; it makes its own cluster. */
export const setup = async (project: TestProject): Promise<void> => {
  const place = makePlace()
  const missing = await whatIsMissing(place)
  rmSync(place.directory, {recursive: true})
  if (missing !== undefined && process.env['KUBIA_E2E'] === 'required')
    throw new Error(`KUBIA_E2E=required, but ${missing}`)
  if (missing !== undefined) console.log(`ha: skipped, since ${missing}`)
  project.provide('skip', missing ?? '')
}
