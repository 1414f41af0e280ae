import {beforeEach, describe, expect, test} from 'vitest'
import {contextsBefore, contextsToGiveBack} from '../../src/cluster/earlier-contexts.ts'
import {type ClusterRecord, readRecord, writeRecord} from '../../src/cluster/state.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const remember = (name: string, ...contexts: string[]): void => {
  const [previousContext = '', ...earlierContexts] = contexts
  const record: ClusterRecord = {
    name,
    provider: 'kind',
    controlPlaneId: `id-${name}`,
    nodes: [`${name}-control-plane`],
    previousContext,
    earlierContexts,
    startedAt: '2026-11-27T14:00:00Z',
  }
  writeRecord(record)
}
const shop = {provider: 'kind', name: 'shop'} as const

describe('What is given back when a cluster goes', () => {
  beforeEach(() => setEnv({XDG_STATE_HOME: temporaryFolder()}))

  test('is the context that was current', () => {
    expect(contextsBefore(shop, 'prod')).toEqual({previousContext: 'prod', earlierContexts: []})
  })

  test('is nothing where none was current', () => {
    remember('shop', 'prod')
    expect(contextsBefore(shop, '')).toEqual({previousContext: '', earlierContexts: []})
  })

  test('is what another cluster of kubia’s would give back, where that one was current and may be gone by then', () => {
    remember('other', 'kind-third', 'prod')
    expect(contextsBefore(shop, 'kind-other')).toEqual({
      previousContext: 'kind-other',
      earlierContexts: ['kind-third', 'prod'],
    })
  })

  test('is what it was, where its own context is current', () => {
    remember('shop', 'kind-other', 'prod')
    expect(contextsBefore(shop, 'kind-shop')).toEqual({previousContext: 'kind-other', earlierContexts: ['prod']})
  })

  test('keeps what was remembered before, once each, and no more than five', () => {
    remember('other', 'kind-shop', 'prod')
    remember('shop', 'a', 'prod', 'b', 'c', 'd')
    const fields = contextsBefore(shop, 'kind-other')
    expect(fields).toEqual({previousContext: 'kind-other', earlierContexts: ['prod', 'a', 'b', 'c']})
  })

  test('is read from records that have only one', () => {
    remember('shop', 'prod')
    expect(contextsToGiveBack(readRecord('shop'))).toEqual(['prod'])
    expect(contextsToGiveBack(undefined)).toEqual([])
  })
})
