import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {addBlock, BLOCK_END, BLOCK_START, blockState, removeBlock} from '../../src/shell/rc-file.ts'

const LINES = ['if [ -r /x ]; then . /x; fi']
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a block in a start-up file', () => {
  test('comes at the end, between its markers, with LF', () => {
    expect(addBlock(bytes('a\r\n'), LINES).toString()).toBe(`a\r\n${BLOCK_START}\n${LINES[0]}\n${BLOCK_END}\n`)
  })

  test('whatever the file was, it is byte for byte the same after the block has come and gone', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 200}), content => {
        const before = Buffer.from(content)
        const after = removeBlock(addBlock(before, LINES))
        expect(after?.equals(before)).toBe(true)
      }),
    )
  })

  test('a file that kubia made goes with the block', () => {
    expect(removeBlock(addBlock(undefined, LINES))).toBeUndefined()
  })

  test('a file that kubia made stays where the user has written into it', () => {
    const made = Buffer.concat([addBlock(undefined, LINES), bytes('mine\n')])
    expect(removeBlock(made)?.toString()).toBe('mine\n')
  })

  test('adding it again changes nothing, and other lines replace it where it is', () => {
    const once = addBlock(bytes('a'), LINES)
    const grown = Buffer.concat([once, bytes('b\n')])
    expect(addBlock(grown, LINES).equals(grown)).toBe(true)
    const renewed = addBlock(grown, ['new'])
    expect(renewed.toString()).toContain(`\nnew\n${BLOCK_END}\nb\n`)
    expect(removeBlock(renewed)?.toString()).toBe('a\nb\n')
  })

  test('a line end that came with the block stays where something was written below', () => {
    const grown = Buffer.concat([addBlock(bytes('a'), LINES), bytes('b')])
    expect(removeBlock(grown)?.toString()).toBe('a\nb')
  })

  test.each([
    ['a start without an end', `${BLOCK_START}\nx\n`],
    ['an end without a start', `x\n${BLOCK_END}\n`],
    ['an end before its start', `${BLOCK_END}\n${BLOCK_START}\n`],
    ['two blocks', `${BLOCK_START}\n${BLOCK_END}\n${BLOCK_START}\n${BLOCK_END}\n`],
    ['markers that got CRLF', `${BLOCK_START}\r\nx\r\n${BLOCK_END}\r\n`],
    ['an indented marker', `  ${BLOCK_START}\nx\n${BLOCK_END}\n`],
  ])('is damaged with %s', (_title, text) => {
    expect(blockState(bytes(text))).toBe('damaged')
  })

  test('a file without markers has none', () => {
    expect(blockState(bytes('alias k=kubectl\n'))).toBe('absent')
  })
})
