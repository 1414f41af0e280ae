import {type CatalogueEntry, EXIT} from './entry.ts'

/** What `doctor` and the preflights find wrong with the machine: exit 3. Some of it only warns, and stops nothing. */
export const machine = {
  ENGINE_TOO_OLD: {
    exit: EXIT.environment,
    meaning: 'The container engine lacks what kind needs: Docker must be 20.10 or newer.',
    remedy: 'Install a newer one.',
  },
  ENGINE_REMOTE: {
    exit: EXIT.environment,
    meaning:
      'The container engine runs on another machine (DOCKER_HOST or a docker context), so a cluster’s API server and ports, which listen on its 127.0.0.1, cannot be reached from here. Only a warning where the kind config says where the API server listens, and where DOCKER_HOST is tcp://: the API server then listens at all addresses of that machine, and the context leads there.',
    remedy: 'Use the engine of this machine, or set `networking.apiServerAddress` in a kind config.',
  },
  CPU_LOW: {
    exit: EXIT.environment,
    meaning: 'The container engine has one CPU, and a control plane needs two. A warning.',
    remedy: 'Give the engine’s virtual machine more.',
  },
  PROXY_SETTINGS: {
    exit: EXIT.environment,
    meaning: 'A proxy of the environment gets in the way of a local cluster, or is out of the nodes’ reach. A warning.',
    remedy: 'Set NO_PROXY, or the proxy’s address, as the message says.',
  },
  VERSION_SKEW: {
    exit: EXIT.environment,
    meaning:
      'kubectl and the cluster are more than one minor version apart, which Kubernetes does not support. A warning.',
    remedy: 'Install a kubectl next to the cluster’s version.',
  },
  LEFTOVERS: {
    exit: EXIT.environment,
    meaning:
      'Something of an earlier run is left: nodes that were never finished, a record without its cluster, a lock. A warning of `doctor`.',
    remedy: 'Run the `up` or `down` that the message names; either clears what is left.',
  },
  CHECK_TIMEOUT: {
    exit: EXIT.environment,
    meaning: 'A check had no answer in time: a program or a file system hangs.',
    remedy: 'The message names what does not answer; run it by hand to see why.',
  },
} as const satisfies Record<string, CatalogueEntry>
