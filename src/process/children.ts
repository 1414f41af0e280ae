import type {ChildWatch} from './exec.ts'
import {type Journal, openJournal} from './journal.ts'
import {signalGroup} from './process-group.ts'

/** The programs that a run has under way. */
export class Children {
  readonly #pids = new Set<number>()
  #journal: Journal | undefined

  /**
   * Writes down on disk what the run has under way, from now on. @returns a function that ends the journal
   * @throws the file system's error where the file cannot be made
   */
  keepJournal(file: string): () => void {
    const journal = openJournal(file)
    this.#journal = journal
    return () => {
      if (this.#journal === journal) this.#journal = undefined
      journal.close()
    }
  }

  /** Follows a program that is about to start. */
  watch(program: string): ChildWatch {
    const entry = this.#journal?.starting(program)
    let known: number | undefined
    return {
      env: entry?.env ?? {},
      started: pid => {
        known = pid
        this.#pids.add(pid)
        entry?.started(pid)
      },
      ended: () => {
        if (known !== undefined) this.#pids.delete(known)
        entry?.ended()
      },
    }
  }

  /** Ends every child at once, with all it started: what a run does that has no time left to wait for them. */
  kill(): void {
    for (const pid of this.#pids) signalGroup(pid, 'SIGKILL')
  }
}
