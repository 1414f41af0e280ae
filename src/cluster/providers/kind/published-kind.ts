import type {PublishedProgram} from '../../../process/published-program.ts'

/** Source: https://kind.sigs.k8s.io/docs/user/quick-start/#installing-from-release-binaries and the files of its releases. */
export const PUBLISHED_KIND: PublishedProgram = {
  name: 'kind',
  version: 'v0.33.0',
  url: (version, platform) => `https://github.com/kubernetes-sigs/kind/releases/download/${version}/kind-${platform}`,
  sumEnding: '.sha256sum',
  ask: ['version'],
}
