import {PROVIDERS} from '../cluster/providers/index.ts'
import {PROGRESS_MODES} from '../workflow/reporters/index.ts'
import {inGroup} from './flag-groups.ts'
import {Flags} from './oclif.ts'

/** Values are texts here; readers of our own make of them what they mean. */
const text = Flags.string

/** Flags that every command has. */
export const commonFlags = inGroup('output', {
  v: text({
    char: 'v',
    helpValue: 'LEVEL',
    description: 'show each command that is run, and its time (bare -v is -v=1)',
  }),
  debug: Flags.boolean({description: 'show stack traces'}),
})

/** Flags of commands that run a task list. */
export const progressFlags = inGroup('output', {
  progress: text({
    options: [...PROGRESS_MODES],
    default: 'auto',
    description: 'how progress is shown on standard error',
  }),
})

export const dryRunFlags = inGroup('run', {
  'dry-run': text({
    options: ['client', 'none'],
    default: 'none',
    description: 'client: print the commands and the YAML, change nothing',
  }),
})

export const kubeconfigFlag = inGroup('place', {
  kubeconfig: text({helpValue: 'FILE', description: 'the kubeconfig to use instead of KUBECONFIG or ~/.kube/config'}),
})

/** Flags of commands that talk to a cluster's API server. */
export const accessFlags = {
  ...kubeconfigFlag,
  ...inGroup('place', {
    context: text({helpValue: 'NAME', description: 'the context to use instead of the current one'}),
  }),
}

export const outputFlag = <const T extends readonly string[]>(formats: T) =>
  inGroup('output', {
    output: text({char: 'o', options: [...formats], description: 'how the answer is printed'}),
  })

/** The limit of a whole command; 0 means none. */
export const timeoutFlag = (limit: string) =>
  inGroup('run', {
    timeout: text({
      default: limit,
      helpValue: 'DURATION',
      description: 'limit of the whole command, as 90s or 5m; 0 for none',
    }),
  })

export const providerFlag = inGroup('cluster', {
  provider: Flags.option({
    options: PROVIDERS,
    description:
      "what makes the cluster; default is what made the one of this name, KUBIA_PROVIDER, what 'config set provider' keeps, or kind",
  })(),
})

export const configFlag = inGroup('cluster', {
  config: text({
    helpValue: 'FILE',
    description: 'a kind config, or - for standard input; other flags win over it',
  }),
})
