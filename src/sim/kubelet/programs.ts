import {knownImage} from '../description/images.ts'
import type {Container, Pod} from '../kinds/pod/types.ts'
import {runCommand} from './commands.ts'
import {crashOf} from './knobs.ts'

/** What the process of a container does. Nothing is run: this is all that is known of it. */
export interface Program {
  /** The TCP ports on which it answers HTTP. */
  ports: readonly number[]
  /** When and how it ends by itself; without it, it runs until it is stopped. */
  exit?: {after: number; exitCode: number; reason: string}
  /** The lines that it prints when it starts. */
  output: readonly string[]
}

const declared = (container: Container): number[] =>
  (container.ports ?? []).filter(({protocol = 'TCP'}) => protocol === 'TCP').map(port => port.containerPort)

/** An init container of which nothing is known does its work in a moment. */
const INIT_TAKES = 100

/** Milliseconds in which a client that wants to attach has been refused. */
const REFUSED_BY = 3000

/**
 * How long a shell waits for input, in milliseconds. The one client that `kubectl run -it` makes cannot
 * attach and leaves; where it waits for the pod's end, the shell ends as it does when its client is gone.
 */
const listeningTime = ({spec}: Pod, {stdin, stdinOnce}: Container): number => {
  if (!stdin) return 0
  return stdinOnce && (spec.restartPolicy ?? 'Always') !== 'Always' ? REFUSED_BY : Number.POSITIVE_INFINITY
}

/** An init container that goes on running beside the others. */
export const isSidecar = ({restartPolicy}: Container): boolean => restartPolicy === 'Always'

export const programOf = (pod: Pod, container: Container, isInit = false): Program => {
  const known = knownImage(container.image ?? '')
  const {command = [], args = []} = container
  const argv = known?.shell || command.length > 0 ? [...command, ...args] : []
  const listens = listeningTime(pod, container)
  const ran = runCommand(argv, listens) ?? (known?.shell ? runCommand(['sh'], listens) : undefined)
  const ports = ran ? [] : (known?.ports ?? declared(container))
  const output = ran?.output ?? ports.map(port => `Listening on port ${port}`)
  const exit =
    crashOf(pod) ??
    (ran?.exit && {...ran.exit, reason: ran.exit.exitCode === 0 ? 'Completed' : 'Error'}) ??
    (isInit && !isSidecar(container) && !ran ? {after: INIT_TAKES, exitCode: 0, reason: 'Completed'} : undefined)
  return {ports, output, ...(exit && {exit})}
}

/** The containers that run for as long as the pod does. */
export const lastingContainers = ({spec}: Pod): Container[] => [
  ...(spec.initContainers ?? []).filter(isSidecar),
  ...spec.containers,
]

/** Whether a container of the pod answers on a port. */
export const listensOn = (pod: Pod, port: number): boolean =>
  lastingContainers(pod).some(container => programOf(pod, container).ports.includes(port))

/** A port by its number or by the name that the container gives it. */
export const portNumber = (container: Container, port: number | string): number | undefined =>
  typeof port === 'number' ? port : container.ports?.find(({name}) => name === port)?.containerPort
