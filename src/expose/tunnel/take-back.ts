import type {KubeAccess} from '../../api-server/kubectl.ts'
import {type ApiProxy, openApiProxy} from '../../api-server/transport/proxy.ts'
import type {KubiaError} from '../../errors/kubia-error.ts'
import type {Exec} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import {counted} from '../../text/counted.ts'
import {release} from './claims.ts'
import {removeTunnel, type TunneledService, type TunnelRecord, writeTunnel} from './state.ts'

/** How long taking all addresses back may take, in ms: SIGTERM leaves 7 s in all, and kubectl has to end in them too. */
export const RELEASE_MS = 3000

const addresses = (count: number): string => counted(count, 'address', 'addresses')

/** Takes addresses back. @returns those that could not be, with the reason */
export const takeBack = async (
  proxy: ApiProxy,
  services: readonly TunneledService[],
  isOwn: (tunnel: string) => boolean,
  signal: AbortSignal,
): Promise<{left: readonly TunneledService[]; why: string}> => {
  const left: TunneledService[] = []
  let why = ''
  await Promise.all(
    services.map(async service => {
      try {
        await release(proxy, service, {isOwn, address: service.address, signal})
      } catch (error) {
        left.push(service)
        why = (error as Error).message
      }
    }),
  )
  return {left, why}
}

export interface EndTunnel {
  access: KubeAccess
  record: TunnelRecord
  isOwn: (tunnel: string) => boolean
  note: (line: string) => void
  /** How long it may take, in ms. */
  limitMs?: number
}

/** Takes back all addresses on record, within a limit that includes kubectl's start. */
const takeAllBack = async (
  run: Pick<Run, 'exec'>,
  {access, record, isOwn, limitMs = RELEASE_MS}: EndTunnel,
): ReturnType<typeof takeBack> => {
  const limit = new AbortController()
  const late = new Error(`no answer within ${limitMs / 1000}s`)
  const timer = setTimeout(() => limit.abort(late), limitMs)
  const exec: Exec = (command, {signal = limit.signal, ...rest} = {}) =>
    run.exec(command, {...rest, signal: AbortSignal.any([signal, limit.signal])})
  try {
    const proxy = await openApiProxy(exec, access, record.folder)
    try {
      return await takeBack(proxy, record.services, isOwn, limit.signal)
    } finally {
      await proxy.close()
    }
  } catch (error) {
    return {left: record.services, why: (error as Error).message}
  } finally {
    clearTimeout(timer)
  }
}

/** Takes all addresses back and forgets the tunnel; what cannot be taken back is remembered for the next one. */
export const endTunnel = async (run: Pick<Run, 'exec' | 'cancellation' | 'undo'>, ending: EndTunnel): Promise<void> => {
  const {record, note} = ending
  const {services} = record
  if (services.length === 0) return removeTunnel(record)
  const {signal} = run.cancellation
  if (signal.aborted) run.cancellation.renew()
  const title = addresses(services.length)
  run.undo.pending.add(title)
  try {
    const {left, why} = await takeAllBack(run, ending)
    removeTunnel(record)
    if (left.length < services.length) note(`${addresses(services.length - left.length)} taken back`)
    if (left.length > 0) {
      writeTunnel({...record, services: [...left]})
      note(`${addresses(left.length)} could not be taken back (${why}); the next tunnel does it`)
    }
  } finally {
    run.undo.pending.delete(title)
    if (signal.aborted) run.cancellation.abort(signal.reason as KubiaError)
  }
}
