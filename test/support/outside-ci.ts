/** What tells a program that it runs in a job of CI: tests are the same there. */
const OUTSIDE = {GITHUB_ACTIONS: '', GITLAB_CI: '', KUBIA_CI: ''}

/** The same projects of vitest, whose tests know nothing of a job that they may run in. */
export const outsideCi = <T extends {test: object}>(projects: readonly T[]): T[] =>
  projects.map(project => ({...project, test: {...project.test, env: OUTSIDE}}))
