import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const FOLDER = join(root, '.github', 'workflows')

interface Step {
  uses?: string
  run?: string
  env?: Record<string, string>
}
interface Job {
  'runs-on': string
  'timeout-minutes': number
  env?: Record<string, string>
  strategy?: {matrix?: {script?: string[]; include?: Record<string, string>[]}}
  steps: Step[]
}
interface WorkflowFile {
  on: Record<string, unknown>
  env?: Record<string, string>
  jobs: Record<string, Job>
}

const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {scripts: Record<string, string>}
const files = readdirSync(FOLDER)
const workflows = files.map(file => parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowFile)
const jobs = workflows.flatMap(workflow => Object.values(workflow.jobs).map(job => ({workflow, job})))
const textOf = (value: unknown): string => JSON.stringify(value)

/** The npm scripts that a job runs: those that its steps name, and those of its matrix. */
const scriptsOf = ({strategy: {matrix} = {}, steps}: Job): string[] => [
  ...(matrix?.script ?? []),
  ...(matrix?.include ?? []).flatMap(({script}) => script ?? []),
  ...steps.flatMap(({run = ''}) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)),
]

describe('The workflows of the repository', () => {
  test('name npm scripts that there are', () => {
    const named = jobs.flatMap(({job}) => scriptsOf(job))
    expect(named.filter(name => scripts[name] === undefined)).toEqual([])
  })

  test('run every suite that the checks of each change leave out, each night', () => {
    const nightly = jobs.filter(({workflow: {on}}) => 'schedule' in on).flatMap(({job}) => scriptsOf(job))
    const long = Object.keys(scripts).filter(name => /^(?:bench|test:(?!unit$))/.test(name))
    expect(long.filter(name => !nightly.includes(name))).toEqual([])
  })

  test('set no variable of ours that nothing reads', () => {
    const read = (folder: string): string =>
      readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
        .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
        .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
        .join('\n')
    const code = read('test') + read('src')
    const set = jobs.flatMap(({workflow, job}) =>
      [workflow.env, job.env, ...job.steps.map(({env}) => env)].flatMap(env => Object.keys(env ?? {})),
    )
    const ours = [...new Set(set.filter(name => name.startsWith('KUBIA_')))]
    expect(ours).toContain('KUBIA_E2E')
    expect(ours.filter(name => !code.includes(`['${name}']`))).toEqual([])
  })

  test('use no value of a matrix that it does not have, pin what they use, and end', () => {
    for (const {job} of jobs) {
      const {script, include = []} = job.strategy?.matrix ?? {}
      const known = new Set([...(script ? ['script'] : []), ...include.flatMap(one => Object.keys(one))])
      const used = [...textOf(job).matchAll(/\$\{\{ matrix\.([\w-]+)/g)].map(([, name = '']) => name)
      expect(used.filter(name => !known.has(name))).toEqual([])
      expect(job.steps.filter(({uses, run}) => (uses === undefined) === (run === undefined))).toEqual([])
      // Or the action of the commit itself.
      const pinned = /^(?:[\w-]+\/[\w-]+@v\d+|\.\/)$/
      expect(job.steps.filter(({uses}) => uses !== undefined && !pinned.test(uses))).toEqual([])
      expect(job['timeout-minutes']).toBeGreaterThan(0)
      expect(job['runs-on']).toMatch(/^ubuntu-\d/)
    }
  })
})
