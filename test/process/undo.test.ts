import {expect, test} from 'vitest'
import {Undo} from '../../src/process/undo.ts'

test('What is to be undone comes last in first out, and only once', () => {
  const undo = new Undo()
  for (const title of ['first', 'second', 'third']) undo.add(title, async () => '')
  expect(undo.take().map(({title}) => title)).toEqual(['third', 'second', 'first'])
  expect(undo.take()).toEqual([])
})

test('It is pending until it is undone, also where that fails', async () => {
  const undo = new Undo()
  undo.add('works', async () => 'removed')
  undo.add('fails', async () => {
    throw new Error('no')
  })
  const [fails, works] = undo.take()
  expect([...undo.pending]).toEqual(['works', 'fails'])
  expect(await works?.undo()).toBe('removed')
  await expect(fails?.undo()).rejects.toThrow('no')
  expect([...undo.pending]).toEqual(['fails'])
})

test('What was asked to stay is said to stay; what was sent only where nothing takes the cluster back', () => {
  const undo = new Undo()
  undo.retain('cluster shop')
  undo.retainSent('pod a')
  undo.add('Delete cluster shop', async () => '')
  undo.retainSent('pod b')
  expect(undo.retained).toEqual(['cluster shop', 'pod a, as it was sent'])
})
