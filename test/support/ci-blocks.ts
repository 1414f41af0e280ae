import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'

export const CI_DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/ci.md'), 'utf8')

/** A step of a workflow of GitHub. */
export interface WorkflowStep {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}

interface GitLabJob {
  services: {name: string; alias: string}[]
  variables: Record<string, string>
  script: string[]
  after_script: string[]
}

/** What the blocks of docs/ci.md say that a job does. */
export const ciBlocks = () => {
  const blocks = (language: string): string[] =>
    [...CI_DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, body = '']) => body)
  const [github = '', several = '', gitlab = ''] = blocks('yaml')
  const [jenkins = ''] = blocks('groovy')
  const [shell = ''] = blocks('bash')
  return {
    github: (parse(github) as {jobs: {test: {steps: WorkflowStep[]}}}).jobs.test.steps,
    several: (parse(several) as {steps: WorkflowStep[]}).steps,
    gitlab: (parse(gitlab) as {test: GitLabJob}).test,
    jenkins: [...jenkins.matchAll(/\bsh '([^']+)'/g)].map(([, line = '']) => line),
    shell,
  }
}
