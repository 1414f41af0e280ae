import type {AppSpec} from '../api-server/manifests.ts'
import {usageError} from '../errors/kubia-error.ts'
import {parseImage} from '../project/image.ts'
import {checkObjectName, parseEnv, parsePort, parseReplicas} from './workload.ts'

interface SpecFlags {
  image?: string | undefined
  port?: string | undefined
  replicas?: string | undefined
  env?: string[] | undefined
  command?: boolean | undefined
  container?: string | undefined
  'image-pull-policy'?: string | undefined
}

/**
 * What the command line of `run` or `deploy` asks for.
 * @param names the arguments before `--`: one name; @param args those after it
 * @throws KubiaError USAGE, NAME_INVALID
 */
export const readSpec = (names: readonly string[], args: readonly string[], flags: SpecFlags): AppSpec => {
  const [name, ...others] = names
  if (name === undefined) throw usageError('required argument not given: NAME')
  if (others.length > 0)
    throw usageError(`unexpected argument: ${others.join(' ')} (arguments for the container go after --)`)
  if (flags.command && args.length === 0) throw usageError('--command needs words behind --')
  return {
    name: checkObjectName(name),
    image: flags.image === undefined ? undefined : parseImage(flags.image),
    port: parsePort(flags.port, '--port'),
    replicas: parseReplicas(flags.replicas, '--replicas'),
    env: parseEnv(flags.env),
    args,
    command: flags.command === true,
    imagePullPolicy: flags['image-pull-policy'],
    container: flags.container,
  }
}
