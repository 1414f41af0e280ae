import {userInfo} from 'node:os'
import {isAbsolute} from 'node:path'

/** What the system has on the user; nothing where it knows none, as in a container that runs as some number. */
const systemUser = (): {homedir?: string} | undefined => {
  try {
    return userInfo()
  } catch {
    return undefined
  }
}

/**
 * The user's home folder: HOME, or where that is not set, what the system has on the user. A relative HOME is no answer:
 * it is another folder for each working directory.
 * @returns the folder, or in a sentence why there is none, and what the system has all the same
 */
export const findHome = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): {folder: string} | {problem: string; known?: string} => {
  const {HOME: named = ''} = env
  if (isAbsolute(named)) return {folder: named}
  const folder = systemUser()?.homedir ?? ''
  if (named !== '')
    return {
      problem: `HOME is ${JSON.stringify(named)}, which is not an absolute path`,
      ...(isAbsolute(folder) && {known: folder}),
    }
  if (isAbsolute(folder)) return {folder}
  return {problem: `HOME is not set, and the system has no home folder of user ${process.getuid?.() ?? ''}`}
}

/** The user's home folder. @throws Error where there is none */
export const homeFolder = (): string => {
  const home = findHome()
  if ('problem' in home) throw new Error(home.problem)
  return home.folder
}
