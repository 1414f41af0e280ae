import {rmSync} from 'node:fs'
import {afterAll, describe, inject} from 'vitest'
import {describePower} from '../walk/power.ts'
import {makePlace, powerPlace} from './support.ts'

describe.skipIf(inject('skip'))('on kind', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true, force: true}))
  describePower(powerPlace(place, `power-${process.pid}`), 2)
})
