import type {Advice} from './advice.ts'
import {catalogue, type ErrorCode, type ExitCode} from './catalogue.ts'

/** The facts of a failure that code reads. A message is for people; no code parses it. */
export interface ErrorFacts {
  /** Kinds that the API server does not have under the version that was named. */
  kinds?: readonly string[]
  /** The file among manifests that has the document: of OBJECT_INVALID. */
  manifest?: string
  /** The file that is in the way: of KUBECONFIG_LOCKED. */
  lock?: string
  /** The resource that a server does not have, of NOT_FOUND, or that a user may not use, of FORBIDDEN: `deployments.apps`. */
  resource?: string
  /** Who may not: of FORBIDDEN. */
  user?: string
  /** The place in a containerd patch that cannot be read, both 1-based, and what is wrong there: of CONFIG_INVALID. */
  patch?: {line: number; column: number; why: string}
  /** True where nodes are meant for the control plane alone, which keeps any ordinary pod away: of UNSCHEDULABLE. */
  ofControlPlane?: boolean
  /** The address and port that could not be listened at, of PORT_TAKEN and ADDRESS_FOREIGN: `0.0.0.0:8080`. */
  listen?: string
  /** True where the cause may be over at another time, so that a retry may help: a network. */
  mayPass?: boolean
}

/** What a failure has beside its message. */
export interface ErrorDetails {
  facts?: ErrorFacts
  /** Raw lines that show the cause, most telling first; at most five are printed. */
  evidence?: string[]
  /** The end of a container's log: whose it is, and at most ten lines, oldest first. */
  log?: {of: string; lines: string[]}
  /** Commands or actions that mend the cause, ready to copy. */
  fix?: Advice[]
  /** The command to run after the fix. */
  next?: Advice
  /** What was left behind or kept, in one sentence. */
  left?: string
  /** True where what the run made stays, because looking at it is the way to the cause. */
  keep?: boolean
  cause?: unknown
}

/**
 * A failure that was foreseen: the user sees what happened and what to type next, never a stack trace.
 * `name` stays `Error`, because oclif prints any other class name.
 */
export class KubiaError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  /** @param code a row of the catalogue; @param message one sentence without a full stop: what is wrong, and where. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause})
    this.code = code
    this.details = details
  }

  /** The exit code of this failure's class. */
  get exit(): ExitCode {
    return catalogue[this.code].exit
  }
}

/** The same failure with other details. */
export const amend = (error: KubiaError, details: ErrorDetails): KubiaError =>
  new KubiaError(error.code, error.message, {cause: error.cause, ...error.details, ...details})

/** A usage error in kubectl's manner: printed as `error: …` with a pointer to `--help`. */
export const usageError = (message: string): KubiaError => new KubiaError('USAGE', message)

/** The limits of the system by their error codes (errno(3)), and the command that raises each. */
const LIMITS: Readonly<Record<string, {words: string; fix?: Advice}>> = {
  EMFILE: {words: 'too many open files', fix: {command: 'ulimit -n 1024'}},
  ENFILE: {words: 'too many open files on this machine'},
  EAGAIN: {
    words: 'too many processes, or another limit of this user',
    fix: {command: 'ulimit -u', comment: 'tells what the limit is'},
  },
  ENOMEM: {words: 'not enough memory'},
}

/** Whether a code of the system says that one of its limits is reached. */
export const isLimit = (code: string | undefined): code is string => code !== undefined && code in LIMITS

/** The failure at a limit of the system. @param what was not possible: `kubectl cannot be started` */
export const limitReached = (what: string, code: string, cause: unknown): KubiaError => {
  const {words = code, fix} = LIMITS[code] ?? {}
  return new KubiaError('LIMIT_REACHED', `${what}: ${words} (${code})`, {...(fix && {fix: [fix]}), cause})
}

/** Any thrown value as a KubiaError; what was not foreseen becomes UNEXPECTED with the original as its cause. */
export const asKubiaError = (error: unknown): KubiaError => {
  if (error instanceof KubiaError) return error
  const {code, syscall, path} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'EMFILE' || code === 'ENFILE')
    return limitReached(`${syscall}${path === undefined ? '' : ` '${path}'`}`, code, error)
  return new KubiaError('UNEXPECTED', error instanceof Error ? error.message : String(error), {cause: error})
}
