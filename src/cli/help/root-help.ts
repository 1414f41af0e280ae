import {WAYS_OUT} from '../../cluster/providers/summaries.ts'
import {sentence, subcommandRows} from './command-help.ts'
import type {Block, Row} from './layout.ts'
import type {HelpContext} from './manifest.ts'
import {TOPICS, topicPage} from './topics.ts'

const WHAT =
  'kubia is a kubectl plugin that takes a multi-node Kubernetes cluster from nothing to an app that answers, and back, one command a step.'

/** What one types first, in this order. */
const FIRST_STEPS = [
  'up',
  'deploy kubia --image museopkim/kubia --port 8080',
  'expose deployment kubia --type LoadBalancer',
]

/** The commands by what they are for, in the order in which one meets them. */
export const COMMAND_GROUPS: Readonly<Record<string, readonly string[]>> = {
  Cluster: ['up', 'down', 'stop', 'start', 'clusters', 'load'],
  Apps: ['run', 'deploy', 'scale', 'restart', 'undo'],
  Look: ['status', 'logs', 'events'],
  Reach: ['expose', 'open', 'tunnel', 'hit'],
  Shell: ['alias', 'completion', 'shell-init'],
  Machine: ['doctor', 'config', 'version'],
}

const firstSteps = (bin: string): Block => ({
  title: 'Start here',
  lines: FIRST_STEPS.map(words => `${bin} ${words}`),
})

/** What a command or a group of commands is for; undefined where there is neither. */
const summaryOf = (name: string, {commands, groups}: Omit<HelpContext, 'width'>): string | undefined =>
  groups[name]?.description ?? (commands[name]?.hidden ? undefined : commands[name]?.summary)

/** The ways to a cluster on a machine without a container engine. */
const withoutEngine = (bin: string): string[] =>
  WAYS_OUT.map(({provider, makes}) => `No container engine? '${bin} up --provider ${provider}' makes ${makes}.`)

/** What `kubectl kubia` alone prints. */
export const startPage = ({bin}: Pick<HelpContext, 'bin'>): Block[] => [
  {text: WHAT},
  firstSteps(bin),
  {text: [...withoutEngine(bin), `All commands: '${bin} --help'.`].join(' ')},
]

/** What `kubectl kubia --help` prints. */
export const rootPage = (context: Omit<HelpContext, 'width'>): Block[] => {
  const {bin} = context
  const groups = Object.entries(COMMAND_GROUPS).map(([title, names]): [string, Row[]] => [
    title,
    names.flatMap(name => {
      const summary = summaryOf(name, context)
      return summary === undefined ? [] : [[name, summary] as const]
    }),
  ])
  const topics = Object.entries(TOPICS).map(([name, {summary}]): Row => [name, summary])
  const alike = [...groups.flatMap(([, rows]) => rows), ...topics]
  return [
    {text: WHAT},
    firstSteps(bin),
    ...groups.map(([title, rows]) => ({title, rows, alike})),
    {title: `Topics of '${bin} help TOPIC'`, rows: topics, alike},
    {
      title: 'Usage',
      lines: [`${bin} COMMAND [arguments] [flags]`, `${bin} COMMAND --help`, `${bin} --version`],
    },
  ]
}

/** The page of a group of commands (`config`), with what there is to say beside them. */
export const groupPage = (id: string, context: Omit<HelpContext, 'width'>): Block[] => [
  {text: sentence(summaryOf(id, context) ?? id)},
  ...(topicPage(id) ?? []),
  {title: 'Commands', rows: subcommandRows(id, context)},
  {text: `'${context.bin} ${id} COMMAND --help' tells of each.`},
]
