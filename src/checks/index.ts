import type {Check, CheckedCommand} from '../cluster/check.ts'
import type {Survey} from '../cluster/provider.ts'
import {clustersCheck} from './clusters.ts'
import type {MachineFacts} from './facts.ts'
import {kubeconfigLockCheck} from './kubeconfig-lock.ts'
import {kubectlCheck} from './kubectl.ts'
import {leftoversCheck} from './leftovers.ts'
import {nameCheck} from './name.ts'
import {placeChecks} from './places.ts'
import {proxyCheck} from './proxy.ts'

const isAsked =
  (command: CheckedCommand | undefined) =>
  ({commands}: Check<MachineFacts>): boolean =>
    command === undefined || commands.includes(command)

/**
 * Every check, the provider's own among them, in the order in which doctor prints them; of a command's preflight where one
 * is named. A new one that matters to every provider is a row in one of these, or a file and a line here.
 */
export const checksFor = (
  {survey}: {survey: Pick<Survey, 'programs' | 'machine' | 'environment'>},
  command?: CheckedCommand,
): Check<MachineFacts>[] =>
  [
    ...survey.programs,
    kubectlCheck,
    ...survey.machine,
    nameCheck,
    ...placeChecks,
    kubeconfigLockCheck,
    proxyCheck,
    ...survey.environment,
    clustersCheck,
    leftoversCheck,
  ].filter(isAsked(command))

/** The checks that matter whatever makes the clusters, of a command's preflight. */
export const sharedChecks = (command: CheckedCommand): Check<MachineFacts>[] =>
  checksFor({survey: {programs: [], machine: [], environment: []}}, command)
