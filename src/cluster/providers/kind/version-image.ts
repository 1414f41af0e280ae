import {EXIT} from '../../../errors/catalogue.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import type {Exec} from '../../../process/exec.ts'
import {connectEngine} from '../common/engine.ts'
import {KIND_SCHEMA_VERSION} from './config/kind-schema.ts'
import {kindVersion} from './kind-version.ts'
import {imageOfVersion, localImagesCommand} from './node-image.ts'

/**
 * The image that `--kubernetes-version` comes down to on this machine; undefined where no version was asked for.
 * @param engine the engine's program; @throws KubiaError USAGE where there is none for a minor version
 */
export const versionImage = async (
  exec: Exec,
  kubernetesVersion: string | undefined,
  engine: string,
  kind: string,
): Promise<string | undefined> => {
  if (kubernetesVersion === undefined) return undefined
  const {stdout} = await exec(localImagesCommand(engine), {waitsFor: engine})
  return imageOfVersion(kubernetesVersion, kind, stdout.split('\n').filter(Boolean))
}

/** The same for a plan, which a machine without an engine or kind can show too: it then goes by the table alone. */
export const plannedVersionImage = async (
  exec: Exec,
  kubernetesVersion: string | undefined,
): Promise<string | undefined> => {
  if (kubernetesVersion === undefined) return undefined
  try {
    const [engine, kind] = await Promise.all([connectEngine(exec), kindVersion(exec)])
    return await versionImage(exec, kubernetesVersion, engine.program, kind)
  } catch (error) {
    if (!(error instanceof KubiaError) || error.exit !== EXIT.environment) throw error
    return imageOfVersion(kubernetesVersion, KIND_SCHEMA_VERSION, [])
  }
}
