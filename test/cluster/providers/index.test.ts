import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {DEFAULT_PROVIDER, definitionOf, PROVIDERS, upAdvice} from '../../../src/cluster/providers/index.ts'
import {makingOf} from '../../../src/cluster/providers/making.ts'
import {SUMMARIES} from '../../../src/cluster/providers/summaries.ts'

const root = join(import.meta.dirname, '..', '..', '..')
/** All that is not a provider's own; the simulated cluster's own program is no provider. */
const files = globSync(['src/**/*.ts', 'commands/**/*.ts'], {cwd: root}).filter(
  file => !file.startsWith('src/cluster/providers/') && !file.startsWith('src/sim/'),
)
/** Where `'kind'` is the field of a Kubernetes object. */
const FIELD = /Pick<|'kind' in |\['kind'\]|\[kind, 'kind'\]/

const namings = (name: string): string[] => {
  const naming = new RegExp(`'${name}'|providers/${name}/|--provider ${name}\\b`)
  return files.flatMap(file =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        naming.test(line) && !(name === 'kind' && FIELD.test(line)) ? `${file}:${index + 1}: ${line.trim()}` : [],
      ),
  )
}

describe('The providers', () => {
  test('are offered in this order, and the first one is meant where none is named', () => {
    expect(PROVIDERS).toEqual(['kind', 'sim'])
    expect(Object.keys(SUMMARIES)).toEqual(PROVIDERS)
    expect(DEFAULT_PROVIDER).toBe('kind')
    expect(PROVIDERS.map(name => upAdvice(name, 'shop'))).toEqual([
      'kubectl kubia up shop',
      'kubectl kubia up shop --provider sim',
    ])
    expect(() => definitionOf('k3d')).toThrow('there is no provider k3d')
    expect(() => makingOf('k3d')).toThrow('there is no provider k3d')
  })

  test.each(PROVIDERS)('Clusters of %s can be made', name => {
    expect(Object.keys(makingOf(name))).toEqual(expect.arrayContaining(['survey', 'readConfig', 'plan', 'fields']))
  })

  test.each(PROVIDERS)('No file outside of its folder names %s', name => {
    expect(files.length).toBeGreaterThan(200)
    expect(namings(name)).toEqual([])
  })
})
