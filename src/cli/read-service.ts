import {usageError} from '../errors/kubia-error.ts'

/** A service's name, also as `service/NAME`. @param verb the command: `open` @throws KubiaError USAGE for another kind */
export const readService = (word: string | undefined, verb: string): string | undefined => {
  const name = word?.replace(/^(?:services?|svc)\//, '')
  if (name?.includes('/'))
    throw usageError(`${word} is no service: ${verb} takes a service's name, as kubectl get services lists it`)
  return name
}
