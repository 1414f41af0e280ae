import {expect, test} from 'vitest'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {sayChanges, showChanges} from '../../src/workflows/show-changes.ts'

const config = (data: object): KubeObject =>
  ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}, data}) as KubeObject
const show = (before: KubeObject | undefined, after: KubeObject): string[] => {
  const said: string[] = []
  return [...said, showChanges(line => said.push(line), before, after), ...said]
}

test('An object that is not there is new', () => {
  expect(show(undefined, config({}))).toEqual(['new', '  + ConfigMap settings is new'])
})

test('Each field that changes is a line', () => {
  expect(show(config({colour: 'blue', size: '1'}), config({colour: 'red', size: '1'}))).toEqual([
    '1 field to change',
    '  ~ data.colour: blue → red',
  ])
})

test('Without a change nothing is said', () => {
  expect(show(config({}), config({}))).toEqual(['nothing to change'])
})

test('After twenty lines the rest is counted', () => {
  const said: string[] = []
  const changes = Array.from({length: 23}, (_, index) => ({path: `data.${index}`, before: 'a', after: 'b'}))
  expect(sayChanges(line => said.push(line), changes)).toBe('23 fields to change')
  expect([said.length, said.at(-1)]).toEqual([21, '  ~ and 3 more'])
})
