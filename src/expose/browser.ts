import type {Command} from '../process/command.ts'
import {type Exec, ProgramMissing} from '../process/exec.ts'

interface Browser {
  /** Whether there is a screen to show it on. */
  hasScreen: (env: NodeJS.ProcessEnv) => boolean
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

/** What the user names in $BROWSER: commands with a colon in between, each with `%s` for the URL or the URL behind it. */
const ownBrowsers = (url: string, list: string): Command[] =>
  list.split(':').flatMap(entry => {
    const [program, ...args] = entry.split(' ').filter(Boolean)
    if (program === undefined) return []
    return {program, args: args.includes('%s') ? args.map(word => (word === '%s' ? url : word)) : [...args, url]}
  })

/**
 * The commands that may open a URL in a browser, the preferred one first; none where there is no screen. What $BROWSER
 * names needs no screen: it may be a browser for the terminal.
 */
export const browserCommands = (
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Command[] => {
  if (env['BROWSER'] && platform !== 'win32') return ownBrowsers(url, env['BROWSER'])
  const browser = BROWSERS[platform]
  if (!browser?.hasScreen(env)) return []
  const programs = browser.programs.filter(({program}) => program !== 'wslview' || env['WSL_DISTRO_NAME'])
  return programs.map(({program, args}) => ({program, args: [...args, url]}))
}

/** In ms. A program that opens a URL may be the browser itself, which goes on; one that fails ends within this time. */
const FAILS_WITHIN_MS = 1500

/** Opens a URL in the user's browser. @returns false where there is none, or each one failed */
export const openBrowser = async (exec: Exec, commands: readonly Command[]): Promise<boolean> => {
  for (const command of commands) {
    try {
      const {exitCode} = await exec(command, {allowFailure: true, leaveAfterMs: FAILS_WITHIN_MS})
      if (exitCode === 0) return true
    } catch (error) {
      if (!(error instanceof ProgramMissing)) throw error
    }
  }
  return false
}
