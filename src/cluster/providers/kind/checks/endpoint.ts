import {homedir} from 'node:os'
import {join} from 'node:path'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {engineHost, remoteHost} from '../../../../process/engine-host.ts'
import type {Exec} from '../../../../process/exec.ts'
import {readFileBounded} from '../../../../process/read-file.ts'
import {type Check, notHere, warn} from '../../../check.ts'
import {statesApiAddress} from '../config/kind-config.ts'
import type {KindFacts} from './kind-facts.ts'

/** The context that Docker's own configuration makes current; undefined for its default one. */
const dockerContext = (env: NodeJS.ProcessEnv): string | undefined => {
  const named = env['DOCKER_CONTEXT']
  if (named) return named === 'default' ? undefined : named
  try {
    const file = join(env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json')
    const {currentContext} = JSON.parse(readFileBounded(file).toString()) as {currentContext?: string}
    return currentContext === 'default' ? undefined : currentContext || undefined
  } catch {
    // No configuration, or one that docker itself complains about when it is asked: the default context.
    return undefined
  }
}

/** Where docker goes, and who says so. Docker's rule: DOCKER_HOST, then the context (docker CLI, `docker context use`). */
const dockerEndpoint = async (
  exec: Exec,
  env: NodeJS.ProcessEnv,
): Promise<{endpoint: string; by: string} | undefined> => {
  if (env['DOCKER_HOST']) return {endpoint: env['DOCKER_HOST'], by: 'DOCKER_HOST'}
  const context = dockerContext(env)
  if (context === undefined) return undefined
  const {stdout} = await exec(
    {program: 'docker', args: ['context', 'inspect', context, '--format', '{{.Endpoints.docker.Host}}']},
    {allowFailure: true},
  )
  return {endpoint: stdout.trim(), by: `docker context ${context}`}
}

export const endpointCheck = ({engine}: KindFacts): Check => ({
  id: 'engine-endpoint',
  title: 'engine endpoint',
  commands: ['up'],
  forNewNodes: true,
  hasWayOut: true,
  async run(facts) {
    const {program} = await engine.known()
    if (program !== 'docker') return notHere(`${program} has no endpoint to choose`)
    const found = await dockerEndpoint(facts.exec, process.env)
    if (!found) return "this machine's own"
    const {endpoint, by} = found
    const host = remoteHost(endpoint)
    if (host === undefined) return `${endpoint} (${by})`
    const message = `docker runs on ${host} (${by} is ${endpoint}): the API server and published ports listen on 127.0.0.1 there, not here`
    const fix = [
      by === 'DOCKER_HOST'
        ? {command: 'unset DOCKER_HOST', comment: 'uses the engine of this machine'}
        : {command: 'docker context use default'},
      'or say where the API server listens: networking.apiServerAddress in a kind config (--config)',
    ]
    if (facts.request.spec && statesApiAddress(facts.request.spec))
      return warn(`${endpoint} (${by})`, 'ENGINE_REMOTE', message)
    if (by === 'DOCKER_HOST' && engineHost() === host)
      return warn(
        `${endpoint} (${by})`,
        'ENGINE_REMOTE',
        `docker runs on ${host}: the API server listens at all addresses there, its certificate names ${host}, and the context leads to it`,
      )
    throw new KubiaError('ENGINE_REMOTE', message, {fix})
  },
})
