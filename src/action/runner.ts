import {randomUUID} from 'node:crypto'
import {appendFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'

/**
 * The runner of GitHub Actions, as an action talks to it: by files whose paths are variables. Source:
 * docs.github.com, "Workflow commands for GitHub Actions", environment files.
 */
export interface Runner {
  output(name: string, value: string): void
  /** Keeps a value for the post step; a later one of the same name wins. */
  save(name: string, value: string): void
  /** What the main step kept; empty where it kept nothing. */
  saved(name: string): string
  /** Adds Markdown to the summary of the job. */
  summarise(markdown: string): void
  /** Puts a folder before all others on PATH, for this step and those after it. */
  addPath(folder: string): void
  /** A folder of this job, removed at its end. */
  temporary: string
}

/** A value that may have any line in it: what ends it is a word that nobody can know before. */
const entry = (name: string, value: string): string => {
  const end = `kubia_${randomUUID()}`
  return `${name}<<${end}\n${value}\n${end}\n`
}

/** The runner behind an environment, in which PATH is changed. Outside of a job, what it is told goes nowhere. */
export const createRunner = (env: NodeJS.ProcessEnv): Runner => {
  const append = (variable: string, text: string): void => {
    const file = env[variable]
    if (file) appendFileSync(file, text)
  }
  return {
    output: (name, value) => append('GITHUB_OUTPUT', entry(name, value)),
    save: (name, value) => append('GITHUB_STATE', entry(name, value)),
    saved: name => env[`STATE_${name}`] ?? '',
    summarise: markdown => append('GITHUB_STEP_SUMMARY', markdown),
    addPath(folder) {
      append('GITHUB_PATH', `${folder}\n`)
      env['PATH'] = [folder, env['PATH']].filter(Boolean).join(delimiter)
    },
    temporary: join(env['RUNNER_TEMP'] || tmpdir(), 'kubia'),
  }
}
