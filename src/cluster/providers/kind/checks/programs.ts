import {type Check, type Finding, warn} from '../../../check.ts'
import {quoted} from '../../../config-problem.ts'
import {ignoredEngine} from '../../common/engine.ts'
import {OLDEST_KIND, UNKNOWN_VERSION} from '../kind-version.ts'
import type {KindFacts} from './kind-facts.ts'

/** A kind of unknown version may be new enough: if not, its own message is shown. */
export const checkKindVersion = (version: string): Finding =>
  version === UNKNOWN_VERSION
    ? warn(
        'of unknown version',
        'ANSWER_UNREADABLE',
        `kind does not tell its version in words that are known; ${OLDEST_KIND} or newer is needed`,
        [{command: 'kind version', comment: 'is it the kind that makes clusters?'}],
      )
    : version

/** The programs that kind needs: are they there, and do they answer? */
export const programChecks = ({engine, kindVersion}: KindFacts): Check[] => [
  {
    id: 'engine',
    title: 'container engine',
    commands: ['up', 'down', 'load'],
    hasWayOut: true,
    run: async () => {
      const {program, version} = await engine.ask()
      const found = `${program} ${version}`
      const ignored = ignoredEngine()
      return ignored
        ? warn(
            found,
            'ENGINE_SETUP',
            `KIND_EXPERIMENTAL_PROVIDER is ${quoted(ignored.named)}, of which kind takes no notice: it knows ${ignored.known}`,
            [{command: 'unset KIND_EXPERIMENTAL_PROVIDER', comment: 'or correct it'}],
          )
        : found
    },
  },
  {
    id: 'kind',
    title: 'kind',
    commands: ['up', 'down', 'load'],
    hasWayOut: true,
    run: async () => checkKindVersion(await kindVersion.ask()),
  },
]
