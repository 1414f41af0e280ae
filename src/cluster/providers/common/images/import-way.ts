import type {Exec} from '../../../../process/exec.ts'
import {nodeAbilitiesCommand} from './commands.ts'

/** Architectures as images name them, by what `uname -m` says; others have the same name in both. */
const ARCHITECTURES: Readonly<Record<string, string>> = {x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386'}

/** How a node is to take an archive. */
export interface ImportWay {
  flags: string[]
  /** `linux/amd64`: the node's own. */
  nodePlatform: string
  /** The one of the archive's platforms that the node gets; undefined where the archive names none. */
  platform: string | undefined
}

/**
 * How a node takes an archive, from its machine, the help of its ctr and its configuration.
 * - One platform, where ctr can choose it: engines with containerd's store list platforms in the archive that they do
 *   not have, and `--all-platforms`, which kind passes, fails on these (kind#3795). The one that the image has is named
 *   even where it is not the node's, since ctr would refuse it otherwise (kind#1346).
 * - `--local` is what ctr 2 calls the way of taking archives that it had before.
 * - The snapshotter is the one that the kubelet's side uses, as kind does.
 * @param platforms those that the archive has
 */
export const importWay = (abilities: string, platforms: readonly string[]): ImportWay => {
  const machine = /^\S+/.exec(abilities)?.[0] ?? ''
  const nodePlatform = `linux/${ARCHITECTURES[machine] ?? machine}`
  const platform = platforms.find(name => name === nodePlatform || name.startsWith(`${nodePlatform}/`)) ?? platforms[0]
  const knows = (flag: string): boolean => new RegExp(`^\\s*--${flag}\\b`, 'm').test(abilities)
  const snapshotter = /^\s*snapshotter = ["']([\w.-]+)["']/m.exec(abilities)?.[1]
  const flags = [
    ...(platform !== undefined && knows('platform') ? ['--platform', platform] : ['--all-platforms']),
    ...(knows('local') ? ['--local'] : []),
    ...(snapshotter ? [`--snapshotter=${snapshotter}`] : []),
  ]
  return {flags, nodePlatform, platform}
}

/** Asks a node. @throws CommandFailed */
export const importWayOf = async (
  exec: Exec,
  engine: string,
  node: string,
  platforms: readonly string[],
): Promise<ImportWay> => importWay((await exec(nodeAbilitiesCommand(engine, node))).stdout, platforms)
