import type {Exec} from '../../process/exec.ts'
import {nodeAbilitiesCommand} from './commands.ts'

/**
 * The flags of `ctr images import` for a node, from its help and its configuration.
 * - One platform, where ctr can choose it: engines with containerd's store list platforms in the archive that they do
 *   not have, and `--all-platforms`, which kind passes, fails on these (kind#3795). An old ctr gets it all the same,
 *   since without it an image that names a wrong platform is refused (kind#1346).
 * - `--local` is what ctr 2 calls the way of taking archives that it had before.
 * - The snapshotter is the one that the kubelet's side uses, as kind does.
 */
export const importFlags = (abilities: string, platform: string): string[] => {
  const knows = (flag: string): boolean => new RegExp(`^\\s*--${flag}\\b`, 'm').test(abilities)
  const snapshotter = /^\s*snapshotter = ["']([\w.-]+)["']/m.exec(abilities)?.[1]
  return [
    ...(platform !== '' && knows('platform') ? ['--platform', platform] : ['--all-platforms']),
    ...(knows('local') ? ['--local'] : []),
    ...(snapshotter ? [`--snapshotter=${snapshotter}`] : []),
  ]
}

/** Asks a node and answers with the flags. @throws CommandFailed */
export const importFlagsOf = async (exec: Exec, engine: string, node: string, platform: string): Promise<string[]> =>
  importFlags((await exec(nodeAbilitiesCommand(engine, node))).stdout, platform)
