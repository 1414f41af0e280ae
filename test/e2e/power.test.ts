import {rmSync} from 'node:fs'
import {afterAll, describe, inject} from 'vitest'
import {describePower} from '../walk/power.ts'
import {makePlace, powerPlace} from './support.ts'

describe.skipIf(inject('skip'))('on kind', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true, force: true}))
  const workers = inject('workers')
  describePower(powerPlace(place, `power-${process.pid}`, workers), workers === 0 ? 1 : 2)
})
