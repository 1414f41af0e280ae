import {expect, test} from 'vitest'
import {changeSpeed} from '../../../src/workflows/up/change-speed.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'

const cluster = (speed?: number) => ({...clusterOf('shop'), ...(speed !== undefined && {speed})})
const withSpeed = () => {
  const changed: string[] = []
  const {provider} = recordedProvider([])
  const changeable = {
    ...provider,
    script: {...provider.script, changeSpeed: (name: string, speed: number) => [`${name} is to be ${speed}`]},
    changeSpeed: async (name: string, speed: number) => void changed.push(`${name} ${speed}`),
  }
  return {provider: changeable, changed}
}

test('A speed that is stated and is not the live one is changed; a plan prints how', async () => {
  const {provider, changed} = withSpeed()
  const action = changeSpeed(provider, cluster(0.2), 1)
  expect(await action?.script()).toEqual(['shop is to be 1'])
  expect(await action?.run(() => {})).toEqual({detail: '0.2 → 1', value: undefined})
  expect(changed).toEqual(['shop 1'])
})

test('The speed of a cluster whose live one is not known, in a plan that would start it, is stated', async () => {
  const {provider} = withSpeed()
  expect((await changeSpeed(provider, cluster(), 0.5)?.run(() => {}))?.detail).toBe('0.5')
})

test.each([
  ['nothing is stated', 0.2, undefined],
  ['it is as stated', 0.2, 0.2],
])('Nothing is changed where %s', (_, live, stated) => {
  expect(changeSpeed(withSpeed().provider, cluster(live), stated)).toBe(undefined)
})
