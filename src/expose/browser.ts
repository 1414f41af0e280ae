import type {Command} from '../process/command.ts'
import {type Exec, ProgramMissing} from '../process/exec.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Browser {
  /** Whether there is a screen to show it on. */
  hasScreen: (env: Environment) => boolean
  /** The programs that open a URL, the best first. */
  programs: readonly Omit<Command, 'input' | 'env'>[]
}

/** How each system opens a URL with the user's browser. wslview belongs to wslu, which WSL brings. */
const BROWSERS: Partial<Record<NodeJS.Platform, Browser>> = {
  darwin: {hasScreen: () => true, programs: [{program: 'open', args: []}]},
  win32: {hasScreen: () => true, programs: [{program: 'rundll32', args: ['url.dll,FileProtocolHandler']}]},
  linux: {
    hasScreen: env => Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']),
    programs: [
      {program: 'wslview', args: []},
      {program: 'xdg-open', args: []},
    ],
  },
}

/** The commands that may open a URL in a browser, the first that is there counts; none where there is no screen. */
export const browserCommands = (
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
): Command[] => {
  const browser = BROWSERS[platform]
  if (!browser?.hasScreen(env)) return []
  const programs = browser.programs.filter(({program}) => program !== 'wslview' || env['WSL_DISTRO_NAME'])
  return programs.map(({program, args}) => ({program, args: [...args, url]}))
}

/** How long the program that passes a URL on to the browser may take, in ms. */
const PASS_ON_MS = 10_000

/** Opens a URL in the user's browser. @returns false where there is none, or it does not want to */
export const openBrowser = async (exec: Exec, commands: readonly Command[]): Promise<boolean> => {
  for (const command of commands) {
    try {
      const {exitCode} = await exec(command, {allowFailure: true, timeoutMs: PASS_ON_MS})
      if (exitCode === 0) return true
    } catch (error) {
      if (!(error instanceof ProgramMissing)) throw error
    }
  }
  return false
}
