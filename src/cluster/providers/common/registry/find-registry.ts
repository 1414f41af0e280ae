import {kubiaAdvice} from '../../../../errors/advice.ts'
import {CONTAINER_MISSING, recognise} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../../../../process/answer.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {type ImageRegistry, REGISTRY_NAME, REGISTRY_WORD, registryAddress} from '../../../image-registry.ts'
import {inspectCommand, listLabelled} from '../containers.ts'
import {containerAt, INNER_PORT, portsCommand, REGISTRY_LABEL} from './commands.ts'

/** The part of `inspect` that is read of a registry; podman and nerdctl answer in the same shape. */
interface InspectedRegistry {
  Id: string
  Name: string
  State: {Running?: boolean; Paused?: boolean}
  Config: {Labels?: Record<string, string> | null}
  HostConfig?: {PortBindings?: Record<string, {HostPort?: string}[] | null> | null}
  NetworkSettings?: {Networks?: Record<string, unknown> | null} | null
}

const isOneContainer = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 1 &&
  value.every(
    one => isRecord(one) && typeof one['Id'] === 'string' && isRecord(one['State']) && isRecord(one['Config']),
  )

/** A container as a registry. @param id or its name; @returns undefined where it is not there, or went away meanwhile */
const inspectRegistry = async (exec: Exec, engine: string, id: string): Promise<ImageRegistry | undefined> => {
  const command = inspectCommand(engine, [id])
  const result = await exec(command, {allowFailure: true, waitsFor: engine})
  if (result.exitCode !== 0) {
    if (recognise(result.stderr, CONTAINER_MISSING)) return undefined
    throw new CommandFailed(command, result)
  }
  const [container] = readAnswer<[InspectedRegistry]>(`${engine} inspect`, result.stdout, isOneContainer)
  const bindings = container.HostConfig?.PortBindings?.[`${INNER_PORT}/tcp`] ?? []
  return {
    name: container.Name.replace(/^\//, ''),
    id: container.Id,
    port: Number(bindings[0]?.HostPort ?? 0),
    running: container.State.Running === true && container.State.Paused !== true,
    ...(container.State.Paused === true && {paused: true}),
    ours: container.Config.Labels?.[REGISTRY_LABEL] !== undefined,
    networks: Object.keys(container.NetworkSettings?.Networks ?? {}),
  }
}

/** The registry that kubia made, running or not; undefined where there is none. */
export const findOwnRegistry = async (exec: Exec, engine: string): Promise<ImageRegistry | undefined> => {
  const [found] = await listLabelled(exec, engine, REGISTRY_LABEL)
  return found && inspectRegistry(exec, engine, found.id)
}

/** What to say of a container of another's that has the name of kubia's registry. */
const nameTaken = (engine: string, {name, port, running}: ImageRegistry): KubiaError =>
  new KubiaError('NAME_TAKEN', `a container named ${name} exists, and is not a registry that kubia made`, {
    fix: [
      ...(running && port > 0 ? [kubiaAdvice(['up', `--registry=${port}`], 'uses it as it is')] : []),
      {command: [engine, 'rename', name, `${name}-1`], comment: 'gives it another name'},
    ],
  })

/**
 * The registry at a port of this machine: kubia's own, running or not, or another one that runs there.
 * @throws KubiaError REGISTRY_DIFFERS where kubia's own listens at another port, NAME_TAKEN where its name is another's
 */
export const findRegistry = async (exec: Exec, engine: string, port: number): Promise<ImageRegistry | undefined> => {
  const own = await findOwnRegistry(exec, engine)
  if (own?.port === port) return own
  const {stdout} = await exec(portsCommand(engine), {waitsFor: engine})
  const id = containerAt(stdout, port)
  const other = id === undefined ? undefined : await inspectRegistry(exec, engine, id)
  if (other) return {...other, port}
  // kubia's own may have been made since it was listed.
  const there = own ?? (await inspectRegistry(exec, engine, REGISTRY_NAME))
  if (!there || (there.ours && there.port === port)) return there
  if (!there.ours) throw nameTaken(engine, there)
  throw new KubiaError(
    'REGISTRY_DIFFERS',
    `the registry ${there.name} listens at ${registryAddress(there.port)}, not at ${port}`,
    {
      fix: [
        kubiaAdvice(['up', `--registry=${there.port}`], 'uses it as it is'),
        kubiaAdvice(['down', REGISTRY_WORD], 'removes it, with its images'),
      ],
    },
  )
}
