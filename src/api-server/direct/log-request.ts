/** A container's log, as `kubectl logs` asks for it. */
export interface LogRequest {
  /** From the root, with its query. */
  path: string
  follow: boolean
}

/** The seconds of `90s`, `1h30m`; undefined for what has fractions, which is left to kubectl. */
const secondsOf = (since: string): number | undefined => {
  const [whole, hours = 0, minutes = 0, seconds = 0] =
    /^(?:(\d{1,6})h)?(?:(\d{1,8})m)?(?:(\d{1,9})s)?$/.exec(since) ?? []
  return whole ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : undefined
}

/** The parameter that a flag of `kubectl logs` stands for (PodLogOptions of v1); undefined for one that is not understood. */
const parameterOf = (flag: string): [name: string, value: string] | undefined => {
  if (flag === '--follow') return ['follow', 'true']
  if (flag === '--previous') return ['previous', 'true']
  const [, name, value = ''] = /^--(tail|since)=(.+)$/.exec(flag) ?? []
  if (name === 'tail') return /^\d{1,9}$/.test(value) ? ['tailLines', value] : undefined
  const seconds = name === 'since' ? secondsOf(value) : undefined
  return seconds === undefined ? undefined : ['sinceSeconds', String(seconds)]
}

const isName = (name: string | undefined): name is string => /^[a-z\d][a-z\d.-]*$/.test(name ?? '')

/** The request of `logs POD -c CONTAINER …`; undefined where kubectl has to be run. */
export const logRequestOf = (args: readonly string[], namespace: string): LogRequest | undefined => {
  const [verb, pod, flag, container, ...flags] = args
  if (verb !== 'logs' || flag !== '-c' || ![namespace, pod, container].every(isName)) return undefined
  const parameters = flags.map(parameterOf)
  if (!parameters.every(parameter => parameter !== undefined)) return undefined
  const query = new URLSearchParams([['container', container as string], ...parameters])
  return {path: `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`, follow: query.has('follow')}
}
