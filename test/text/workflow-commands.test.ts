import {expect, test} from 'vitest'
import {withoutCommands, workflowCommand} from '../../src/text/workflow-commands.ts'

test.each([
  ['endgroup', '', {}, '::endgroup::'],
  ['group', 'Create cluster', {}, '::group::Create cluster'],
  ['error', '100 % of 2\r\nlines', {}, '::error::100 %25 of 2%0D%0Alines'],
  ['error', 'a: b, c', {title: 'a: b, c%'}, '::error title=a%3A b%2C c%25::a: b, c'],
])('The command %s with %j is one line', (name, message, properties, expected) => {
  expect(workflowCommand(name, message, properties)).toBe(expected)
})

test.each([
  ['::error::no', ': :error::no'],
  ['  \t::add-mask::x', '  \t: :add-mask::x'],
  ['a\n::stop-commands::x\nb', 'a\n: :stop-commands::x\nb'],
  ['what ##[group]is', 'what ## [group]is'],
  ['Foo::Bar', 'Foo::Bar'],
])('Of %j the runner obeys nothing', (text, expected) => {
  expect(withoutCommands(text)).toBe(expected)
})
