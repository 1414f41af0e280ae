import {visibleLine} from '../text/visible.ts'
import {columnsOf, wrapLine} from '../text/wrap.ts'
import type {Paint, Tone} from './style.ts'
import {alignColumns, getLayout} from './table.ts'

/** What is shown of an app's health. */
export interface HealthRow {
  app: string
  namespace: string
  summary: string
  healthy: boolean
  /** The row of the catalogue, where the cause is known. */
  code?: string
}

/** What is wrong with a node. */
interface NodeRow {
  node: string
  /** `node k-worker is not Ready (stopped)` */
  says: string
}

/** What is wrong with a service. */
interface ServiceRow {
  /** `service/kubia` */
  service: string
  namespace: string
  says: string
}

/** Where an ingress is reached, or that it is not. */
interface IngressRow {
  ingress: string
  namespace: string
  says: string
  isServed: boolean
}

/** What verdicts are on: all apps, and the nodes and services with which something is wrong. */
export interface Verdicts {
  apps?: readonly HealthRow[]
  nodes?: readonly NodeRow[]
  services?: readonly ServiceRow[]
  ingresses?: readonly IngressRow[]
}

/** How verdicts are set. */
export interface VerdictStyle {
  /** The terminal's columns: a verdict that is longer goes on below itself. Undefined: it stays on its line. */
  width?: number | undefined
  paint?: Paint | undefined
}

/** A verdict, and what it is about. */
interface Verdict {
  about: string[]
  says: string
  tone: Tone | undefined
}

/** A verdict stands beside what it is about where it has so many columns, else below it. */
const LEAST_WIDTH = 30
const INDENT = '  '

/** A table whose last column is never cut: where the terminal is too narrow, its cells are wrapped at their words. */
const printVerdicts = (names: readonly string[], verdicts: readonly Verdict[], style: VerdictStyle): string => {
  const {width = Number.POSITIVE_INFINITY, paint = (_: Tone, text: string) => text} = style
  const rows = verdicts.map(({says, ...rest}) => ({...rest, says: visibleLine(says)}))
  // The mark stands where the verdicts begin.
  const heads = alignColumns([[...names, '|'], ...rows.map(({about}) => [...about, '|'])], getLayout).split('\n')
  const left = (heads[0]?.length ?? 1) - 1
  const room = Math.max(0, ...rows.map(({says}) => columnsOf(says))) + left <= width ? width : width - left
  const isBeside = room >= LEAST_WIDTH
  const lines = [{says: 'HEALTH', tone: undefined}, ...rows].flatMap(({says, tone}, index) => {
    const head = heads[index]?.slice(0, -1) ?? ''
    const pieces = isBeside ? wrapLine(says, room) : wrapLine(`${INDENT}${says}`, width, INDENT)
    const painted = pieces.map(piece => (tone ? paint(tone, piece) : piece))
    if (!isBeside) return index === 0 ? [head.trimEnd()] : [head.trimEnd(), ...painted]
    return painted.map((piece, at) => (at === 0 ? head : ' '.repeat(left)) + piece)
  })
  return lines.map(line => `${line}\n`).join('')
}

/**
 * The health of nodes, where something is wrong with one, then of apps and of services that lead nowhere, as tables in
 * kubectl's manner. What is wrong comes first: a small screen shows only the first rows.
 */
export const printHealth = (
  {apps = [], nodes = [], services = [], ingresses = []}: Verdicts,
  allNamespaces: boolean,
  style: VerdictStyle = {},
): string => {
  const placed = (namespace: string, name: string): string[] => (allNamespaces ? [namespace, name] : [name])
  const ofNodes = nodes.map(
    ({node, says}): Verdict => ({about: [`node/${node}`], says: says.replace(`node ${node} is `, ''), tone: 'fail'}),
  )
  const ofApps = (some: readonly HealthRow[]): Verdict[] =>
    some.map(({app, namespace, summary, healthy, code}) => ({
      about: placed(namespace, app),
      says: summary,
      tone: healthy ? undefined : code === undefined ? 'warn' : 'fail',
    }))
  const ofServices = services.map(
    ({service, namespace, says}): Verdict => ({about: placed(namespace, service), says, tone: 'warn'}),
  )
  const ofIngresses = ingresses.map(
    ({ingress, namespace, says, isServed}): Verdict => ({
      about: placed(namespace, ingress),
      says,
      tone: isServed ? undefined : 'warn',
    }),
  )
  const [healthy, failing] = [apps.filter(app => app.healthy), apps.filter(app => !app.healthy)]
  const all = [...ofApps(failing), ...ofServices, ...ofApps(healthy), ...ofIngresses]
  return [
    ofNodes.length > 0 ? printVerdicts(['NODE'], ofNodes, style) : '',
    all.length > 0
      ? printVerdicts(
          placed('NAMESPACE', apps.length > 0 ? 'APP' : services.length > 0 ? 'SERVICE' : 'INGRESS'),
          all,
          style,
        )
      : '',
  ]
    .filter(Boolean)
    .join('\n')
}
