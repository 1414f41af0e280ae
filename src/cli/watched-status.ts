import {isAway} from '../api-server/kubectl.ts'
import type {VersionInfo} from '../api-server/server-version.ts'
import {isShown} from '../api-server/status.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {explainStopped} from '../workflows/explain-stopped.ts'
import {loadStatus, type StatusData, type StatusRequest} from './load-status.ts'
import {isPrefixed, renderStatus, statusStyle, verdictsOf} from './status-view.ts'
import type {WatchSource} from './watch.ts'
import {followStatus} from './watch-status.ts'
import {WatchedRows} from './watched-rows.ts'

/** A status that is watched. @param first what was loaded at first */
export const watchedStatus = (
  run: Pick<Run, 'exec' | 'signal'>,
  request: StatusRequest,
  first: StatusData,
  serverVersion: VersionInfo,
): WatchSource => {
  const {target, scope} = request
  const wide = request.wide !== false
  const isOfKinds = target.length > 0 && !first.named
  const prefixed = !isOfKinds || isPrefixed(target)
  const rows = new WatchedRows({serverVersion, wide, allNamespaces: scope.allNamespaces, prefixed})
  rows.begin(isOfKinds ? first.items : first.items.filter(isShown), first.tables)
  let data = first
  return {
    async load() {
      try {
        data = await loadStatus(run.exec, request)
      } catch (error) {
        // What was named may be deleted, and come again.
        if (error instanceof KubiaError && error.code === 'NOT_FOUND')
          data = {...data, items: [], apps: [], nodes: [], services: []}
        else if (!isAway(error, run.signal)) throw error
        else {
          // A server that is away for a moment is waited for, one that is stopped is not.
          const cause = await explainStopped(run.exec, {...request.access, context: request.context.name}, error)
          if (cause !== error) throw cause
        }
      }
    },
    draw: () => renderStatus(data, request, serverVersion, {...statusStyle(), tableWidth: undefined}),
    verdicts: () => verdictsOf(data),
    follow: (signal, onChange, onAway) =>
      followStatus(run.exec, {request, data: first, rows, signal, onChange, onAway}),
  }
}
