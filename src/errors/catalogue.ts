/**
 * Exit codes by class. Scripts may rely on them; docs/errors.md lists what falls into each.
 * 130 and 143 are the shell's convention for a process ended by SIGINT and SIGTERM (128 + signal number).
 */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  environment: 3,
  conflict: 4,
  notReady: 5,
  workload: 6,
  partial: 7,
  sigint: 130,
  sigterm: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** One foreseen failure: its exit class, and what docs/errors.md says of it. */
export interface CatalogueEntry {
  exit: ExitCode
  /** What it means, one or two sentences. */
  meaning: string
  /** What a user does about it. */
  remedy: string
}

/** Every failure kubia foresees. A new one is a new row; `npm run docs` writes docs/errors.md from it. */
export const catalogue = {
  UNEXPECTED: {
    exit: EXIT.unexpected,
    meaning: 'Something that kubia did not foresee went wrong.',
    remedy: 'Run the command again with `--debug` and report what it prints, with the log it names.',
  },
  USAGE: {
    exit: EXIT.usage,
    meaning: 'A flag, an argument or their combination is not valid. Nothing was changed.',
    remedy: 'The message names the word that is wrong and what may stand in its place; `--help` lists all.',
  },
  NAME_INVALID: {
    exit: EXIT.usage,
    meaning: 'A name is not one that Kubernetes and kind accept: lowercase letters, digits and `-` (RFC 1123).',
    remedy: 'Use the name that the message suggests.',
  },
  CONFIG_INVALID: {
    exit: EXIT.usage,
    meaning: 'The kind config has problems. All of them are listed with line and column; nothing was changed.',
    remedy: 'Mend the listed lines; `kubectl kubia config validate FILE` checks the file without creating anything.',
  },
  CONFIG_UNREADABLE: {
    exit: EXIT.usage,
    meaning: 'The file given with `--config` does not exist or can’t be read.',
    remedy: 'Check the path and its permissions, or pass `-` to read standard input.',
  },
  CONTEXT_MISSING: {
    exit: EXIT.usage,
    meaning: 'The context that was named is not in the kubeconfig, or no context is current.',
    remedy:
      'See `kubectl config get-contexts`; name one with `--context`, or create a cluster with `kubectl kubia up`.',
  },
  NOT_FOUND: {
    exit: EXIT.usage,
    meaning: 'The named object does not exist.',
    remedy: 'Check the name and the namespace (`-n`).',
  },
  CONFIRMATION_NEEDED: {
    exit: EXIT.usage,
    meaning: 'The command would ask a question, but there is no terminal to ask on.',
    remedy: 'Pass `--yes` if you mean it.',
  },
  ENGINE_MISSING: {
    exit: EXIT.environment,
    meaning: 'No container engine was found on PATH: docker, nerdctl, finch or podman.',
    remedy: 'Install one; the message has the line for this system.',
  },
  ENGINE_DOWN: {
    exit: EXIT.environment,
    meaning: 'The container engine is installed, but its daemon does not answer.',
    remedy: 'Start it: Docker Desktop, or `sudo systemctl start docker`.',
  },
  ENGINE_PERMISSION: {
    exit: EXIT.environment,
    meaning: 'This user may not use the container engine’s socket.',
    remedy: 'Join the engine’s group (`sudo usermod -aG docker $USER`) and log in again.',
  },
  KIND_MISSING: {
    exit: EXIT.environment,
    meaning: '`kind` is not on PATH, or is too old.',
    remedy: 'Install it: https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  },
  KUBECTL_MISSING: {
    exit: EXIT.environment,
    meaning: '`kubectl` is not on PATH.',
    remedy: 'Install it: https://kubernetes.io/docs/tasks/tools/',
  },
  KUBECONFIG_INVALID: {
    exit: EXIT.environment,
    meaning: 'The kubeconfig can’t be read, can’t be written or is not a kubeconfig.',
    remedy: 'Mend the named file, or name another with `--kubeconfig` or KUBECONFIG.',
  },
  IMAGE_UNAVAILABLE: {
    exit: EXIT.environment,
    meaning: 'The node image is not on this machine, and its registry did not give it.',
    remedy: 'Check the name and the network, or bring the image in with `docker load -i FILE`.',
  },
  API_UNREACHABLE: {
    exit: EXIT.environment,
    meaning: 'The cluster’s API server does not answer.',
    remedy: 'Is the cluster running? `kubectl kubia clusters` lists the local ones.',
  },
  FORBIDDEN: {
    exit: EXIT.environment,
    meaning: 'The user of this context may not do what was asked.',
    remedy: 'Ask for the named verb on the named resource, or use another context.',
  },
  OUTPUT_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'The answer could not be written to standard output, for example because its disk is full.',
    remedy: 'Write it somewhere else. What the command did is done; run it again for the answer.',
  },
  STATE_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'kubia’s own folder for state and logs can’t be written.',
    remedy: 'Give this user the named folder, or set XDG_STATE_HOME to another one.',
  },
  SHELL_MISSING: {
    exit: EXIT.environment,
    meaning: 'The shell that was named, or any that kubia knows (zsh, bash, fish), is not on PATH.',
    remedy: 'Install the shell, or name another with `--shell`.',
  },
  SHELL_FILE_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'A start-up file of a shell can’t be read or written. It was left as it is.',
    remedy: 'Put the printed lines into the file by hand, or name another file with `--rc`.',
  },
  SHELL_FILE_DAMAGED: {
    exit: EXIT.conflict,
    meaning: 'The lines that mark kubia’s block in a shell’s start-up file are doubled, altered or incomplete.',
    remedy: 'Remove the block and its markers by hand, and run the command again.',
  },
  SHELL_FILE_CHANGED: {
    exit: EXIT.conflict,
    meaning: 'Another program changed a shell’s start-up file while kubia was about to. It was left as it is.',
    remedy: 'Run the command again.',
  },
  CLUSTER_DIFFERS: {
    exit: EXIT.conflict,
    meaning: 'A cluster of this name exists, and is not what was asked for. Nothing was changed.',
    remedy: 'Leave the differing flag out, choose another name, or delete the cluster first (this deletes its data).',
  },
  CLUSTER_INCOMPLETE: {
    exit: EXIT.conflict,
    meaning: 'A cluster of this name exists, but nodes of it are missing or stopped.',
    remedy: 'Start the stopped nodes, or remove the leftover with `kubectl kubia down NAME` and run `up` again.',
  },
  NAME_TAKEN: {
    exit: EXIT.conflict,
    meaning: 'The name is taken by something that kubia did not make.',
    remedy: 'Choose another name, or remove what has it.',
  },
  PORT_TAKEN: {
    exit: EXIT.conflict,
    meaning: 'A host port that was to be published is in use.',
    remedy: 'Publish another port, or 0 to have a free one chosen.',
  },
  KUBECONFIG_LOCKED: {
    exit: EXIT.conflict,
    meaning: 'The kubeconfig is locked by another program, or by one that died. The cluster was kept.',
    remedy: 'Once no kind or kubectl is at work, remove the named lock file and run the command again.',
  },
  CLUSTER_LOCKED: {
    exit: EXIT.conflict,
    meaning: 'Another run of kubia is at work on this cluster, and did not end within two minutes.',
    remedy:
      'Wait until it is done; the message names its process. A run that died holds nothing: its lock is taken over.',
  },
  NOT_OURS: {
    exit: EXIT.conflict,
    meaning: 'The cluster was not made by kubia.',
    remedy: 'Name it and pass `--yes` if you mean it.',
  },
  NODES_NOT_READY: {
    exit: EXIT.notReady,
    meaning: 'Nodes did not become Ready in time. The cluster was kept, so that it can be looked at.',
    remedy: 'The message names the worst node and its condition; run `up` again to go on waiting.',
  },
  CREATE_FAILED: {
    exit: EXIT.notReady,
    meaning: 'kind could not bring the cluster up. What it had made was removed, unless `--retain` was given.',
    remedy: 'The message has the first real error; the whole output is in the log it names.',
  },
  TIMEOUT: {
    exit: EXIT.notReady,
    meaning: 'The command did not finish within `--timeout`.',
    remedy: 'Give it more time (`--timeout 10m`), or find what is slow in the log it names.',
  },
  PARTIAL_DOWN: {
    exit: EXIT.partial,
    meaning: 'Something of the cluster is left. Everything else was removed.',
    remedy: 'Run the named command for each leftover; `down` may be run again.',
  },
  INTERRUPTED: {
    exit: EXIT.sigint,
    meaning: 'The run was interrupted (Ctrl-C). What it had made was removed, unless `--retain` was given.',
    remedy: 'Run the command again.',
  },
  TERMINATED: {
    exit: EXIT.sigterm,
    meaning: 'The run got SIGTERM. What it had made was removed, unless `--retain` was given.',
    remedy: 'Run the command again.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof catalogue
