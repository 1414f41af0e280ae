import {PROVIDERS} from '../cluster/provider.ts'
import type {Check} from './check.ts'

/** The programs that kubia drives: are they there, and do they answer? One row each. */
export const programChecks: readonly Check[] = [
  {
    id: 'engine',
    title: 'container engine',
    providers: ['kind'],
    commands: ['up', 'down', 'load'],
    simIsWayOut: true,
    run: async ground => {
      const {program, version} = await ground.engine.ask()
      return `${program} ${version}`
    },
  },
  {
    id: 'kind',
    title: 'kind',
    providers: ['kind'],
    commands: ['up', 'down', 'load'],
    simIsWayOut: true,
    run: ground => ground.kindVersion.ask(),
  },
  {
    id: 'kubectl',
    title: 'kubectl',
    providers: PROVIDERS,
    commands: ['up', 'down', 'load'],
    run: ground => ground.kubectlVersion.ask(),
  },
]
