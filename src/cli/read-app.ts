import {containerName} from '../api-server/manifests.ts'
import {usageError} from '../errors/kubia-error.ts'
import {parseImage} from '../project/image.ts'
import type {AppOptions} from '../workflows/up/app.ts'
import {checkObjectName, parsePort, parseReplicas} from './workload.ts'

interface AppFlags {
  app?: string | undefined
  'app-port'?: string | undefined
  replicas?: string | undefined
  expose?: boolean | undefined
}

/**
 * What `up --app [NAME=]IMAGE` is to run; undefined where no app was named.
 * @throws KubiaError USAGE for an image that is none, for flags that need `--app`, for `--expose` without a port
 */
export const readApp = (flags: AppFlags): Pick<AppOptions, 'spec' | 'expose'> | undefined => {
  const given = (['app-port', 'replicas', 'expose'] as const).filter(name => flags[name])
  if (flags.app === undefined) {
    if (given.length > 0) throw usageError(`${given.map(name => `--${name}`).join(', ')} needs --app [NAME=]IMAGE`)
    return undefined
  }
  const [, name, written = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(flags.app) ?? []
  if (written === '')
    throw usageError(`invalid argument ${JSON.stringify(flags.app)} for "--app" flag: must be [NAME=]IMAGE`)
  if (flags.expose && flags['app-port'] === undefined) throw usageError('--expose needs --app-port PORT')
  const image = parseImage(written, '--app')
  return {
    spec: {
      name: checkObjectName(name ?? containerName(image)),
      image,
      port: parsePort(flags['app-port'], '--app-port'),
      replicas: parseReplicas(flags.replicas, '--replicas'),
      env: [],
      args: [],
      command: false,
    },
    expose: flags.expose === true,
  }
}
