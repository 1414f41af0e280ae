/** A program of others as its publisher has it, and how one that is there tells its version. */
export interface PublishedProgram {
  /** As it is on PATH. */
  name: string
  /** The release that is taken where none is asked for: `v0.33.0`. */
  version: string
  /** @param platform `linux-amd64` */
  url(version: string, platform: string): string
  /** What stands behind that address at the address of its SHA-256: `.sha256`. */
  sumEnding: string
  /** The arguments by which it prints its version, and nothing is asked of a cluster. */
  ask: readonly string[]
}

/** The first release that a text names, with its `v`; undefined where it names none. */
export const releaseIn = (text: string): string | undefined => /\bv\d+\.\d+\.\d+\b/.exec(text)?.[0]
