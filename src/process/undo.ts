/** One thing to undo. */
export interface UndoEntry {
  title: string
  /** Undoes it and says in a few words what was done. Must be safe to call where nothing was made. */
  undo: () => Promise<string>
}

/** What is to become of what a run has made, should the run fail. Only what the run itself makes is registered. */
export class Undo {
  /** What is still to be undone, by title: reported when the run is quit before that is done. */
  readonly pending = new Set<string>()
  /** When what is undone must be over, in ms of `performance.now()`; undefined where it may take its time. */
  until: number | undefined
  readonly #stack: UndoEntry[] = []
  readonly #retained: string[] = []

  /** Registers how to take back what the run is about to make. Called before it is made. */
  add(title: string, undo: () => Promise<string>): void {
    this.pending.add(title)
    this.#stack.push({
      title,
      undo: async () => {
        const result = await undo()
        this.pending.delete(title)
        return result
      },
    })
  }

  /** Says what stays when the run fails, because it was asked for. */
  retain(what: string): void {
    this.#retained.push(what)
  }

  /** Says that an object stays as it was sent when the run fails, unless the whole cluster is taken back. */
  retainSent(what: string): void {
    if (this.pending.size === 0) this.retain(`${what}, as it was sent`)
  }

  /** What stays when the run fails. */
  get retained(): readonly string[] {
    return this.#retained
  }

  /** What is to be undone, last made first. Taking the list empties it. */
  take(): UndoEntry[] {
    return this.#stack.splice(0).reverse()
  }
}
