import {expect, test} from 'vitest'
import {readBy, readCounts, splitN} from '../../src/cli/read-hit.ts'

test('-n is a number of requests where it is one, and else the namespace, as everywhere', () => {
  expect(splitN(['50'])).toEqual({requests: '50'})
  expect(splitN(['shop'])).toEqual({namespace: 'shop'})
  expect(splitN(['50', 'shop', '7'])).toEqual({requests: '7', namespace: 'shop'})
  expect(splitN(['team-1'])).toEqual({namespace: 'team-1'})
  expect(splitN()).toEqual({})
})

test.each([
  [['0', '1'], 'invalid argument "0" for "-n, --requests" flag: must be a number from 1 to 100000'],
  [['-5', '1'], 'invalid argument "-5" for "-n, --requests" flag: must be a number from 1 to 100000'],
  [['1.5', '1'], 'invalid argument "1.5" for "-n, --requests" flag: must be a number from 1 to 100000'],
  [['50', '999'], 'invalid argument "999" for "-c, --concurrency" flag: must be a number from 1 to 200'],
])('The counts %j are refused', ([requests = '', parallel = ''], message) => {
  expect(() => readCounts(requests, parallel)).toThrow(expect.objectContaining({code: 'USAGE', message}))
})

test('--by takes body, status and header:NAME, and nothing else', () => {
  expect(readBy('status')).toBe('status')
  expect(readBy('header:X-Pod')).toEqual({header: 'x-pod'})
  expect(() => readBy('header:')).toThrow(
    'invalid argument "header:" for "--by" flag: must be body, status or header:NAME, as header:server',
  )
})
