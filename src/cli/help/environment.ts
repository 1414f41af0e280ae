/** A variable of the environment that a user may set. */
interface Variable {
  name: string
  /** What it does, as a fragment. */
  does: string
  /** The flags whose commands read it; none for one that all commands read. */
  flags?: readonly string[]
  /** Commands that read it without such a flag. */
  commands?: readonly string[]
}

/** What users may set. Help names those that a command reads, `help environment` all of them. */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'KUBIA_PROVIDER',
    does: 'what makes new clusters: kind or sim; --provider wins, and it wins over `config set provider`',
    flags: ['provider'],
  },
  {
    name: 'KUBIA_NODE_IMAGE',
    does: 'the node image where nothing else names one; it never counts as drift',
    commands: ['up', 'config:print', 'doctor'],
  },
  {
    name: 'KIND_CLUSTER_NAME',
    does: "the name of the cluster where no argument gives one; it wins over the config's, as with kind",
    commands: ['up', 'down', 'load', 'config:print'],
  },
  {
    name: 'KIND_EXPERIMENTAL_PROVIDER',
    does: 'the container engine that kind uses: docker, podman or nerdctl',
    commands: ['up', 'down', 'load', 'clusters', 'doctor'],
  },
  {name: 'KUBECONFIG', does: 'the kubeconfig files, as kubectl reads them', flags: ['kubeconfig']},
  {name: 'BROWSER', does: 'the program that opens a URL', commands: ['open']},
  {name: 'DOCKER_HOST', does: 'where docker listens, as docker reads it; DOCKER_CONTEXT and DOCKER_CONFIG likewise'},
  {name: 'NO_COLOR, FORCE_COLOR', does: 'switch colours off and on; TERM=dumb and CI are honoured too'},
  {
    name: 'KUBIA_CI',
    does: 'off: progress in a job of GitHub or GitLab has no groups, sections and annotations',
  },
  {
    name: 'XDG_STATE_HOME',
    does: 'where records of clusters, logs of runs and simulated clusters lie (else ~/.local/state)',
  },
  {name: 'XDG_CONFIG_HOME', does: 'where defaults are kept that config set keeps (else ~/.config)'},
  {name: 'XDG_CACHE_HOME', does: 'where compiled code and completions are kept (else ~/.cache)'},
]

/** Those that a command reads in particular. */
export const variablesOf = (id: string, flags: readonly string[]): Variable[] =>
  VARIABLES.filter(({commands, flags: named}) => commands?.includes(id) || named?.some(flag => flags.includes(flag)))
