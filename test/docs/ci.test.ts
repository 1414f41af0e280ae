import {expect, test} from 'vitest'
import {readAction} from '../support/action-runner.ts'
import {CI_DOCUMENT, ciBlocks} from '../support/ci-blocks.ts'

/** The names in the first column of a table under a heading. */
const namesUnder = (heading: string): string[] => {
  const section = CI_DOCUMENT.split(/^### /m).find(text => text.startsWith(`${heading}\n`)) ?? ''
  const cells = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

test('docs/ci.md lists the inputs and outputs of the action, and no others', () => {
  const {inputs, outputs} = readAction()
  const asked = Object.keys(inputs).filter(name => name !== 'job-status')
  expect(namesUnder('Inputs').sort()).toEqual(asked.sort())
  expect(namesUnder('Outputs').sort()).toEqual(Object.keys(outputs).sort())
})

test('The workflows of docs/ci.md give the action inputs that it has, and read outputs that it has', () => {
  const {inputs, outputs} = readAction()
  const {github, several} = ciBlocks()
  const uses = [...github, ...several].filter(({uses}) => uses?.includes('/kubectl-kubia@'))
  expect(uses).toHaveLength(3)
  expect(uses.flatMap(({with: given = {}}) => Object.keys(given)).filter(name => !(name in inputs))).toEqual([])
  const read = [...CI_DOCUMENT.matchAll(/steps\.kubia\.outputs\.([\w-]+)/g)].map(([, name = '']) => name)
  expect(read.length).toBeGreaterThan(0)
  expect(read.filter(name => !(name in outputs))).toEqual([])
})

test('The job of GitLab runs Docker where DOCKER_HOST says that it is', () => {
  const {services, variables} = ciBlocks().gitlab
  expect(new URL(variables['DOCKER_HOST'] ?? '').hostname).toBe(services[0]?.alias)
})
