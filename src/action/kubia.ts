import type {Advice} from '../errors/advice.ts'
import {catalogue, type ErrorCode} from '../errors/catalogue.ts'
import {type ErrorDetails, KubiaError} from '../errors/kubia-error.ts'
import {isRecord} from '../process/answer.ts'
import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import type {Reporter, StepEvent} from '../workflow/reporters/reporter.ts'
import {WorkflowFailed} from '../workflow/workflow-failed.ts'

/** The kubia that is run: the one of the action, or one that was brought. */
export type Program = Pick<Command, 'program' | 'args'>

/** How long kubia may take to end what it has under way, in ms; the runner waits 7.5 s between its signals. */
const GRACE_MS = 6500

/** What runs of kubia are part of. */
export interface Surroundings {
  exec: Exec
  kubia: Program
  reporter: Reporter
  /** Told of each event of a step. */
  onStep?: (event: StepEvent) => void
}

/** A failure that kubia reported, with what programs read of it beside what people do. */
export class KubiaFailed extends WorkflowFailed {
  /** The code as it was reported: a later kubia may have others. */
  readonly code: string
  readonly exitCode: number
  readonly mayPass: boolean
  /** The folder of the run's log, as it is written for people. */
  readonly logs: string | undefined

  constructor(event: Record<string, unknown>, exitCode: number, details = detailsOf(event)) {
    const code = typeof event['code'] === 'string' ? event['code'] : 'UNEXPECTED'
    const title = typeof event['task'] === 'string' ? event['task'] : ''
    super(
      new KubiaError(code in catalogue ? (code as ErrorCode) : 'UNEXPECTED', String(event['detail']), details),
      title === '' ? undefined : {title, elapsedMs: Number(event['elapsedMs'] ?? 0)},
    )
    this.code = code
    this.exitCode = exitCode
    this.mayPass = event['mayPass'] === true
    this.logs = typeof event['logs'] === 'string' ? event['logs'] : undefined
  }
}

/** What the action adds to each command, and no person would type. */
const OWN_FLAGS = /(?: --retain)? --progress=json -o (?:json|name)/

const adviceOf = (data: unknown): Advice => {
  const {command, comment} = (isRecord(data) ? data : {}) as {command?: string; comment?: string}
  if (command === undefined) return comment ?? ''
  return {command: command.replace(OWN_FLAGS, ''), ...(comment !== undefined && {comment})}
}

const detailsOf = ({evidence, log, fix, next, left}: Record<string, unknown>): ErrorDetails => ({
  ...(Array.isArray(evidence) && {evidence: evidence.map(String)}),
  ...(isRecord(log) && {log: log as unknown as NonNullable<ErrorDetails['log']>}),
  ...(Array.isArray(fix) && {fix: fix.map(adviceOf)}),
  ...(isRecord(next) && {next: adviceOf(next)}),
  ...(typeof left === 'string' && {left}),
})

/** An event of `--progress json`; undefined for any other line. */
export const readEvent = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{"time"')) return undefined
  try {
    const event: unknown = JSON.parse(line)
    return isRecord(event) && typeof event['event'] === 'string' ? event : undefined
  } catch {
    // A line of something else that begins like one.
    return undefined
  }
}

/** The start of a step that takes something back has an event of its own; its end has not. */
const stepEvents = (): ((event: Record<string, unknown>) => StepEvent) => {
  const undoing = new Set<string>()
  return ({event, task, detail, elapsedMs}) => {
    const title = String(task)
    if (event === 'undo') undoing.add(title)
    return {
      event: event as StepEvent['event'],
      task: title,
      detail: String(detail ?? ''),
      elapsedMs: Number(elapsedMs ?? 0),
      undoing: undoing.has(title),
    }
  }
}

/**
 * Runs kubia to its end and shows its steps as they are.
 * @param format how it answers: `json`, or `name` for a name a line
 * @returns its answer @throws KubiaFailed, or what ended the run of the action
 */
export const runKubia = async (
  {exec, kubia, reporter, onStep}: Surroundings,
  args: readonly string[],
  format: 'json' | 'name' = 'json',
): Promise<string> => {
  let failure: Record<string, unknown> | undefined
  const toStep = stepEvents()
  const onLine = (line: string): void => {
    const event = readEvent(line)
    if (!event) return
    if (event['event'] === 'fail' && event['code'] !== undefined) failure = event
    else if (event['task'] === '') reporter.note(String(event['detail']), 'warn')
    else {
      const step = toStep(event)
      onStep?.(step)
      reporter.show(step)
    }
  }
  const command = {
    ...kubia,
    args: [...kubia.args, ...args, '--progress=json', '-o', format],
    // Its events are drawn here.
    env: {KUBIA_CI: 'off'},
  }
  const {exitCode, stdout, stderr} = await exec(command, {onLine, allowFailure: true, graceMs: GRACE_MS})
  if (exitCode === 0) return stdout
  const last = stderr.trim().split('\n').at(-1) ?? ''
  throw new KubiaFailed(failure ?? {detail: last || `kubia exited with ${exitCode}`}, exitCode)
}
