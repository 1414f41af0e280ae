import {rmSync} from 'node:fs'
import {afterAll, describe, inject} from 'vitest'
import {describePower} from '../walk/power.ts'
import {kubia, makePlace, must} from './support.ts'

describe.skipIf(inject('skip'))('on kind', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true, force: true}))
  const name = `power-${process.pid}`
  describePower(
    {
      name,
      context: `kind-${name}`,
      kubia: args => kubia(place, args),
      kubectl: (...args) => must(place, 'kubectl', ...args),
    },
    2,
  )
})
