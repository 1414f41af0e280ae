import {restartText} from '../api-server/diagnosis/pods.ts'
import type {VersionInfo} from '../api-server/server-version.ts'
import {isShown} from '../api-server/status.ts'
import {buildTree, type TreeNode} from '../api-server/tree.ts'
import {findKind} from '../kubernetes/kinds/index.ts'
import {resourceName} from '../kubernetes/object-name.ts'
import {podStatus} from '../kubernetes/pod-status.ts'
import {printHealth, type VerdictStyle} from '../printers/health.ts'
import {objectPieces} from '../printers/objects.ts'
import {printStatusHead} from '../printers/status.ts'
import {chooseSymbols, createPaint, showsColour, widthOf} from '../printers/style.ts'
import {printTree} from '../printers/tree.ts'
import {visibleLine} from '../text/visible.ts'
import type {StatusData, StatusRequest} from './load-status.ts'
import type {VerdictPart} from './watch.ts'

const contains = ({label, children}: TreeNode, names: readonly string[]): boolean =>
  names.some(name => label.split(' ')[0] === name) || children.some(child => contains(child, names))

/** The names of a target's objects as the tree shows them; none for a kind alone, which does not narrow the tree. */
const namedIn = (target: readonly string[]): string[] => {
  const [first = '', ...names] = target.flatMap(word => word.split('/'))
  const kind = findKind(first)
  return names.map(name => `${kind ? resourceName(kind) : first}/${name}`)
}

/** How a status is shown. */
export interface StatusStyle extends VerdictStyle {
  /** The columns that rows of tables may take. Undefined: what is watched is cut to the screen, one line a row. */
  tableWidth?: number | undefined
  /** In ms since 1970. */
  now: number
  /** True for terminals without box-drawing characters. */
  ascii: boolean
}

/** The style for standard output as it is now. */
export const statusStyle = (): StatusStyle => {
  const {stdout} = process
  return {
    now: Date.now(),
    ascii: chooseSymbols().ok === '+',
    width: widthOf(stdout),
    tableWidth: widthOf(stdout),
    paint: showsColour(stdout) ? createPaint(stdout) : undefined,
  }
}

const treeOf = (
  {items, nodes, services, named}: StatusData,
  {target}: StatusRequest,
  version: VersionInfo,
  {ascii, width, paint}: StatusStyle,
): string => {
  const names = named ?? namedIn(target)
  // The STATUS of the table of pods, such as CrashLoopBackOff, and not the phase.
  const roots = buildTree(
    items,
    pod => {
      const word = podStatus(pod, version)
      const restarted = word === 'Running' ? restartText(pod) : undefined
      return restarted ? `${word}, ${restarted}` : word
    },
    {nodes, services},
  )
  return printTree(names.length === 0 ? roots : roots.filter(root => contains(root, names)), {ascii, width, paint})
}

/** Whether names are printed with their kinds (`pod/web-1`): where several kinds are asked for, even if one is found. */
export const isPrefixed = (target: readonly string[]): boolean => {
  const kinds = target.flatMap((word, index) =>
    word.includes('/') ? word.split('/', 1) : index === 0 ? word.split(',') : [],
  )
  return new Set(kinds).size > 1
}

/** The text of a status, in pieces of whole lines: what foreign programs say in it is harmless for a terminal. */
export function* statusPieces(
  data: StatusData,
  request: StatusRequest,
  version: VersionInfo,
  style: StatusStyle,
): Generator<string> {
  const {now, paint} = style
  const {context, scope, target, wide, tree} = request
  if (tree) return yield treeOf(data, request, version, style)
  const {allNamespaces} = scope
  const isOfKinds = target.length > 0 && !data.named
  const shown = isOfKinds ? data.items : data.items.filter(isShown)
  const prefixed = !isOfKinds || isPrefixed(target)
  const header = {
    cluster: data.cluster,
    context: context.name,
    server: context.server,
    version: version.gitVersion,
    provider: data.provider,
  }
  const verdicts = isOfKinds ? '' : printHealth(data, allNamespaces, style)
  const head = isOfKinds || data.named ? verdicts : printStatusHead(header, verdicts, style.width)
  yield head
  if (head !== '' && shown.length > 0) yield '\n'
  yield* objectPieces(shown, {
    wide,
    width: style.tableWidth,
    allNamespaces,
    prefixed,
    now,
    serverVersion: version,
    paint,
    tables: data.tables,
  })
}

/** The same in one text. */
export const renderStatus = (
  data: StatusData,
  request: StatusRequest,
  version: VersionInfo,
  style: StatusStyle,
): string => [...statusPieces(data, request, version, style)].join('')

/** The verdicts of a status, each with a key that does not change. */
export const verdictsOf = (data: StatusData): VerdictPart[] => [
  ...data.nodes.map(({node, says}) => ({key: `node/${node}`, text: `${visibleLine(says)}\n`})),
  ...data.apps.map(({app, namespace, summary}) => ({
    key: `${namespace}/${app}`,
    text: `${visibleLine(`${app}   ${summary}`)}\n`,
  })),
  ...data.services.map(({service, namespace, says}) => ({
    key: `${namespace}/${service}`,
    text: `${visibleLine(`${service}   ${says}`)}\n`,
  })),
  ...data.ingresses.map(({ingress, namespace, says}) => ({
    key: `${namespace}/${ingress}`,
    text: `${visibleLine(`${ingress}   ${says}`)}\n`,
  })),
]
