import {parse} from '@oclif/core/parser'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {Args, Flags} from '../../src/cli/oclif.ts'
import {type CommandWords, parseWords} from '../../src/cli/parse-words.ts'

const COMMAND = {
  args: {
    shell: Args.string({options: ['zsh', 'bash'], required: true, ignoreStdin: true}),
    name: Args.string({ignoreStdin: true}),
  },
  flags: {
    wait: Flags.boolean({allowNo: true, default: true}),
    all: Flags.boolean({exclusive: ['image']}),
    image: Flags.string({}),
    env: Flags.string({multiple: true, multipleNonGreedy: true}),
    filename: Flags.string({multiple: true, multipleNonGreedy: true, delimiter: ','}),
    progress: Flags.string({default: 'auto', options: ['auto', 'plain']}),
  },
  strict: true,
}
const read = (words: string[], command: object = COMMAND) => parseWords(command as CommandWords, words)

test('Flags that are not given have their defaults, or are not there', () => {
  expect(read(['zsh'])).toEqual({args: {shell: 'zsh'}, flags: {wait: true, progress: 'auto'}})
})

test('A value is everything behind the first "=", also nothing, and words that look like flags', () => {
  expect(read(['--image=', 'zsh']).flags['image']).toBe('')
  expect(read(['--image=a=b\nc', 'zsh']).flags['image']).toBe('a=b\nc')
  expect(read(['--image=--wait', 'zsh']).flags).toMatchObject({image: '--wait', wait: true})
})

test('A repeated flag has all its values, and one with a delimiter those between them too', () => {
  const words = ['--env=A=1', '--env=B=2', '--filename=a, "b c"', "--filename=d\\,e,'f'", 'bash']
  expect(read(words).flags).toEqual({
    env: ['A=1', 'B=2'],
    filename: ['a', 'b c', 'd,e', 'f'],
    wait: true,
    progress: 'auto',
  })
})

test.each([
  [[], 'required argument not given: SHELL'],
  [['csh'], 'invalid argument "csh": must be one of zsh, bash'],
  [['zsh', 'k', 'x', 'y'], 'unexpected argument: x, y'],
  [['zsh', '--', '--all', '-x'], 'unexpected argument: -x'],
  [['--all', '--image=x', 'zsh'], '--all and --image cannot be used together'],
])('%j is refused: %s', (words, message) => {
  expect(() => read(words)).toThrow(message)
})

test('An argument that takes all that are left has a list, and is missing where there is none', () => {
  const command = {...COMMAND, args: {image: {multiple: true, required: true}}}
  expect(read(['a', '--', 'b'], command).args).toEqual({image: ['a', 'b']})
  expect(() => read([], command)).toThrow('required argument not given: IMAGE')
})

test('A command that is not strict leaves arguments to itself', () => {
  expect(read(['a', 'b'], {...COMMAND, args: {}, strict: false}).args).toEqual({})
})

const value = fc.stringMatching(/^[a-z=,"'\\ ]{0,8}$/)
const words = fc.tuple(
  fc.array(
    fc.oneof(
      fc.constantFrom('--wait', '--no-wait', '--progress=plain'),
      value.map(text => `--image=${text}`),
      value.map(text => `--env=${text}`),
      value.map(text => `--filename=${text}`),
    ),
    {maxLength: 6},
  ),
  fc.constantFrom(['zsh'], ['bash', 'k'], ['zsh', '--', '-5'], ['--', 'bash']),
)

test('Words come to what oclif makes of them', async () => {
  await fc.assert(
    fc.asyncProperty(words, async ([flags, args]) => {
      // Of a flag with one value, only the last one gets here.
      const name = (word: string): string => word.split('=')[0] ?? ''
      const once = flags.filter(
        (word, at) =>
          /^--(?:env|filename)/.test(word) || !flags.slice(at + 1).some(other => name(other) === name(word)),
      )
      const {args: theirArgs, flags: theirFlags} = await parse([...once, ...args], {
        args: {
          shell: {...COMMAND.args.shell, parse: async (word: string) => word},
          name: {...COMMAND.args.name, parse: async (word: string) => word},
        },
        flags: COMMAND.flags,
        strict: true,
      } as unknown as Parameters<typeof parse>[1])
      expect(read([...once, ...args])).toEqual({args: theirArgs, flags: theirFlags})
    }),
  )
})
