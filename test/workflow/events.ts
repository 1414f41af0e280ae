import {KubiaError} from '../../src/errors/kubia-error.ts'
import type {StepEvent} from '../../src/workflow/reporters/reporter.ts'

/** A step's event with what a test does not care about filled in. */
export const event = (
  kind: StepEvent['event'],
  task: string,
  detail = '',
  elapsedMs = 0,
  undoing = kind === 'undo',
): StepEvent => ({event: kind, task, detail, elapsedMs, undoing})

export const notReady = new KubiaError('NODES_NOT_READY', 'kubia-worker2 is NotReady: no CNI', {
  evidence: ['event: NodeNotReady'],
  fix: [{command: 'sudo sysctl a=1'}, {command: 'sudo sysctl b=2'}],
  next: {command: ['kubectl', 'kubia', 'up']},
  left: 'the cluster runs and was kept',
})
export const failure = {
  error: notReady,
  step: {title: 'Wait for nodes', elapsedMs: 120_000},
  logs: '~/.local/state/kubectl-kubia/logs/20260823-101500/',
  command: 'kubectl kubia up',
  debug: false,
}
