import {commandText} from '../../errors/advice.ts'
import type {Failure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import {visibleLine} from '../../text/visible.ts'
import {withoutCommands, workflowCommand} from '../../text/workflow-commands.ts'
import {createPlainReporter} from './plain.ts'
import type {Reporter, StepEvent} from './reporter.ts'
import {runTasks} from './run-tasks.ts'

/** How the log of a CI system folds what belongs together, and shows a failure where it is not looked for. */
export interface CiLog {
  /** The line that begins a fold. @param id a number of its own in this run */
  open(title: string, id: number): string
  close(id: number): string
  /** The line by which a failure is shown outside of the log; undefined where there is none. */
  annotate?(failure: Failure): string
  /** A text of any origin, in which nothing is obeyed. */
  harmless(text: string): string
}

const summaryOf = ({error, step}: Failure): string => {
  const fix = (error.details.fix ?? []).map(advice => (typeof advice === 'string' ? advice : commandText(advice)))
  return [
    ...(step ? [`${step.title} failed: ${error.message}`] : [error.message]),
    ...(fix.length > 0 ? ['Fix:', ...fix] : []),
  ].join('\n')
}

/** GitHub's groups and annotations. */
export const GITHUB: CiLog = {
  open: title => workflowCommand('group', visibleLine(title)),
  close: () => workflowCommand('endgroup'),
  annotate: failure => workflowCommand('error', summaryOf(failure), {title: failure.error.code}),
  harmless: withoutCommands,
}

const seconds = (): number => Math.floor(Date.now() / 1000)

/**
 * GitLab's sections (docs.gitlab.com, "Custom collapsible sections"). It takes no annotations from a log; what begins a
 * section has escape sequences, which `visible` spells in every text of others.
 */
export const GITLAB: CiLog = {
  open: (title, id) => `\x1b[0Ksection_start:${seconds()}:kubia_${id}\r\x1b[0K${visibleLine(title)}`,
  close: id => `\x1b[0Ksection_end:${seconds()}:kubia_${id}\r\x1b[0K`,
  harmless: text => text,
}

/** The CI system whose job this is; undefined outside of one, and with KUBIA_CI=off. */
export const ciLog = (env: Readonly<Record<string, string | undefined>> = process.env): CiLog | undefined => {
  if (env['KUBIA_CI'] === 'off') return undefined
  if (env['GITHUB_ACTIONS'] === 'true') return GITHUB
  return env['GITLAB_CI'] === 'true' ? GITLAB : undefined
}

/** A step that is at work, or has ended behind one that is. */
interface Folded {
  id: number
  title: string
  reporter: Reporter
  /** What it said before its fold was open. */
  held: string[]
  isOpen: boolean
  end?: StepEvent
}

let folds = 0

/**
 * As the plain lines, each step a fold with what it said, and its result below. Folds do not lie in each other: of steps
 * side by side one is open, and what the others say is held until it has ended.
 */
export const createCiReporter = (
  log: CiLog,
  write: (text: string) => unknown,
  symbols: Symbols,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): Reporter => {
  const say = (text: string): void => void write(log.harmless(text))
  const outside = createPlainReporter(say, symbols, paint, width)
  const steps: Folded[] = []
  const open = (step: Folded): void => {
    step.isOpen = true
    write(`${log.open(step.title, step.id)}\n`)
    for (const text of step.held.splice(0)) say(text)
  }
  const close = (step: Folded): void => {
    step.reporter.close()
    write(`${log.close(step.id)}\n`)
    if (step.end) outside.show(step.end)
  }
  /** Closes the steps that have ended, and opens the first one that has not. */
  const settle = (): void => {
    for (let [first] = steps; first; [first] = steps) {
      if (!first.isOpen) open(first)
      if (!first.end) return
      close(first)
      steps.shift()
    }
  }
  const begin = (event: StepEvent): void => {
    folds += 1
    const held: string[] = []
    const step: Folded = {
      id: folds,
      title: event.task,
      held,
      isOpen: false,
      reporter: createPlainReporter(text => (step.isOpen ? say(text) : void held.push(text)), symbols, paint, width),
    }
    steps.push(step)
    step.reporter.show(event)
    settle()
  }
  const show = (event: StepEvent): void => {
    if (event.event === 'start' || event.event === 'undo') return begin(event)
    const step = steps.find(({title, end}) => title === event.task && !end)
    if (!step) return outside.show(event)
    if (event.event === 'progress') return step.reporter.show(event)
    step.end = event
    settle()
  }
  const end = (): void => {
    for (const step of steps.splice(0)) {
      if (!step.isOpen) open(step)
      close(step)
    }
    outside.close()
  }
  return {
    ...outside,
    run: tasks => runTasks(tasks, show),
    show,
    fail(failure) {
      end()
      const annotation = log.annotate?.(failure)
      if (annotation !== undefined) write(`${annotation}\n`)
      outside.fail(failure)
    },
    close: end,
  }
}
