import {homedir} from 'node:os'
import {join} from 'node:path'
import {kubiaAdvice} from '../../../../errors/advice.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {findProgram} from '../../../../process/find-program.ts'
import {tildePath} from '../../../../process/paths.ts'
import {readFileBounded} from '../../../../process/read-file.ts'
import {type Check, type Finding, notHere, warn} from '../../../check.ts'
import {allKnown} from '../../../fact.ts'
import type {EngineInfo} from '../../common/engine-info.ts'
import type {KindFacts} from './kind-facts.ts'

const ROOTLESS_DOCS = 'https://kind.sigs.k8s.io/docs/user/rootless/'
/** Hands all controllers to users' own systemd units; from kind's page on rootless engines. */
const DELEGATE = {
  command:
    "sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=yes\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload",
}

/** Docker's API 1.41 came with this version: kind starts nodes with `--cgroupns=private`, which needs it. */
const OLDEST_DOCKER = [20, 10] as const

/** @throws KubiaError ENGINE_TOO_OLD */
export const checkEngineVersion = (program: string, version: string): string => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  const [oldMajor, oldMinor] = OLDEST_DOCKER
  const tooOld =
    major !== undefined && (Number(major) < oldMajor || (Number(major) === oldMajor && Number(minor) < oldMinor))
  if (program === 'docker' && tooOld)
    throw new KubiaError('ENGINE_TOO_OLD', `docker ${version} is too old for kind: 20.10 or newer is needed`, {
      fix: ['bring the newest Docker: https://docs.docker.com/engine/install/'],
    })
  return version
}

/** kind refuses a rootless engine with less than this (kind v0.33, `validateProvider`). @throws KubiaError ENGINE_SETUP */
export const checkRootless = ({rootless, cgroupVersion, missingControllers}: EngineInfo): Finding => {
  if (!rootless) return notHere('the engine runs as root')
  if (cgroupVersion !== '2')
    throw new KubiaError('ENGINE_SETUP', 'the engine is rootless, and kind then needs cgroup v2', {
      fix: [`${ROOTLESS_DOCS} says how to boot with it`, 'or use an engine that runs as root'],
    })
  if (missingControllers.length > 0)
    throw new KubiaError(
      'ENGINE_SETUP',
      `the engine is rootless, and systemd does not let it limit ${missingControllers.join(', ')}: kind refuses that`,
      {fix: [DELEGATE, 'then log in again']},
    )
  return 'memory, pids and cpu are delegated'
}

/** Kubernetes on cgroup v1: deprecated in 1.35, where the kubelet refuses it unless configured otherwise (KEP-5573). */
export const checkCgroups = ({cgroupVersion}: EngineInfo, images: readonly string[]): Finding => {
  if (cgroupVersion === '') return notHere('the engine does not tell')
  if (cgroupVersion !== '1') return `v${cgroupVersion}`
  const minors = images.map(image => Number(/:v1\.(\d+)\./.exec(image)?.[1]))
  if (minors.length > 0 && minors.every(minor => minor < 35)) return `v1, fine for Kubernetes 1.${Math.max(...minors)}`
  return warn(
    'v1',
    'ENGINE_SETUP',
    'the engine’s machine has cgroup v1: from Kubernetes 1.35 on nodes do not start on it (kubelet: failCgroupV1)',
    [
      'boot with cgroup v2, the default of current Linux distributions',
      kubiaAdvice(['up', '--kubernetes-version', '1.34'], 'or takes an older Kubernetes'),
    ],
  )
}

/** A Docker from the snap store sees neither /tmp nor hidden folders. Source: kind's known issues, "Docker Installed with Snap". */
export const checkSnap = (dataRoot: string, program: string | undefined): Finding =>
  dataRoot.startsWith('/var/snap/') || program?.startsWith('/snap/')
    ? warn(
        'snap',
        'ENGINE_SETUP',
        'docker is the snap, which does not see /tmp: loading images into nodes fails there',
        [{command: 'mkdir -p ~/tmp && export TMPDIR=~/tmp'}, 'or take Docker’s own packages'],
      )
    : notHere('docker is no snap')

/** The configuration files of Docker's daemon: of the system's, and of a rootless one. */
const daemonFile = ({rootless}: EngineInfo): string =>
  rootless ? join(homedir(), '.config/docker/daemon.json') : '/etc/docker/daemon.json'

/**
 * `"init": true` puts an init of Docker's own before systemd in each container, which then refuses to start. kind has
 * since begun to pass `--init=false` (seen in v0.33), so it is worth a word but no warning.
 */
export const readInit = (text: string): boolean => {
  try {
    return (JSON.parse(text) as {init?: boolean} | null)?.init === true
  } catch {
    // The daemon runs, so what it reads is fine; this may be another file.
    return false
  }
}

const readText = (path: string): string => {
  try {
    return readFileBounded(path).toString()
  } catch {
    // Most machines have none, and one that this user may not read shows nothing.
    return ''
  }
}

const shared = {commands: ['up'], forNewNodes: true, hasWayOut: true} as const

/** How the container engine is set up. One row each. */
export const engineSettingChecks = ({engine, engineInfo, images}: KindFacts): Check[] => [
  {
    ...shared,
    id: 'engine-version',
    title: 'engine version',
    run: async () => {
      const {program, version} = await engine.known()
      return `${checkEngineVersion(program, version)}, new enough`
    },
  },
  {
    ...shared,
    id: 'engine-report',
    title: 'engine system',
    run: async () => (await engineInfo.ask()).system || 'of an unnamed system',
  },
  {
    ...shared,
    id: 'cgroups',
    title: 'cgroups',
    run: async () => checkCgroups(...(await allKnown([engineInfo, images]))),
  },
  {...shared, id: 'rootless', title: 'rootless', run: async () => checkRootless(await engineInfo.known())},
  {
    ...shared,
    id: 'snap',
    title: 'snap',
    run: async () => {
      const [{program}, {dataRoot}] = await allKnown([engine, engineInfo])
      return program === 'docker' ? checkSnap(dataRoot, findProgram(program)) : notHere(`the engine is ${program}`)
    },
  },
  {
    ...shared,
    id: 'docker-init',
    title: 'docker’s init',
    commands: [],
    run: async () => {
      const [{program}, info] = await allKnown([engine, engineInfo])
      if (program !== 'docker') return notHere(`the engine is ${program}`)
      const file = daemonFile(info)
      return readInit(readText(file)) ? `"init": true in ${tildePath(file)}; kind overrides it` : notHere('not set')
    },
  },
]
