import {usageError} from '../errors/kubia-error.ts'
import {FASTEST, readSpeed, SLOWEST} from '../sim/description/speed.ts'

/** How fast a simulated cluster is to be: `0.2`. @throws KubiaError USAGE */
export const parseSpeed = (text: string): number => {
  const speed = readSpeed(text)
  if (speed !== undefined) return speed
  throw usageError(
    `invalid argument ${JSON.stringify(text)} for "--speed" flag: must be a number from ${SLOWEST} to ${FASTEST}, such as 0.2`,
  )
}
