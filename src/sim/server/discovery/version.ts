// /version: what `kubectl version` calls the server's. The number is the one that was asked for; that it is simulated
// stands in the build metadata, which semantic versions ignore.

/** @param version without a `v`, such as `1.36.0` or `1.36` */
export const versionInfo = (version: string) => {
  const [major = '1', minor = '0', patch = '0'] = version.split('.')
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.${patch}+simulated`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '2026-11-23T00:00:00Z',
    goVersion: 'none',
    compiler: 'kubectl-kubia',
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  }
}
