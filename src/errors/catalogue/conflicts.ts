import {type CatalogueEntry, EXIT} from './entry.ts'

/** What is in the way: exit 4. */
export const conflicts = {
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
    remedy:
      'Leave the differing flag out, choose another name, or have it deleted, with its data, and made again: `--recreate`.',
  },
  CLUSTER_INCOMPLETE: {
    exit: EXIT.conflict,
    meaning:
      'A cluster of this name exists, but nodes of it are missing, or it was never finished and kept (`--retain`).',
    remedy: 'Have it deleted, with its data, and made again: `kubectl kubia up shop --recreate`.',
  },
  STATE_DAMAGED: {
    exit: EXIT.conflict,
    meaning:
      'The file that keeps the state of a simulated cluster is empty, cut off in its first lines, altered, or cannot be read. It was left as it is.',
    remedy:
      'Put a copy of the named file back, or have the cluster deleted, with what was in it, and made again: `kubectl kubia up shop --recreate`.',
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
  REGISTRY_DIFFERS: {
    exit: EXIT.conflict,
    meaning: 'kubia’s registry listens at another port than `--registry` names. A machine has one, for all clusters.',
    remedy: 'Name its port, or remove it, with its images: `kubectl kubia down registry/kubia-registry`.',
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
  TUNNEL_RUNS: {
    exit: EXIT.conflict,
    meaning: 'A tunnel runs for this cluster already. One serves all of its LoadBalancer services.',
    remedy: 'Use that one, or end it with Ctrl-C (or `kill`): it takes its addresses back, and another one may begin.',
  },
  NOT_OURS: {
    exit: EXIT.conflict,
    meaning: 'The cluster was not made by kubia.',
    remedy: 'Name it and pass `--yes` if you mean it.',
  },
  OBJECT_DIFFERS: {
    exit: EXIT.conflict,
    meaning: 'An object of this name exists and is not what was asked for, and cannot become it. Nothing was changed.',
    remedy: 'The message names the fields. Choose another name, or delete the object first.',
  },
  FIELD_CONFLICT: {
    exit: EXIT.conflict,
    meaning:
      'A field that would change was set by another field manager: a controller, a GitOps tool, another person. What was set with kubectl is taken over without this. Nothing was changed.',
    remedy: 'Change it with that tool, or take the field over with `--force-conflicts`.',
  },
  OBJECT_CHANGED: {
    exit: EXIT.conflict,
    meaning: 'An object was changed by someone else again and again while kubia was changing it.',
    remedy:
      'Run the command again; `kubectl get deployment web --show-managed-fields -o yaml` tells who else changes it.',
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
} as const satisfies Record<string, CatalogueEntry>
