import type {Advice} from '../../errors/advice.ts'
import type {ErrorCode} from '../../errors/catalogue.ts'

/** What keeps an app from being ready. */
export interface Diagnosis {
  /** The row of the catalogue that a command fails with when waiting cannot help. */
  code: ErrorCode
  /** A few words for a line of status: `CrashLoopBackOff, exit 1`. */
  short: string
  /** One sentence: what is wrong, and with what. */
  message: string
  /** Raw lines that show it. */
  evidence: string[]
  /** What mends it, ready to copy where it is a command. */
  fix: Advice[]
  /** True where it was tried twice and waiting cannot help. */
  hopeless: boolean
  /** True where the pod's node is the cause: then the pod's name tells nothing. */
  ofNode?: true
  /** The container whose log says more, and whether it is the one before the last restart. */
  log?: {pod: string; container: string; previous: boolean}
}
