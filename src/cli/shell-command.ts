import {basename} from 'node:path'
import {tildePath} from '../process/paths.ts'
import {readBody} from '../shell/assets.ts'
import {linkCompleter, locateCompleter, unlinkCompleter} from '../shell/completer-link.ts'
import {checkStartFile, type DecideParts, integrate, type Outcome} from '../shell/integrate.ts'
import {isEmpty} from '../shell/parts.ts'
import {installedParts, SHELLS, type Shell} from '../shell/shells.ts'
import {KubiaCommand} from './kubia-command.ts'
import {formatOutcomes, settleFailures} from './shell-flags.ts'

interface ShellFlags {
  v?: string | undefined
  shell?: string[] | undefined
  rc?: string | undefined
  'dry-run'?: string | undefined
}

/** What the commands that change shells share: they differ in what they decide for each shell. */
export abstract class ShellCommand extends KubiaCommand {
  /** Changes each shell as `decide` says, and prints a line for each. @returns what was done */
  protected async integrate(flags: ShellFlags, shells: readonly Shell[], decide: DecideParts): Promise<Outcome[]> {
    const run = this.begin(flags)
    checkStartFile(flags.rc, shells)
    const options = {startFile: flags.rc, dryRun: flags['dry-run'] === 'client', body: readBody(this.config.root)}
    const {outcomes, failures} = await integrate(run.exec, shells, decide, options)
    this.print(formatOutcomes(outcomes, options))
    settleFailures(failures, outcomes, line => this.reporter.note(line))
    return options.dryRun ? [] : outcomes
  }

  /** Puts the completer beside the plugin, where it is not on PATH yet. */
  protected ensureCompleter(dryRun: string | undefined): void {
    const place = locateCompleter()
    if (place.state === 'homeless')
      return this.reporter.note(`warning: kubectl kubia <TAB> needs kubectl_complete-kubia on PATH: ${place.why}`)
    if (place.state === 'present' || dryRun === 'client') return
    linkCompleter(place.path, this.config.root)
    this.reporter.note(`linked ${tildePath(place.path)}`)
  }

  /** Removes the completer that `ensureCompleter` linked, once no shell has anything of kubia's. */
  protected dropCompleter(dryRun: string | undefined): void {
    if (dryRun === 'client' || SHELLS.some(shell => !isEmpty(installedParts(shell)))) return
    const removed = unlinkCompleter(this.config.root)
    if (removed) this.reporter.note(`removed ${tildePath(removed)}`)
  }

  /** Says how an open shell gets its changes: the user's own shell where it was changed, else the first that was. */
  protected adviseRestart(outcomes: readonly Outcome[]): void {
    const changed = outcomes.filter(({what}) => what === 'changed').map(({shell}) => shell)
    const own = changed.find(shell => shell === basename(process.env['SHELL'] ?? '')) ?? changed[0]
    if (!own) return
    this.reporter.note('Open a new shell to use it, or in this one:')
    this.reporter.note(`  exec ${own}`)
  }
}
