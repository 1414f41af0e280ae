import {openRunLog, type RunLog} from './run-log.ts'

/** The record of a run from when it is about to change something, and what else shows why it failed. */
export class Log {
  #file: RunLog | undefined
  #collect: ((folder: string) => Promise<string>) | undefined

  /** Begins the record; nothing where it has begun. @throws KubiaError STATE_UNWRITABLE */
  open(): void {
    this.#file ??= openRunLog()
  }

  /** The run's folder; undefined before the record has begun. */
  get directory(): string | undefined {
    return this.#file?.directory
  }

  /** Appends text under a time stamp, once the record has begun. Never throws. */
  write(text: string): void {
    this.#file?.write(text)
  }

  /** Registers how to collect what shows why the run failed, into the folder given. Asked before anything is undone. */
  onFailure(collect: (folder: string) => Promise<string>): void {
    this.#collect = collect
  }

  /** Whether there is anything to collect when the run fails. */
  get hasEvidence(): boolean {
    return this.#collect !== undefined && this.#file !== undefined
  }

  /** Collects what was registered, once. @returns how much there is, in a few words; undefined where nothing was registered */
  async collectEvidence(): Promise<string | undefined> {
    const collect = this.#collect
    this.#collect = undefined
    return this.#file && collect?.(this.#file.directory)
  }

  close(): void {
    this.#file?.close()
  }
}
