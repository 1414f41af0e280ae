import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'

const ROOT = join(import.meta.dirname, '../..')

interface ActionFile {
  inputs: Record<string, {default?: string}>
  outputs: Record<string, object>
  runs: {using: string; main: string; post: string; 'post-if': string}
}

/** What action.yml says. */
export const readAction = (): ActionFile => parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as ActionFile

/** The entries of a file of the runner: `NAME<<END`, lines, `END`. */
export const readEntries = (text: string): Record<string, string> => {
  const entries: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name = '', end = ''] = /^([^<]+)<<(.+)$/.exec(line) ?? []
    if (end === '') continue
    entries[name] = lines.splice(0, lines.indexOf(end)).join('\n')
    lines.shift()
  }
  return entries
}

/** One use of the action in a job, as the runner makes it: main, and at the end of the job post. */
export interface Use {
  /** The file that is started, and the variables that it gets beside the job's. */
  main(): {file: string; env: Record<string, string>}
  /** The same for post; what main kept comes as STATE_. */
  post(jobStatus: string): {file: string; env: Record<string, string>}
  outputs(): Record<string, string>
  summary(): string
  /** The folders that were put on PATH. */
  paths(): string[]
}

/** @param folder of this use alone @param temporary of the job: RUNNER_TEMP */
export const useAction = (folder: string, temporary: string, given: Readonly<Record<string, string>>): Use => {
  const {inputs, runs} = readAction()
  const unknown = Object.keys(given).filter(name => !(name in inputs))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  mkdirSync(folder, {recursive: true})
  mkdirSync(temporary, {recursive: true})
  const files = (step: string): Record<string, string> =>
    Object.fromEntries(
      ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'PATH', 'ENV'].map(name => {
        const file = join(folder, `${step}.${name}`)
        writeFileSync(file, '')
        return [`GITHUB_${name}`, file]
      }),
    )
  const read = (step: string, name: string): string => readFileSync(join(folder, `${step}.${name}`), 'utf8')
  const start = (step: 'main' | 'post', jobStatus: string, state: Record<string, string>) => ({
    file: join(ROOT, runs[step]),
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'someone/shop',
      GITHUB_SERVER_URL: 'http://127.0.0.1:1',
      RUNNER_TEMP: temporary,
      ...files(step),
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, {default: fallback = ''}]) => [
          `INPUT_${name.toUpperCase()}`,
          given[name] ?? fallback.replace('${{ job.status }}', jobStatus),
        ]),
      ),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    },
  })
  return {
    main: () => start('main', 'success', {}),
    post: jobStatus => start('post', jobStatus, readEntries(read('main', 'STATE'))),
    outputs: () => readEntries(read('main', 'OUTPUT')),
    summary: () => read('main', 'STEP_SUMMARY'),
    paths: () => read('main', 'PATH').split('\n').filter(Boolean),
  }
}
