import {usageError} from '../errors/kubia-error.ts'

/** `1.36` or `v1.36.4` without the v. @throws KubiaError USAGE for anything else */
export const parseKubernetesVersion = (text: string): string => {
  const version = /^v?(1\.\d+(?:\.\d+)?)$/.exec(text)?.[1]
  if (version) return version
  throw usageError(`invalid argument "${text}" for "--kubernetes-version" flag: must be like 1.36 or 1.36.4`)
}
