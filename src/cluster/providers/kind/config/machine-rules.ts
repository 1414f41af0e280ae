import {existsSync} from 'node:fs'
import {isIP} from 'node:net'
import {homedir, totalmem} from 'node:os'
import {isAbsolute, resolve} from 'node:path'
import {ownNames} from '../../../../process/own-names.ts'
import {quoted} from '../../../config-problem.ts'
import {countContainers, describeMemoryLack} from '../memory-need.ts'
import type {KindConfig, KindMount, KindNode} from './kind-schema.ts'
import type {RuleProblem} from './rule-problem.ts'

/** The machine that kind runs on, as far as a config depends on it. */
export interface Machine {
  home: string
  /** A path as kind takes it: one that is relative is of the folder that kind runs in, which is kubia's. */
  resolve: (path: string) => string
  /** Whether something is at a path; undefined where the engine may see other files. */
  has: (path: string) => boolean | undefined
  /** Whether an IP address is its own; undefined where the engine may listen elsewhere. */
  isOwn?: (address: string) => boolean | undefined
  /** Its memory, in bytes; undefined where the engine may have another one. */
  memory?: number | undefined
}

/** Linux takes each address of its loopback network for its own, and listens at none that it does not have. */
const isOwnAddress = (address: string): boolean =>
  /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address) || ownNames().includes(address)

const SOCKET = /\.sock$/

/** This machine. An engine that is asked over the network has files of its own, and a virtual machine its own sockets. */
export const thisMachine = (env: NodeJS.ProcessEnv = process.env): Machine => {
  const isElsewhere = /^(?:tcp|ssh|https?):/.test(env['DOCKER_HOST'] ?? '')
  const isVirtual = process.platform !== 'linux'
  return {
    home: homedir(),
    resolve: path => resolve(path),
    has: path => (isElsewhere || (SOCKET.test(path) && isVirtual) ? undefined : existsSync(path)),
    isOwn: address => (isElsewhere || isVirtual ? undefined : isOwnAddress(address)),
    memory: isElsewhere || isVirtual ? undefined : totalmem(),
  }
}

/** What is wrong with a field. */
type Finding = Pick<RuleProblem, 'message' | 'suggestion'>

/**
 * kind takes the text as it is, and a relative path as one of its own working directory: kind v0.33,
 * pkg/cluster/internal/providers/docker/provision.go (planCreation).
 */
const hostPathFinding = (hostPath: string, machine: Machine): Finding | undefined => {
  const path = machine.resolve(hostPath)
  if (hostPath === '') return {message: `hostPath is missing: kind mounts the folder that it runs in, ${quoted(path)}`}
  if (/^~(?:\/|$)/.test(hostPath))
    return {
      message: `${quoted(hostPath)} is no home folder to kind, which looks for a folder called ~ where up runs`,
      suggestion: `${machine.home}${hostPath.slice(1)}`,
    }
  if (/\$(?:\{|[A-Za-z_])/.test(hostPath))
    return {message: `${quoted(hostPath)} is taken as it stands: kind replaces no variables; write the path itself`}
  const isRelative = !isAbsolute(hostPath)
  const found = isRelative
    ? `${quoted(hostPath)} is looked for in the folder that up runs in, as ${quoted(path)}`
    : quoted(hostPath)
  if (machine.has(path) !== false) return isRelative ? {message: found} : undefined
  const made = SOCKET.test(path) ? 'a folder in place of the socket' : 'a folder that root owns'
  return {message: `${found}${isRelative ? ', which' : ''} is not there: docker makes ${made}, podman refuses it`}
}

const containerPathFinding = (containerPath: string): Finding | undefined => {
  if (containerPath === '')
    return {message: 'containerPath is missing: the engine makes no node with a mount that has no place in it'}
  if (containerPath.startsWith('/')) return undefined
  return {
    message: `${quoted(containerPath)} is not an absolute path: the engine makes no node with such a mount`,
    suggestion: `/${containerPath.replace(/^\.\//, '')}`,
  }
}

const warning = (path: string, finding: Finding | undefined): RuleProblem[] =>
  finding ? [{path, level: 'warning', reason: 'value', ...finding}] : []

const mountProblems = (
  {hostPath = '', containerPath = ''}: KindMount,
  path: string,
  machine: Machine,
): RuleProblem[] => [
  ...warning(`${path}.hostPath`, hostPathFinding(hostPath, machine)),
  ...warning(`${path}.containerPath`, containerPathFinding(containerPath)),
]

/** More nodes than there is memory for; the preflight asks the engine itself. */
const memoryProblem = (nodes: readonly KindNode[], memory: number | undefined): RuleProblem[] => {
  const workers = nodes.filter(({role}) => role === 'worker').length
  const containers = countContainers(nodes.length - workers, workers)
  const message = memory && nodes.length > 0 ? describeMemoryLack(containers, memory, 'this machine') : undefined
  return message ? [{path: 'nodes', level: 'warning', reason: 'value', isChecked: true, message}] : []
}

/** An address to listen at that is not this machine's; the preflight tries to listen there. */
const addressProblem = (path: string, address: string | undefined, {isOwn}: Machine): RuleProblem[] =>
  address && isIP(address) !== 0 && isOwn?.(address) === false
    ? [
        {
          path,
          level: 'warning',
          reason: 'value',
          isChecked: true,
          message: `${quoted(address)} is no address of this machine`,
        },
      ]
    : []

/** What kind hands on as it is, and an engine refuses or takes otherwise than it was meant, on this machine. */
export const machineRule = ({nodes = [], networking}: KindConfig, machine: Machine): RuleProblem[] => [
  ...addressProblem('networking.apiServerAddress', networking?.apiServerAddress, machine),
  ...memoryProblem(nodes, machine.memory),
  ...nodes.flatMap(({extraMounts = [], extraPortMappings = []}, node) => [
    ...extraMounts.flatMap((mount, i) => mountProblems(mount, `nodes[${node}].extraMounts[${i}]`, machine)),
    ...extraPortMappings.flatMap(({containerPort = 0, listenAddress}, i) => {
      const path = `nodes[${node}].extraPortMappings[${i}]`
      return [
        ...addressProblem(`${path}.listenAddress`, listenAddress, machine),
        ...warning(
          `${path}.containerPort`,
          containerPort > 0
            ? undefined
            : {message: 'containerPort is missing: it says which port of the node is published, and none is 0'},
        ),
      ]
    }),
  ]),
]
