import {hostname} from 'node:os'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../../../process/answer.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import type {Engine} from './engine.ts'

/** What a container engine reports about itself and the machine that its containers run on. */
export interface EngineInfo {
  /** `Debian GNU/Linux 12 (bookworm)`, `Docker Desktop`. */
  system: string
  /** The host name of the engine's machine; of Docker Desktop it is the virtual machine's. */
  host: string
  /** The kernel's release, as `uname -r` has it. */
  kernel: string
  /** In bytes. */
  memory: number
  cpus: number
  cgroupVersion: string
  rootless: boolean
  /** Controllers that a rootless engine may not use, because systemd did not hand them over. */
  missingControllers: string[]
  /** Where images and containers are kept, on the engine's machine. */
  dataRoot: string
}

/** Whether the engine is on this machine itself, and not in a virtual machine or a far one. */
export const isHere = ({host, dataRoot}: EngineInfo): boolean => dataRoot !== '' && host === hostname()

/** The part of `docker info --format '{{json .}}'` that is read; nerdctl and finch answer in the same shape. */
interface DockerInfo {
  OperatingSystem?: string
  Name?: string
  KernelVersion?: string
  MemTotal?: number
  NCPU?: number
  CgroupVersion?: string
  SecurityOptions?: string[] | null
  MemoryLimit?: boolean
  PidsLimit?: boolean
  CPUShares?: boolean
  DockerRootDir?: string
  ServerErrors?: string[]
}

/** The part of `podman info --format json` that is read. */
interface PodmanInfo {
  host: {
    distribution?: {distribution?: string; version?: string}
    hostname?: string
    kernel?: string
    memTotal?: number
    cpus?: number
    cgroupVersion?: string
    cgroupControllers?: string[] | null
    security?: {rootless?: boolean}
  }
  store?: {graphRoot?: string}
}

const fromDocker = (info: DockerInfo): EngineInfo => ({
  system: info.OperatingSystem ?? '',
  host: info.Name ?? '',
  kernel: info.KernelVersion ?? '',
  memory: info.MemTotal ?? 0,
  cpus: info.NCPU ?? 0,
  cgroupVersion: info.CgroupVersion ?? '',
  rootless: (info.SecurityOptions ?? []).some(option => /\bname=rootless\b/.test(option)),
  missingControllers: [
    ...(info.MemoryLimit === false ? ['memory'] : []),
    ...(info.PidsLimit === false ? ['pids'] : []),
    ...(info.CPUShares === false ? ['cpu'] : []),
  ],
  dataRoot: info.DockerRootDir ?? '',
})

/** Podman lists its controllers from version 4 on; an older one is given the benefit of the doubt, as kind does. */
const fromPodman = ({host, store}: PodmanInfo): EngineInfo => {
  const {distribution, cgroupControllers: controllers} = host
  return {
    system: [distribution?.distribution, distribution?.version].filter(Boolean).join(' '),
    host: host.hostname ?? '',
    kernel: host.kernel ?? '',
    memory: host.memTotal ?? 0,
    cpus: host.cpus ?? 0,
    cgroupVersion: (host.cgroupVersion ?? '').replace(/^v/, ''),
    rootless: host.security?.rootless === true,
    missingControllers: controllers ? ['memory', 'pids', 'cpu'].filter(name => !controllers.includes(name)) : [],
    dataRoot: store?.graphRoot ?? '',
  }
}

/** What the text of `info` says. @throws KubiaError ANSWER_UNREADABLE */
export const readEngineInfo = (program: string, text: string): EngineInfo =>
  program === 'podman'
    ? fromPodman(readAnswer('podman info', text, value => isRecord(value) && isRecord(value['host'])))
    : fromDocker(readAnswer(`${program} info`, text))

/** Asks an engine about itself. @throws KubiaError ENGINE_DOWN where its answer is missing or unreadable */
export const engineInfo = async (exec: Exec, {program}: Engine): Promise<EngineInfo> => {
  const format = program === 'podman' ? 'json' : '{{json .}}'
  const refuse = (evidence: string[], cause: unknown): KubiaError =>
    new KubiaError('ENGINE_DOWN', `${program} answers, but does not tell about itself`, {
      evidence,
      fix: [{command: `${program} info`, comment: 'says what is wrong'}],
      cause,
    })
  try {
    const command = {program, args: ['info', '--format', format]}
    return readEngineInfo(program, (await exec(command, {waitsFor: program})).stdout)
  } catch (error) {
    if (error instanceof CommandFailed) throw refuse(error.result.stderr.trim().split('\n').slice(-2), error)
    if (error instanceof KubiaError && (error.code === 'TIMEOUT' || error.code === 'ANSWER_UNREADABLE'))
      throw refuse([error.message], error)
    throw error
  }
}
