import {SUMMARIES} from '../../cluster/providers/summaries.ts'
import {EXIT_CLASSES} from '../../errors/exit-classes.ts'
import {VARIABLES} from './environment.ts'
import type {Block, Row} from './layout.ts'

/** A page of help that belongs to no command. */
interface Topic {
  /** A fragment. */
  summary: string
  paragraphs: readonly string[]
  rows: readonly Row[]
}

/** The topics of `help TOPIC`, by name. */
export const TOPICS: Readonly<Record<string, Topic>> = {
  'exit-codes': {
    summary: 'what each exit code means',
    paragraphs: [
      'Exit codes tell classes of failure; scripts may rely on them. Each failure has a code of its own too, in brackets: docs/errors.md says of each what it means and what to do.',
    ],
    rows: EXIT_CLASSES.map(({code, meaning}) => [String(code), meaning]),
  },
  progress: {
    summary: 'how progress is shown, and where the answer goes',
    paragraphs: [
      'Standard output has the answer and nothing else; progress, warnings and failures go to standard error. --progress says how:',
    ],
    rows: [
      ['auto', 'tty where standard error is a terminal that can redraw a line, else plain (the default)'],
      ['tty', 'a list of steps; the one under way is redrawn, finished ones stay'],
      ['plain', 'a line a step, with the time; a heartbeat after 30 s of silence'],
      ['json', 'an event a line: time, event, task, detail, elapsedMs'],
      ['quiet', 'nothing but warnings and failures'],
    ],
  },
  environment: {
    summary: 'the variables that kubia reads',
    paragraphs: ['A flag wins over a variable.'],
    rows: VARIABLES.map(({name, does}) => [name, does]),
  },
  providers: {
    summary: 'what makes a cluster: kind, or a simulation',
    paragraphs: [
      '--provider says what makes the cluster. Without it a cluster that is there goes on with what made it; a new one is made by KUBIA_PROVIDER, else by what `config set provider` keeps, else by kind. Nothing falls back by itself. `--context NAME` works on any other cluster that kubectl reaches.',
    ],
    rows: Object.entries(SUMMARIES).map(([name, {summary}]) => [name, summary]),
  },
  config: {
    summary: 'the kind config that up uses, and defaults that are kept',
    paragraphs: [
      '`config set provider sim` keeps a default for later runs, in config.json below $XDG_CONFIG_HOME/kubectl-kubia (else ~/.config/kubectl-kubia); `config get`, `config list` and `config unset` show and forget it. KUBIA_PROVIDER wins over it, and a flag over both.',
      'up --config takes a kind config (https://kind.sigs.k8s.io/docs/user/configuration/); flags win over it, and all of its problems are told at once with line and column. Without one, `config print` shows what up would use.',
    ],
    rows: [],
  },
}

/** The page of a topic; undefined for what is none. */
export const topicPage = (name: string): Block[] | undefined => {
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
  return topic && [...topic.paragraphs.map(text => ({text})), {rows: topic.rows}]
}
