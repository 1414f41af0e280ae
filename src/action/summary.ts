import {commandText} from '../errors/advice.ts'
import {visible, visibleLine} from '../text/visible.ts'
import type {KubiaFailed} from './kubia.ts'

/** What is told of a run of the action. */
export interface Report {
  name: string
  /** Seconds by step, in the order in which the steps first ended. */
  seconds: Readonly<Record<string, number>>
  nodes: readonly {name: string; status: string; version: string}[]
  apps: readonly {app: string; namespace: string; summary: string}[]
  urls: readonly string[]
  failure?: Pick<KubiaFailed, 'code' | 'error' | 'step'> | undefined
  /** The folder of evidence, where there is one. */
  logs?: string | undefined
}

/** A text of any origin within Markdown: as it is, on one line, and nothing in it is Markdown or HTML. */
const plain = (text: string): string =>
  visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]#|~]/g, '\\$&')

/** A block of code, whose fence is longer than any in it. */
const block = (lines: readonly string[]): string => {
  const text = lines.map(visible).join('\n')
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}\n`
}

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows.map(row => row.map(plain))]
    .map(row => `| ${row.join(' | ')} |\n`)
    .join('')

/** What failed and what mends it: the message, the evidence, the fix, and what to run next. */
const diagnosis = ({code, error, step}: NonNullable<Report['failure']>): string[] => {
  const {evidence = [], log, fix = [], next} = error.details
  const advice = [...fix, ...(next === undefined ? [] : [next])]
  return [
    `**${step ? `${plain(step.title)} failed` : 'Failed'}** \\[${plain(code)}\\]: ${plain(error.message)}\n`,
    ...(evidence.length > 0 ? [block(evidence)] : []),
    ...(log ? [`The end of the log of ${plain(log.of)}:\n`, block(log.lines)] : []),
    ...(advice.length > 0
      ? ['Fix:\n', block(advice.map(one => (typeof one === 'string' ? one : commandText(one))))]
      : []),
  ]
}

/** The summary of a run, as Markdown. */
export const summaryOf = ({name, seconds, nodes, apps, urls, failure, logs}: Report): string =>
  [
    `### kubia: cluster ${plain(name)}\n`,
    ...(failure ? diagnosis(failure) : []),
    table(
      ['Step', 'Seconds'],
      Object.entries(seconds).map(([step, time]) => [step, time.toFixed(1)]),
    ),
    ...(nodes.length > 0
      ? [
          table(
            ['Nodes', 'Status', 'Version'],
            nodes.map(node => [node.name, node.status, node.version]),
          ),
        ]
      : []),
    ...(apps.length > 0
      ? [
          table(
            ['Apps', 'Namespace', 'Health'],
            apps.map(({app, namespace, summary}) => [app, namespace, summary]),
          ),
        ]
      : []),
    ...(urls.length > 0 ? [urls.map(url => `- <${visibleLine(url).replaceAll(/[<>\s]/g, '')}>\n`).join('')] : []),
    ...(logs === undefined ? [] : [`Logs: ${plain(logs)}\n`]),
  ].join('\n')
