/** The documents that name the repository of the releases, or a version. */
export const DOCUMENTS: readonly string[] = ['README', 'docs/getting-started', 'docs/ci'].flatMap(name => [
  `${name}.md`,
  `${name}.ko.md`,
])

/** A note that holds until there is a release: a paragraph below a comment that no forge shows. */
const NOTE = /^<!-- until the first release -->\n.*\n\n?/gm

/**
 * A document with the repository in the place of OWNER, the version in the names of archives and uses of the action, and
 * without what holds only until there is a release.
 * @param homepage `https://github.com/someone/kubectl-kubia`
 */
export const releaseDocument = (text: string, homepage: string, version: string): string => {
  const [owner = ''] = new URL(homepage).pathname.slice(1).split('/')
  return text
    .replaceAll(NOTE, '')
    .replaceAll('https://github.com/OWNER/kubectl-kubia', homepage)
    .replaceAll(/\bOWNER(?=\/(?:kubectl-kubia@|tap\/))/g, owner)
    .replaceAll(/(?<=\bkubectl-kubia(?:@v|-))\d+\.\d+\.\d+\b/g, version)
}
