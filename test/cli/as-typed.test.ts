import {expect, test} from 'vitest'
import {asTyped, type TypedCommand, typedWith} from '../../src/cli/as-typed.ts'
import type {Advice} from '../../src/errors/advice.ts'
import {adviceLine} from '../support/advice.ts'

/** A command line as data, with its comment. */
const asAdvice = (line: string): Advice => {
  const [command = '', comment] = line.split('     # ')
  return {command: command.split(' '), ...(comment !== undefined && {comment})}
}
const repeat = (words: TypedCommand, line: string): string => adviceLine(asTyped(words, asAdvice(line)))
const up = (argv: string[], line: string): string => repeat({argv, command: 'up', names: ['shop']}, line)

test.each([
  ['up shop', 'kubectl kubia up shop'],
  ['up', 'kubectl kubia up'],
  ['up --provider sim --workers 1 shop', 'kubectl kubia up --provider sim --workers 1 shop'],
  ['-v up shop', 'kubectl kubia -v up shop'],
])('The command that is to be run again is %j as it was typed', (typed, again) => {
  const argv = typed.split(' ')
  expect(up(argv, 'kubectl kubia up shop')).toBe(again)
  expect(up(argv, 'kubectl kubia up')).toBe(again)
  expect(up(argv, 'kubectl kubia up shop --recreate     # again')).toBe(`${again} --recreate     # again`)
})

test.each([
  ['--workers 3', '--workers 1', '--workers 1'],
  ['--workers=3 -p 1:30000', '--workers 1', '-p 1:30000 --workers 1'],
  ['--recreate=false', '--recreate', '--recreate'],
  ['--image x --retain', '--kubernetes-version 1.34', '--retain --kubernetes-version 1.34'],
  ['--kubernetes-version=1.36', '--image IMAGE', '--image IMAGE'],
  ['--image x --workers 1', '--provider sim', '--workers 1 --provider sim'],
  ['--workers 3 --recreate', '--workers=1 --recreate', '--workers=1 --recreate'],
  ['--workers=3 --control-planes 3', '--control-planes=1 --workers=1', '--control-planes=1 --workers=1'],
  ['--registry shop', '--registry=5002', 'shop --registry=5002'],
  ['--registry 5001 shop', '--registry=5002', 'shop --registry=5002'],
  ['--provider=sim', '--provider sim --recreate', '--provider sim --recreate'],
  ['--retain -- shop', '--recreate', '--retain --recreate -- shop'],
])('To %j, %j is added so that it counts', (typed, added, whole) => {
  expect(up(['up', ...typed.split(' ')], `kubectl kubia up shop ${added}`)).toBe(`kubectl kubia up ${whole}`)
})

test('Words are quoted as a shell must read them', () => {
  expect(up(['up', '--config', "it's.yaml"], 'kubectl kubia up shop')).toBe(
    String.raw`kubectl kubia up --config 'it'\''s.yaml'`,
  )
})

test.each([[['--config', '-']], [['--config=-']]])('With %j it is said that the config is needed again', typed => {
  const command = `kubectl kubia up ${typed.join(' ')}`
  expect(up(['up', ...typed], 'kubectl kubia up shop')).toBe(`${command}     # with the config on standard input again`)
  expect(up(['up', ...typed], 'kubectl kubia up shop --recreate     # again')).toBe(
    `${command} --recreate     # again, with the config on standard input again`,
  )
  expect(up(['up', ...typed], 'kubectl kubia up shop --config FILE')).toBe('kubectl kubia up --config FILE')
})

test.each([
  'kubectl kubia up OTHER-NAME --provider sim     # makes another one beside it',
  'kubectl kubia down shop --yes     # deletes it, with its data',
  'rm config.lock',
  'or take an older Kubernetes: kubectl kubia up --kubernetes-version 1.34',
])('%j is about something else and stays', line => {
  expect(up(['up', '--workers', '1'], line)).toBe(line)
  expect(asTyped({argv: ['up', '--workers', '1'], command: 'up', names: ['shop']}, line)).toBe(line)
})

test('down is repeated with all its names', () => {
  const down = {argv: ['down', '--kubeconfig', 'f', 'a', 'b'], command: 'down', names: ['a', 'b']} as const
  expect(repeat(down, 'kubectl kubia down a b --yes')).toBe('kubectl kubia down --kubeconfig f a b --yes')
  expect(repeat({...down, argv: ['down', '-y', 'a', 'b']}, 'kubectl kubia down a b --yes')).toBe(
    'kubectl kubia down a b --yes',
  )
  expect(repeat(down, 'kubectl kubia down a')).toBe('kubectl kubia down a')
})

test('A flag with a value takes the place of the same one, and stands before the words of a container', () => {
  expect(typedWith(['expose', 'web', '--type', 'NodePort', '--port=1'], '--port', '80').command).toEqual(
    'kubectl kubia expose web --type NodePort --port 80'.split(' '),
  )
  expect(typedWith(['deploy', 'web', '--', 'sh'], '--force-conflicts').command).toEqual(
    'kubectl kubia deploy web --force-conflicts -- sh'.split(' '),
  )
})

test('The config that was typed stays as it was typed; one that was not is added', () => {
  const line = 'kubectl kubia up shop --config /home/me/kind.yaml --recreate'
  expect(up(['up', '--config', 'kind.yaml'], line)).toBe('kubectl kubia up --config kind.yaml --recreate')
  expect(up(['up', 'shop'], line)).toBe(line)
})
