import {type Advice, type CommandAdvice, kubiaAdvice} from '../../../errors/advice.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {CommandFailed} from '../../../process/exec.ts'
import {tildePath} from '../../../process/paths.ts'
import type {Description} from '../../../sim/description/description.ts'
import {parseImage, pullError} from '../../../sim/description/images.ts'
import {readStartFailure, type StartFailure} from '../../../sim/description/start-failure.ts'
import {releasePort} from '../../host-port.ts'
import {simFolder} from './folder.ts'
import {shapeArgs} from './shape-args.ts'

/** The command line that makes a cluster or goes on with it. */
const upAdvice = (name: string, flags: readonly string[] = [], comment?: string): CommandAdvice =>
  kubiaAdvice(['up', name, '--provider', 'sim', ...flags], comment)

/** The flags of `up` that make a cluster of the same shape. */
const upFlags = ({nodes, ...rest}: Description): string[] => {
  const count = (of: string): number => nodes.filter(({role}) => role === of).length
  return shapeArgs({controlPlanes: count('control-plane'), workers: count('worker'), ...rest})
}

/** The line that deletes a cluster, with what was in it, and creates it again, in the same shape where that is known. */
const remakeAdvice = (name: string, description: Description | undefined): Advice =>
  upAdvice(
    name,
    [...(description ? upFlags(description) : []), '--recreate'],
    'deletes it, with what was in it, and creates it again',
  )

/** The failure of an image that simulated nodes do not have and cannot pull; undefined for all others. */
export const unpullable = (image: string): KubiaError | undefined => {
  const name = parseImage(image)
  const why = name && pullError(name, undefined)
  if (why === undefined) return undefined
  return new KubiaError('IMAGE_MISSING', `no simulated node has the image ${image}, and none can pull it`, {
    evidence: [why],
    fix: ['name another image: this name stands for one that cannot be pulled (docs/simulated.md)'],
  })
}

/** The failure of a cluster whose state cannot be used. @param description as far as it can be read */
export const stateFailure = (name: string, newer: boolean, why: string, description?: Description): KubiaError =>
  new KubiaError(
    newer ? 'STATE_NEWER' : 'STATE_DAMAGED',
    `the simulated cluster ${name} cannot go on: ${why.replace(simFolder(name), tildePath(simFolder(name)))}`,
    {fix: [remakeAdvice(name, description)], left: 'the cluster is as it was', keep: true},
  )

/** What mends a cluster that exists and does not start. */
const startFixes = (name: string, {port}: StartFailure, description: Description | undefined): Advice[] => [
  ...(port === undefined ? [] : releasePort(port, 'TCP', {...upAdvice(name), comment: 'then starts the cluster'})),
  remakeAdvice(name, description),
]

/**
 * What it means that a cluster's program did not start it; what is no failure of that program stays as it is.
 * @param exists whether the cluster was there before
 * @param description as far as it can be read
 */
export const startFailure = (
  error: unknown,
  name: string,
  exists: boolean,
  description: Description | undefined,
): unknown => {
  if (!(error instanceof CommandFailed)) return error
  const {stdout, stderr, exitCode} = error.result
  const failure = readStartFailure(stdout) ?? {message: `its program ended with ${exitCode}`}
  const {message, reason} = failure
  if (reason === 'state-newer' || reason === 'state-damaged')
    return stateFailure(name, reason === 'state-newer', message, description)
  const evidence = stderr.split('\n').filter(line => line.trim() !== '' && line !== message)
  return new KubiaError('START_FAILED', `the simulated cluster ${name} did not start: ${message}`, {
    evidence: evidence.slice(-5),
    ...(exists && {fix: startFixes(name, failure, description), left: 'the cluster is as it was', keep: true}),
    cause: error,
  })
}
