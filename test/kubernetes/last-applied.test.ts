import {expect, test} from 'vitest'
import {lastAppliedOf, withLastApplied, withoutLastApplied} from '../../src/kubernetes/last-applied.ts'

const config = (data: object, annotations?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'a', namespace: 'shop', ...(annotations && {annotations})},
  data,
})

test('It is what kubectl apply writes: names in order, and what Go escapes', () => {
  const text = lastAppliedOf(withLastApplied(config({'9': 'x', '10': '<b>&\u2028', é: 'y'}, {note: 'n'})))
  // Recorded from kubectl v1.32.
  expect(text).toBe(
    '{"apiVersion":"v1","data":{"10":"\\u003cb\\u003e\\u0026\\u2028","9":"x","é":"y"},"kind":"ConfigMap","metadata":{"annotations":{"note":"n"},"name":"a","namespace":"shop"}}\n',
  )
})

test('It replaces what was kept before, and goes without a trace', () => {
  const kept = withLastApplied(withLastApplied(config({})))
  expect(lastAppliedOf(kept)).toBe(
    '{"apiVersion":"v1","data":{},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"shop"}}\n',
  )
  expect(withoutLastApplied(kept)).toEqual(config({}))
})

test('What is too long for an annotation is not kept', () => {
  const long = config({a: 'x'.repeat(256 * 1024)})
  expect(withLastApplied(long)).toEqual(long)
})
