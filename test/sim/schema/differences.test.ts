import {expect, it} from 'vitest'
import {differencesPage} from '../../support/sim/differences.ts'

it('docs/simulated-api.md lists every known difference from the server that is compared with', async () => {
  // `npx vitest run -u` writes it.
  await expect(differencesPage()).toMatchFileSnapshot('../../../docs/simulated-api.md')
})
