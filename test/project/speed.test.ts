import {expect, test} from 'vitest'
import {kind} from '../../src/cluster/providers/kind/index.ts'
import {sim} from '../../src/cluster/providers/sim/index.ts'
import {parseSpeed} from '../../src/project/speed.ts'

test.each([
  ['0.05', 0.05],
  ['.2', 0.2],
  ['1', 1],
  ['1.50', 1.5],
  ['10', 10],
])('--speed %s is %d', (text, speed) => expect(parseSpeed(text)).toBe(speed))

test.each(['', '0', '0.049', '10.1', '-1', '+1', '1e0', '1,5', ' 1', '1x', 'fast', 'NaN', 'Infinity'])(
  '--speed %j is a usage error',
  text => {
    expect(() => parseSpeed(text)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        exit: 2,
        message: `invalid argument ${JSON.stringify(text)} for "--speed" flag: must be a number from 0.05 to 10, such as 0.2`,
      }),
    )
  },
)

test('kind refuses a speed, and says what has one', () => {
  expect(() => kind.refuse?.({speed: 1})).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      exit: 2,
      message:
        '--speed has no meaning for kind, whose nodes are real: leave it out, or add --provider sim for a simulated cluster',
    }),
  )
  expect(() => kind.refuse?.({workers: 1})).not.toThrow()
  expect(() => sim.refuse?.({speed: 0.2})).not.toThrow()
})
