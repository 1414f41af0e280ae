import {PROVIDERS} from '../cluster/providers/index.ts'
import {OLDEST_KIND, UNKNOWN_VERSION} from '../cluster/providers/kind/kind-version.ts'
import {type Check, type Finding, warn} from './check.ts'

/** A kind that does not say how old it is may be new enough: what it then does is told in its own words. */
export const checkKindVersion = (version: string): Finding =>
  version === UNKNOWN_VERSION
    ? warn(
        'of unknown version',
        'ANSWER_UNREADABLE',
        `kind does not tell its version in words that are known; ${OLDEST_KIND} or newer is needed`,
        ['kind version     # is it the kind that makes clusters?'],
      )
    : version

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
    run: async ground => checkKindVersion(await ground.kindVersion.ask()),
  },
  {
    id: 'kubectl',
    title: 'kubectl',
    providers: PROVIDERS,
    commands: ['up', 'down', 'load'],
    run: ground => ground.kubectlVersion.ask(),
  },
]
