import {type CatalogueEntry, EXIT} from './entry.ts'

/** How a run that had begun ended: exit 1, 5, 6, 7, 130 and 143. */
export const outcomes = {
  UNEXPECTED: {
    exit: EXIT.unexpected,
    meaning: 'Something that kubia did not foresee went wrong.',
    remedy: 'Run the command again with `--debug` and report what it prints, with the log it names.',
  },
  NODES_NOT_READY: {
    exit: EXIT.notReady,
    meaning:
      'Nodes did not become Ready in time, or what is waited for is on a node that is stopped or has gone silent. The cluster was kept, so that it can be looked at.',
    remedy:
      'The message names the node and its condition; `up` starts stopped nodes of a local cluster and goes on waiting.',
  },
  CREATE_FAILED: {
    exit: EXIT.notReady,
    meaning: 'kind could not bring the cluster up. What it had made was removed, unless `--retain` was given.',
    remedy: 'The message has the first real error; the whole output is in the log it names.',
  },
  START_FAILED: {
    exit: EXIT.notReady,
    meaning: 'Stopped nodes of the cluster could not be started again. The cluster was kept.',
    remedy: 'The message has the engine’s own words; the command it names shows them again.',
  },
  STOP_FAILED: {
    exit: EXIT.notReady,
    meaning: 'Nodes of the cluster could not be stopped. Those that were stopped before stay so.',
    remedy: 'The message has the engine’s own words; the command it names shows them again.',
  },
  SPEED_FAILED: {
    exit: EXIT.notReady,
    meaning: 'The speed of a simulated cluster could not be changed: its API server did not take it.',
    remedy: 'The message has kubectl’s own words; the command it names shows them again.',
  },
  NODE_BOOT_TIMEOUT: {
    exit: EXIT.notReady,
    meaning: 'A node did not boot within the time that kind gives it, twice. What was made was removed.',
    remedy: 'The machine is busy or short of memory: end what else is at work, or make fewer nodes.',
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
  BUILD_FAILED: {
    exit: EXIT.workload,
    meaning: 'The engine could not build the image of `deploy --build`. Nothing was deployed.',
    remedy: 'The message has the last lines of the build, the log that it names has all of them.',
  },
  CRASH_LOOP: {
    exit: EXIT.workload,
    meaning:
      'A container ends, or cannot be started, again and again. The message has its exit code and its last lines.',
    remedy: 'Read the last lines: the program says there why it ended.',
  },
  OOM_KILLED: {
    exit: EXIT.workload,
    meaning: 'A container was killed because it used more memory than its limit.',
    remedy: 'Raise `resources.limits.memory`, or have the program use less.',
  },
  CONTAINER_CONFIG: {
    exit: EXIT.workload,
    meaning: 'A container cannot be made: something that its pod names (a ConfigMap, a Secret, a volume) is not there.',
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
    remedy: 'Name the port that the program listens on: `kubectl kubia expose deployment web --target-port 8080`.',
  },
  REQUESTS_LOST: {
    exit: EXIT.workload,
    meaning: 'Requests that `hit` sent had no answer within 2 s, or were refused.',
    remedy:
      'Look at the pods behind the service (`kubectl kubia status`). During a rollout, a readiness probe and a `preStop` pause keep requests from pods that come and go.',
  },
  PARTIAL_DOWN: {
    exit: EXIT.partial,
    meaning: 'Something of the cluster is left. Everything else was removed.',
    remedy: 'Run the named command for each leftover; `down` may be run again.',
  },
  INTERRUPTED: {
    exit: EXIT.sigint,
    meaning:
      'The run was interrupted (Ctrl-C). What `up` had made was removed, unless `--retain` was given; objects that `run`, `deploy`, `expose` or `scale` had sent stay.',
    remedy: 'Run the command again.',
  },
  TERMINATED: {
    exit: EXIT.sigterm,
    meaning:
      'The run got SIGTERM. What `up` had made was removed, unless `--retain` was given; objects that `run`, `deploy`, `expose` or `scale` had sent stay.',
    remedy: 'Run the command again.',
  },
} as const satisfies Record<string, CatalogueEntry>
