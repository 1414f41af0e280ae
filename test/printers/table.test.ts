import {expect, test} from 'vitest'
import {type Column, printTable} from '../../src/printers/table.ts'

type Row = {name: string; count: number; ip: string}

const columns: Column<Row>[] = [
  {name: 'NAME', value: ({name}) => name},
  {name: 'N', value: ({count}) => count},
  {name: 'IP', wide: true, value: ({ip}) => ip},
]
const rows: Row[] = [
  {name: 'kubia', count: 3, ip: '10.0.0.1'},
  {name: 'kubia-canary', count: 1, ip: '<none>'},
]

test('Columns stand three blanks apart and the last one is not padded', () => {
  expect(printTable(columns, rows)).toBe('NAME           N\nkubia          3\nkubia-canary   1\n')
})

test('Wide columns appear with -o wide, and no column is narrower than six', () => {
  expect(printTable(columns, rows, {wide: true})).toBe(
    'NAME           N     IP\nkubia          3     10.0.0.1\nkubia-canary   1     <none>\n',
  )
})

test('Without headers only the rows count for the widths', () => {
  const one = [{name: 'a', count: 1, ip: ''}]
  expect(printTable(columns, one, {noHeaders: true})).toBe('a     1\n')
})

test('A table without rows is its headers', () => {
  expect(printTable(columns, [])).toBe('NAME   N\n')
})

test('An empty last cell leaves no trailing blanks', () => {
  expect(printTable(columns, [{name: 'kubia', count: 1, ip: ''}], {wide: true})).toBe('NAME    N     IP\nkubia   1\n')
})

test('Widths count characters, also those beyond the basic plane', () => {
  const named = ['åäö', '😀', 'abcd'].map(name => ({name, count: 1, ip: ''}))
  expect(printTable(columns, named, {noHeaders: true})).toBe('åäö    1\n😀      1\nabcd   1\n')
})

test.each([
  ['two\nlines', 'two...'],
  ['two\r\nlines', 'two...'],
  ['\x1b[31mred', '^[[31mred'],
])('The cell %j is printed as %j, so that it cannot break the table or the terminal', (name, printed) => {
  expect(printTable(columns.slice(0, 1), [{name, count: 1, ip: ''}])).toBe(`NAME\n${printed}\n`)
})

test('Ten thousand rows keep their order and their alignment', () => {
  const many = Array.from({length: 10_000}, (_, count) => ({name: `pod-${count}`, count, ip: ''}))
  const lines = printTable(columns, many).split('\n')
  expect(lines).toHaveLength(10_002)
  expect(lines[1]).toBe('pod-0      0')
  expect(lines[10_000]).toBe('pod-9999   9999')
})

test('A table that is too wide for the terminal goes on below its rows, broken between cells and never inside of one', () => {
  const wide = {wide: true, width: 20}
  expect(printTable(columns, rows, wide)).toBe(
    `NAME           N
  IP
kubia          3
  10.0.0.1
kubia-canary   1
  <none>
`,
  )
  expect(printTable(columns, rows, {wide: true, width: 12})).toBe(
    `NAME
  N
  IP
kubia
  3
  10.0.0.1
kubia-canary
  1
  <none>
`,
  )
  // A cell that no terminal has room for stands on a line of its own, whole.
  expect(printTable(columns, rows.slice(1), {wide: true, width: 4})).toBe(
    'NAME\n  N\n  IP\nkubia-canary\n  1\n  <none>\n',
  )
  expect(printTable(columns, [{name: 'kubia', count: 1, ip: ''}], {wide: true, width: 12})).toBe(
    'NAME    N\n  IP\nkubia   1\n',
  )
  expect(printTable(columns, rows, {wide: true, width: 29})).toBe(printTable(columns, rows, {wide: true}))
})

test('A last cell that is wider than a line goes on at words, below its beginning', () => {
  const columns = [
    {name: 'OBJECT', value: (row: string[]) => row[0] ?? ''},
    {name: 'MESSAGE', value: (row: string[]) => row[1] ?? ''},
  ]
  const rows = [
    ['pod/web', 'Back-off pulling image'],
    ['pod/worker', 'Failed to pull image "docker.io/museopkim/kubia:latest": no such host'],
  ]
  expect(printTable(columns, rows, {width: 40})).toBe(`OBJECT
  MESSAGE
pod/web
  Back-off pulling image
pod/worker
  Failed to pull image
  "docker.io/museopkim/kubia:latest": no
  such host
`)
})
