import {type CatalogueEntry, EXIT} from './entry.ts'

/** What the machine, its tools or the cluster lack: exit 3. */
export const environment = {
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
  DOWNLOAD_FAILED: {
    exit: EXIT.environment,
    meaning:
      'A program that the GitHub Action brings (kind, kubectl, another kubia) could not be had, or is not the one whose SHA-256 its publisher names. Nothing of it was kept.',
    remedy: 'Run the job again, check the version that the input names, or install the program in an earlier step.',
  },
  KUBECONFIG_INVALID: {
    exit: EXIT.environment,
    meaning: 'The kubeconfig cannot be read, cannot be written or is not a kubeconfig.',
    remedy: 'Mend the named file, or name another with `--kubeconfig` or KUBECONFIG.',
  },
  STATE_NEWER: {
    exit: EXIT.environment,
    meaning:
      'A newer kubia wrote a record of a cluster or of a tunnel, or the state of a simulated cluster, in a form that this one does not know. It was left as it is.',
    remedy:
      'Use the newer kubia: the message names the file, the release that wrote it, and the version that this one reads.',
  },
  IMAGE_UNAVAILABLE: {
    exit: EXIT.environment,
    meaning:
      'The node image, or the image that `--registry` runs, is not on this machine, and its registry did not give it.',
    remedy: 'Check the name and the network, or bring the image in with `docker load -i node.tar`.',
  },
  REGISTRY_FAILED: {
    exit: EXIT.environment,
    meaning:
      'The registry of this machine cannot be started, pushed to, or made known to the nodes; a cluster that is there is kept.',
    remedy: 'The message has what the engine or the node said; `kubectl kubia up --registry` tries again.',
  },
  LOAD_FAILED: {
    exit: EXIT.environment,
    meaning: 'A node did not take an image that was sent to it. Nodes that took it keep it.',
    remedy: 'The message has what the node said; run the command again for the nodes that lack it.',
  },
  API_UNREACHABLE: {
    exit: EXIT.environment,
    meaning: 'The cluster’s API server does not answer.',
    remedy: 'Is the cluster running? `kubectl kubia clusters` lists the local ones.',
  },
  CLUSTER_STOPPED: {
    exit: EXIT.environment,
    meaning:
      'The API server does not answer, because the local cluster is stopped, by `stop`, by its engine or by a restart of the machine, or because it is paused: by `docker pause`, or by a signal.',
    remedy: 'Start it with `kubectl kubia start shop`, which resumes what is paused: what ran on it comes back.',
  },
  API_FAILING: {
    exit: EXIT.environment,
    meaning:
      'The cluster’s API server answers, but with a failure of its own (429, 500, 503, 504), or closes the connection in the middle of its answer.',
    remedy:
      'Wait a little and run the command again; `kubectl get --raw "/readyz?verbose"` tells which part is not ready.',
  },
  API_UNTRUSTED: {
    exit: EXIT.environment,
    meaning: 'The certificate of the API server is not one that the context trusts.',
    remedy:
      'Does the context lead to the right server? A local cluster that was made again has a new authority: `kubectl kubia up` writes its context.',
  },
  NOT_KUBERNETES: {
    exit: EXIT.environment,
    meaning:
      'What answers at the address of the context is not a Kubernetes API server: a proxy, the login page of a network, or another program at that port.',
    remedy: 'Look at the address (`kubectl config view --minify`), and at HTTPS_PROXY and NO_PROXY.',
  },
  PORT_DENIED: {
    exit: EXIT.environment,
    meaning:
      'This user may not listen at a port that was to be published: ports below 1024 are the system’s. It matters to a simulated cluster, which has no privileges of its own.',
    remedy: 'Publish a port from 1024 on, as the message suggests: `-p 8080:30080`.',
  },
  FORBIDDEN: {
    exit: EXIT.environment,
    meaning: 'The user of this context may not do what was asked.',
    remedy: 'Ask for the named verb on the named resource, or use another context.',
  },
  DISK_FULL: {
    exit: EXIT.environment,
    meaning: 'The disk that the container engine keeps its data on is full, or has too little room for so many nodes.',
    remedy: 'Make room: `docker system df` tells what takes it, `docker system prune` removes what is not in use.',
  },
  INOTIFY_LIMIT: {
    exit: EXIT.environment,
    meaning:
      'The system allows too few inotify watches or instances, which all nodes share, for so many of them: pods fail with "too many open files".',
    remedy: 'Raise them: `sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288`',
  },
  MEMORY_LOW: {
    exit: EXIT.environment,
    meaning: 'There is not enough memory for the nodes, or none beside them for apps.',
    remedy: 'Make fewer nodes (`--workers 0`), or give the engine more memory (Docker Desktop: Settings, Resources).',
  },
  ENGINE_SETUP: {
    exit: EXIT.environment,
    meaning:
      'The container engine, or the system below it, is set up so that Kubernetes nodes cannot run in its containers.',
    remedy: 'The message names the setting; see also https://kind.sigs.k8s.io/docs/user/known-issues/.',
  },
  ENGINE_NETWORK: {
    exit: EXIT.environment,
    meaning: 'The container engine cannot make the network that the nodes are in.',
    remedy: 'Remove networks that are not needed (`docker network prune`), or restart the engine.',
  },
  COMMAND_FAILED: {
    exit: EXIT.environment,
    meaning: 'A program that kubia runs (kind, kubectl, the container engine) failed with words that are not known.',
    remedy: 'The message has the command and its last words; the log that it names has all of them.',
  },
  PROGRAM_MISSING: {
    exit: EXIT.environment,
    meaning: 'A program that kubia needs is not on PATH, or this user may not execute it.',
    remedy: 'Install it, or give this user the right to execute it.',
  },
  LIMIT_REACHED: {
    exit: EXIT.environment,
    meaning: 'The system refuses to open a file or to start a program: too many are open or run, or memory is short.',
    remedy: 'Raise the limit of this shell (`ulimit -n 1024`, `ulimit -u`), or end other programs.',
  },
  DIRECTORY_GONE: {
    exit: EXIT.environment,
    meaning: 'The working directory was removed, or what it is on is not there any more.',
    remedy: 'Go to a folder that exists: `cd`.',
  },
  HOME_UNUSABLE: {
    exit: EXIT.environment,
    meaning: 'There is no home folder: HOME is not set and the system knows none, or HOME is a relative path.',
    remedy: 'Set HOME to an absolute path: `export HOME=/your/home/folder`.',
  },
  ANSWER_UNREADABLE: {
    exit: EXIT.environment,
    meaning: 'A program that was asked (kubectl, or the container engine) answered with something that cannot be read.',
    remedy: 'Run the named command by hand: a wrapper around the real program may print something else.',
  },
  OUTPUT_TOO_LARGE: {
    exit: EXIT.environment,
    meaning:
      'A program that kubia runs, or the API server, answered with more than kubia holds, so it was ended or cut off: 160 MB of output, 16 MB in one line, 64 MB of an answer of the API server.',
    remedy:
      'Run the named command by hand and look at what it prints. In a cluster of tens of thousands of pods, ask for less: `-n NAMESPACE`, `-l LABELS`, or a kind.',
  },
  OUTPUT_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'The answer could not be written to standard output, for example because its disk is full.',
    remedy: 'Write it somewhere else. What the command did is done; run it again for the answer.',
  },
  NO_URL: {
    exit: EXIT.environment,
    meaning: 'A service or an ingress has no URL that answers from this machine.',
    remedy:
      'Forward a port to it with `kubectl kubia open web`, give LoadBalancer services an address with `kubectl kubia tunnel`, or publish a node port for good with `up -p 8080:30080`. The host of an ingress must lead to its address: the failure has the line that asks it without, and the line for the hosts file.',
  },
  STATE_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'kubia’s own folder for state and logs cannot be written.',
    remedy: 'Give this user the named folder, or set XDG_STATE_HOME to another one.',
  },
  SHELL_MISSING: {
    exit: EXIT.environment,
    meaning: 'The shell that was named, or any that kubia knows (zsh, bash, fish), is not on PATH.',
    remedy: 'Install the shell, or name another with `--shell`.',
  },
  SHELL_FILE_UNWRITABLE: {
    exit: EXIT.environment,
    meaning: 'A start-up file of a shell cannot be read or written. It was left as it is.',
    remedy: 'Put the printed lines into the file by hand, or name another file with `--rc`.',
  },
} as const satisfies Record<string, CatalogueEntry>
