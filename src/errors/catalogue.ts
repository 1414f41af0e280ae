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
  AMBIGUOUS_NAME: {
    exit: EXIT.usage,
    meaning: 'A name without a kind is the name of several objects, or a container was not named among several.',
    remedy: 'Name the kind too, as `deployment/NAME`, or the container with `-c`.',
  },
  NAMESPACE_MISSING: {
    exit: EXIT.usage,
    meaning: 'The namespace does not exist.',
    remedy: 'Check `-n`, or create it: `kubectl create namespace NAME`.',
  },
  OBJECT_INVALID: {
    exit: EXIT.usage,
    meaning: 'The API server, or kubectl, refuses an object because a field of it is not valid.',
    remedy: 'The message names the field and what it may be.',
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
  OBJECT_DIFFERS: {
    exit: EXIT.conflict,
    meaning: 'An object of this name exists and is not what was asked for, and can’t become it. Nothing was changed.',
    remedy: 'The message names the fields. Choose another name, or delete the object first.',
  },
  FIELD_CONFLICT: {
    exit: EXIT.conflict,
    meaning: 'A field that would change belongs to another field manager (another tool set it). Nothing was changed.',
    remedy: 'Change it with that tool, or take the field over with `--force-conflicts`.',
  },
  OBJECT_CHANGED: {
    exit: EXIT.conflict,
    meaning: 'An object was changed by someone else again and again while kubia was changing it.',
    remedy: 'Run the command again; `kubectl get KIND NAME --show-managed-fields -o yaml` tells who else changes it.',
  },
  REPLICAS_DIFFER: {
    exit: EXIT.conflict,
    meaning: 'There are not as many replicas as `--current-replicas` says. Nothing was changed.',
    remedy: 'Look at the number again: `kubectl kubia status`.',
  },
  NAMESPACE_TERMINATING: {
    exit: EXIT.conflict,
    meaning: 'The namespace is being deleted, so nothing can be made in it.',
    remedy: 'Wait until it is gone and create it again, or use another one.',
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
  NOT_READY: {
    exit: EXIT.notReady,
    meaning: 'What was waited for was not ready when the time was over. What was applied is still there.',
    remedy: 'The message says what it waits for; run the command again to go on waiting, or give it more `--timeout`.',
  },
  EXTERNAL_IP_PENDING: {
    exit: EXIT.notReady,
    meaning: 'Nothing gave the LoadBalancer service an address, and `--require-external-ip` asks for one.',
    remedy: 'Run a load balancer controller (cloud-provider-kind, MetalLB), or use the URL that the warning names.',
  },
  TIMEOUT: {
    exit: EXIT.notReady,
    meaning: 'The command did not finish within `--timeout`.',
    remedy: 'Give it more time (`--timeout 10m`), or find what is slow in the log it names.',
  },
  IMAGE_PULL: {
    exit: EXIT.workload,
    meaning:
      'The nodes could not pull an image, twice. The message tells a wrong name, a login, a rate limit and the network apart.',
    remedy:
      'Follow the fix in the message; an image that is only on this machine is loaded into kind’s nodes by `deploy`.',
  },
  CRASH_LOOP: {
    exit: EXIT.workload,
    meaning:
      'A container ends, or can’t be started, again and again. The message has its exit code and its last lines.',
    remedy: 'Read the last lines: the program says there why it ended.',
  },
  OOM_KILLED: {
    exit: EXIT.workload,
    meaning: 'A container was killed because it used more memory than its limit.',
    remedy: 'Raise `resources.limits.memory`, or have the program use less.',
  },
  CONTAINER_CONFIG: {
    exit: EXIT.workload,
    meaning: 'A container can’t be made: something that its pod names (a ConfigMap, a Secret, a volume) is not there.',
    remedy: 'Create what the message names, in the same namespace.',
  },
  PROBE_FAILED: {
    exit: EXIT.workload,
    meaning: 'A container is restarted again and again, because its liveness or startup probe fails.',
    remedy: 'Check the probe’s port and path, or give the program more time to start.',
  },
  UNSCHEDULABLE: {
    exit: EXIT.workload,
    meaning: 'No node takes a pod: too little memory or CPU, a taint, a node selector. The scheduler has looked twice.',
    remedy: 'The message says how many nodes are ruled out by what, and what helps.',
  },
  QUOTA_EXCEEDED: {
    exit: EXIT.workload,
    meaning: 'A ResourceQuota of the namespace does not allow what was asked for.',
    remedy: 'Free some of the quota, ask for less, or have it raised.',
  },
  ADMISSION_DENIED: {
    exit: EXIT.workload,
    meaning: 'An admission check of the cluster (a webhook, Pod Security, a missing service account) refuses the pods.',
    remedy: 'Change the object to what the message asks for.',
  },
  ROLLOUT_FAILED: {
    exit: EXIT.workload,
    meaning: 'The controller has given up: a Deployment’s progress deadline is over, or a Job failed too often.',
    remedy: 'The message has the controller’s reason and what its pods say.',
  },
  POD_FAILED: {
    exit: EXIT.workload,
    meaning: 'A pod ended and is not started again: it was evicted, or its program failed.',
    remedy: 'The message has the reason and the last lines of its log.',
  },
  NO_ENDPOINTS: {
    exit: EXIT.workload,
    meaning: 'A service leads nowhere: its selector matches no pod.',
    remedy: 'Compare the selector with the pods’ labels (`kubectl get pods --show-labels`), or start the app.',
  },
  NO_ANSWER: {
    exit: EXIT.workload,
    meaning: 'A service has endpoints, but they refuse connections: nothing listens on its target port.',
    remedy: 'Name the port that the program listens on: `kubectl kubia expose KIND NAME --target-port PORT`.',
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
