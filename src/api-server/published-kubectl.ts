import type {PublishedProgram} from '../process/published-program.ts'

/** Source: https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/. */
export const PUBLISHED_KUBECTL: PublishedProgram = {
  name: 'kubectl',
  version: 'v1.36.4',
  url: (version, platform) => `https://dl.k8s.io/release/${version}/bin/${platform.replace('-', '/')}/kubectl`,
  sumEnding: '.sha256',
  ask: ['version', '--client', '-o', 'json'],
}
