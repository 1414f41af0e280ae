import type {Writable} from 'node:stream'
import {HOST_FAILURES, recognise} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {fanOut} from '../../../../process/fan-out.ts'
import {counted} from '../../../../text/counted.ts'
import {importCommand} from './commands.ts'
import {importWayOf} from './import-way.ts'

/** What is sent, and to which nodes. */
export interface SendOptions {
  engine: string
  /** As it was named, for messages. */
  source: string
  nodes: readonly string[]
  /** The platforms that it is for, as far as they are known: `linux/amd64`. */
  platforms: readonly string[]
  /** Near what is sent to each node, in bytes; 0 where it is not known. */
  size: number
  /** Writes the archive, uncompressed. */
  write: (to: Writable) => Promise<unknown>
}

/** Progress is reported in steps of this share of the whole, but at least of this many bytes. */
const STEPS = 20
const STEP_BYTES = 8e6

const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
const count = (nodes: number): string => counted(nodes, 'node')

/** `41 of 113 MB to 3 nodes`; the size is an estimate, beyond which nothing is counted. */
export const describeSent = (sent: number, size: number, nodes: number): string =>
  `${size > 0 ? `${megabytes(Math.min(sent, size))} of ${megabytes(size)}` : megabytes(sent)} MB to ${count(nodes)}`

/** Passes on only what is a step further, so that a pipe gets tens of lines and not thousands. */
const inSteps = (size: number, report: (sent: number) => void): ((sent: number) => void) => {
  const step = Math.max(size / STEPS, STEP_BYTES)
  let next = 0
  return sent => {
    if (sent < next) return
    next = (Math.floor(sent / step) + 1) * step
    report(sent)
  }
}

/** What a node's refusal means; the words are containerd's and the kernel's. */
const refusal = (source: string, node: string, {command, result}: CommandFailed): KubiaError => {
  const lines = result.stderr.trim().split('\n').filter(Boolean)
  const full = recognise(result.stderr, HOST_FAILURES)?.code === 'DISK_FULL'
  return new KubiaError(
    'LOAD_FAILED',
    `${source} could not be loaded into ${node}${full ? ': its disk is full' : ''}`,
    {
      evidence: lines.slice(-3),
      ...(full
        ? {
            fix: [
              {command: `${command.program} system df`, comment: 'says what takes the space'},
              {command: `${command.program} system prune`, comment: 'frees some of it'},
            ],
          }
        : {}),
    },
  )
}

/**
 * Sends an archive to several nodes at once: it is written once, and each node's containerd reads it from a pipe.
 * @returns what is to be warned of
 * @throws KubiaError LOAD_FAILED where a node refuses it, whatever the writer fails with
 */
export const send = async (
  exec: Exec,
  options: SendOptions,
  onProgress: (detail: string) => void,
): Promise<string[]> => {
  const {engine, source, nodes, platforms, size} = options
  onProgress(`asks ${count(nodes.length)} how to import it`)
  const ways = await Promise.all(nodes.map(node => importWayOf(exec, engine, node, platforms)))
  onProgress('saving')
  let done = 0
  const {input, outputs} = fanOut(
    nodes.length,
    inSteps(size, sent => onProgress(describeSent(sent, size, nodes.length))),
  )
  const imports = nodes.map(async (node, index) => {
    try {
      await exec(importCommand(engine, node, ways[index]?.flags ?? []), {
        stdin: outputs[index] as (typeof outputs)[number],
      })
    } catch (error) {
      if (error instanceof CommandFailed) throw refusal(source, node, error)
      throw error
    }
    done += 1
    if (done < nodes.length) onProgress(`imported by ${done} of ${count(nodes.length)}`)
  })
  const written = options.write(input).then(
    () => onProgress(`sent, importing on ${count(nodes.length)}`),
    error => {
      input.destroy()
      throw error
    },
  )
  const [writing, ...importing] = await Promise.allSettled([written, ...imports])
  // A writer fails too when all nodes have gone away; what a node says is nearer to the cause.
  for (const outcome of [...importing, writing]) if (outcome?.status === 'rejected') throw outcome.reason
  const foreign = ways.find(({platform, nodePlatform}) => platform !== undefined && !platform.startsWith(nodePlatform))
  return foreign ? [`${source} is for ${foreign.platform}, and the nodes are ${foreign.nodePlatform}`] : []
}
