// Why a simulated cluster did not start, as its programs tell kubia.
import {StateError} from './description.ts'

/** One line of JSON on standard output, `{"failure": …}`, in the place of the description of a cluster that is ready. */
export interface StartFailure {
  /** One sentence. */
  message: string
  /** What cannot be used; absent where it is neither the state nor the port. */
  reason?: 'state-newer' | 'state-damaged' | 'port-taken'
  /** The port, of `port-taken`. */
  port?: number
}

/** The port of the API server is in use. */
export class PortTaken extends Error {
  /** The port, where another program has it; undefined where the cluster itself runs already. */
  readonly port: number | undefined

  constructor(message: string, port: number | undefined) {
    super(message)
    this.port = port
  }
}

/** A failure as it is printed. */
export const startFailure = (error: unknown): StartFailure => {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof StateError) return {message, reason: error.newer ? 'state-newer' : 'state-damaged'}
  if (error instanceof PortTaken && error.port !== undefined) return {message, reason: 'port-taken', port: error.port}
  return {message}
}

/** The failure that a program printed on standard output; undefined where it ended without one. */
export const readStartFailure = (stdout: string): StartFailure | undefined => {
  try {
    const {failure} = JSON.parse(stdout) as {failure?: StartFailure}
    return typeof failure?.message === 'string' ? failure : undefined
  } catch {
    return undefined
  }
}
