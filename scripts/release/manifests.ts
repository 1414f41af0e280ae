import {stringify} from 'yaml'
import {archiveName, PLATFORMS} from './platforms.ts'

/** What a release is made of, for those who install from it. */
export interface Release {
  /** `0.1.0`. */
  version: string
  /** Where the archives are, without a slash at the end. */
  url: string
  homepage: string
  /** SHA-256 of each archive, by the name of its platform. */
  sums: Readonly<Record<string, string>>
}

const DESCRIPTION = `kubia takes a multi-node kind cluster from nothing to an app that answers, and back, one command a step:
up, deploy, expose, scale, status and down, run as visible task lists. Without a container engine a
simulated cluster stands in.
`

/** krew installs one program, so completion has to be asked for. Source: github.com/kubernetes-sigs/krew/issues/812. */
const CAVEATS = `For the alias k and completion of \`kubectl kubia\` in zsh, bash and fish:
  kubectl kubia alias install --completion
kind and a container engine make the clusters; without them: kubectl kubia up --provider sim
`

/** Names of processors as Go has them, by Node's. */
const GO_ARCH: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64'}

const archiveOf = ({version, url}: Release, platform: string): string =>
  `${url}/${archiveName(version, platform)}.tar.gz`

/** The sum of a platform's archive. @throws Error where there is none */
const sumOf = ({sums}: Release, platform: string): string => {
  const sum = sums[platform]
  if (sum === undefined) throw new Error(`SHA256SUMS has no archive for ${platform}`)
  return sum
}

/**
 * The manifest of krew, as https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/ has it, and for the files
 * internal/installation/move.go of github.com/kubernetes-sigs/krew.
 */
export const krewManifest = (release: Release): string =>
  stringify(
    {
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      metadata: {name: 'kubia'},
      spec: {
        version: `v${release.version}`,
        homepage: release.homepage,
        shortDescription: 'Local multi-node clusters, one command a step',
        description: DESCRIPTION,
        caveats: CAVEATS,
        platforms: PLATFORMS.map(({name}) => {
          const [os = '', processor = ''] = name.split('-')
          const folder = archiveName(release.version, name)
          return {
            selector: {matchLabels: {os, arch: GO_ARCH[processor]}},
            uri: archiveOf(release, name),
            sha256: sumOf(release, name),
            // krew takes a path that is there whole, and of a pattern each match by its last part alone.
            files: ['bin', 'node', 'program', 'LICENSE', 'THIRD-PARTY-NOTICES'].map(path => ({
              from: `${folder}/${path}`,
              to: '.',
            })),
            bin: 'bin/kubectl-kubia',
          }
        }),
      },
    },
    {lineWidth: 0},
  )

/** The formula of Homebrew, as https://docs.brew.sh/Formula-Cookbook has it. */
export const homebrewFormula = (release: Release): string => {
  const archive = (platform: string): string[] => [
    `url "${archiveOf(release, platform)}"`,
    `sha256 "${sumOf(release, platform)}"`,
  ]
  const systems = [
    ['macos', 'darwin'],
    ['linux', 'linux'],
  ] as const
  const blocks = systems.flatMap(([block, system]) => [
    `  on_${block} do`,
    '    on_arm do',
    ...archive(`${system}-arm64`).map(line => `      ${line}`),
    '    end',
    '    on_intel do',
    ...archive(`${system}-x64`).map(line => `      ${line}`),
    '    end',
    '  end',
  ])
  return `# Made by scripts/release; a release replaces it.
class KubectlKubia < Formula
  desc "Local multi-node Kubernetes clusters, one command a step"
  homepage "${release.homepage}"
  version "${release.version}"
  license "Apache-2.0"

${blocks.join('\n')}

  def install
    libexec.install "bin", "node", "program"
    bin.install_symlink libexec/"bin/kubectl-kubia"
    bin.install_symlink libexec/"bin/kubectl_complete-kubia"
    man1.install Dir["share/man/man1/*"]
    zsh_completion.install libexec/"program/completions/_kubectl-kubia"
    bash_completion.install libexec/"program/completions/kubectl-kubia.bash" => "kubectl-kubia"
    fish_completion.install libexec/"program/completions/kubectl-kubia.fish"
  end

  test do
    assert_match "kubectl-kubia v#{version}", shell_output("#{bin}/kubectl-kubia --version")
  end
end
`
}
