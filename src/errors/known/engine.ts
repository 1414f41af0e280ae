import type {Advice} from '../advice.ts'
import type {FailureContext, KnownFailure} from './known-failure.ts'

/** The endpoints at which an engine of this machine listens, and what starts it there. */
const OWN_ENDPOINTS: readonly [RegExp, readonly Advice[]][] = [
  [/^unix:\/\/(?:\/var)?\/run\/docker\.sock$/, [{command: 'sudo systemctl start docker'}, 'or start Docker Desktop']],
  [
    /^unix:\/\/\/run\/user\/\d+\/docker\.sock$/,
    [{command: 'systemctl --user start docker', comment: 'starts it without root'}],
  ],
  [/\/\.colima\/\w+\/docker\.sock$/, [{command: 'colima start'}]],
  [/\/\.orbstack\/run\/docker\.sock$/, [{command: 'orb start'}]],
  [/^npipe:|\/\.docker\/\w+\/docker\.sock$/, ['start Docker Desktop, and wait until it says that it runs']],
]

/** How the engine's daemon comes back. The engine itself tells which endpoint it tried. */
export const startAdvice = ({engine, dockerHost}: FailureContext, endpoint: string): readonly Advice[] => {
  if (engine !== 'docker') return [{command: `${engine} info`, comment: 'says what is missing'}]
  const start = OWN_ENDPOINTS.find(([pattern]) => pattern.test(endpoint))?.[1]
  if (start) return start
  const leave = dockerHost ? 'unset DOCKER_HOST' : 'unset DOCKER_CONTEXT; docker context use default'
  return [{command: leave}, `or start what should listen at ${endpoint}`]
}

const daemonDown = (endpoint: string, where: FailureContext) => ({
  message: `${where.engine} is installed, but nothing answers at ${endpoint}`,
  fix: [...startAdvice(where, endpoint)],
})

/** The endpoint behind the host of a URL that docker asked: a path of a socket or a pipe, or its placeholder for ssh. */
const endpointOf = (host: string, {dockerHost}: FailureContext): string => {
  const plain = host.replaceAll(/%2F/gi, '/')
  if (plain.startsWith('//./pipe/')) return `npipe://${plain}`
  if (plain.startsWith('/')) return `unix://${plain}`
  return plain === 'docker.example.com' ? dockerHost || 'the machine of its context' : plain
}

const PORT = 'publish another host port, or 0 to have a free one chosen: -p 0:30080'

/** What docker, podman and nerdctl say. */
export const ENGINE_FAILURES: readonly KnownFailure[] = [
  {
    id: 'engine-permission',
    source: 'docker 28.2 as a user outside the group docker',
    pattern:
      /permission denied while trying to connect to the [Dd]ocker (?:daemon socket|API) at (?:unix:\/\/)?([^\s:]+)/,
    code: 'ENGINE_PERMISSION',
    explain: ([, socket], {engine}) => ({
      message: `this user may not use ${engine}: no permission on ${socket}`,
      fix: [{command: `sudo usermod -aG ${engine} $USER`}, 'then log in again'],
    }),
  },
  {
    id: 'engine-down',
    source:
      'docker 28.2 with a daemon that is stopped, and with a wrong DOCKER_HOST; from 28.4 on: https://github.com/Azure-Samples/holiday-peak-hub/issues/472',
    pattern:
      /Cannot connect to the Docker daemon at (\S+?)\.(?:\s|$)|failed to connect to the docker API at ([^\s;]+?):?(?:[\s;]|$)/,
    code: 'ENGINE_DOWN',
    explain: ([, endpoint, newer = ''], where) => daemonDown(endpoint ?? newer, where),
  },
  {
    id: 'engine-host-unknown',
    source:
      'docker 28.2 with DOCKER_HOST=tcp://nosuch.invalid:2375 and with ssh://me@nosuch.invalid; Docker Desktop for Windows in https://github.com/dotnet/core/issues/8585',
    pattern:
      /error during connect: (?:[Tt]his error may indicate that the docker daemon is not running\.?: )?\S{1,100} "?https?:\/\/([^/"\s]+)/,
    code: 'ENGINE_DOWN',
    explain: ([, host = ''], where) => daemonDown(endpointOf(host, where), where),
  },
  {
    id: 'engine-context-missing',
    source: 'docker 28.2 with DOCKER_CONTEXT=nosuch',
    pattern: /unable to resolve docker endpoint: context "([^"]+)": context not found/,
    code: 'ENGINE_DOWN',
    explain: ([, context]) => ({
      message: `docker has no context ${context}`,
      fix: [
        {command: 'docker context ls', comment: 'lists what there is'},
        {command: 'unset DOCKER_CONTEXT', comment: 'leaves the choice to docker context use'},
      ],
    }),
  },
  {
    id: 'podman-machine-down',
    source: 'https://github.com/podman-container-tools/podman/issues/24905',
    pattern: /[Cc]annot connect to Podman\.|unable to connect to Podman(?: socket)?/,
    code: 'ENGINE_DOWN',
    explain: () => ({
      message: 'podman is installed, but its machine does not run',
      fix: [
        {command: 'podman machine start'},
        {command: 'podman machine init', comment: 'makes one, where there is none'},
      ],
    }),
  },
  {
    id: 'engine-missing',
    source: 'kind v0.33 with KIND_EXPERIMENTAL_PROVIDER=podman, without podman',
    pattern: /exec: "(docker|podman|nerdctl|finch)": executable file not found/,
    code: 'ENGINE_MISSING',
    explain: ([, program]) => ({
      message: `${program} is not on PATH`,
      fix: [
        {command: 'unset KIND_EXPERIMENTAL_PROVIDER', comment: 'takes another engine'},
        `or bring ${program} onto PATH`,
      ],
    }),
  },
  {
    id: 'port-privileged',
    source: 'https://github.com/moby/moby/pull/40860 and https://github.com/gutmensch/docker-dmarc-report/issues/66',
    pattern: /cannot expose privileged port (\d+)/,
    code: 'ENGINE_PERMISSION',
    explain: ([, port]) => ({
      message: `a rootless engine may not publish port ${port}: only those from 1024 up`,
      facts: {listen: `:${port}`},
      fix: [
        'publish a port from 1024 up: -p 8080:30080',
        {
          command: `sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`,
          comment: 'or lets every user listen at it',
        },
      ],
    }),
  },
  {
    id: 'port-taken',
    source: 'docker 20.10.24; with Docker Desktop in https://github.com/docker/for-mac/issues/1114',
    pattern:
      /listen (?:tcp|udp)\w* (\S+): bind: address already in use|Bind for (\S+) failed: port is already allocated/,
    code: 'PORT_TAKEN',
    explain: ([, listening, bound]) => ({
      message: `${listening ?? bound} is in use by another program or container`,
      facts: {listen: listening ?? bound ?? ''},
      evidence: [],
      fix: [PORT],
    }),
  },
  {
    id: 'port-reserved',
    source: 'https://github.com/docker/for-win/issues/8881 and https://github.com/docker/for-win/issues/14385',
    pattern: /Ports are not available:[^\n]{0,1000}?(?:listen|exposing port) (?:tcp|udp|TCP|UDP) (\S{1,300}?):? /,
    code: 'PORT_TAKEN',
    explain: ([, port = '']) => ({
      message: `the system does not give out ${port}: it is in use or reserved`,
      facts: {listen: port},
      fix: [PORT],
    }),
  },
  {
    id: 'address-foreign',
    source: 'docker 20.10.24 with -p of an address of another machine',
    pattern: /listen (?:tcp|udp)\w* (\S+): bind: cannot assign requested address/,
    code: 'ADDRESS_FOREIGN',
    explain: ([, address = '']) => ({
      message: `${address} cannot be listened on: no network interface of this machine has that address`,
      facts: {listen: address},
      evidence: [],
      fix: ['publish on 127.0.0.1 with -p 8080:30080, or on all addresses with -p 0.0.0.0:8080:30080'],
    }),
  },
  {
    id: 'container-name-taken',
    source: 'docker 20.10.24 and podman 4.3',
    pattern: /[Tt]he container name "\/?(\S{1,300}?)" is already in use/,
    code: 'NAME_TAKEN',
    explain: ([, container], {engine}) => ({
      message: `a container named ${container} exists and is no node of this cluster`,
      evidence: [],
      fix: [
        'choose another cluster name',
        {command: `${engine} rm -f ${container}`, comment: 'or removes it, if it may go'},
      ],
    }),
  },
  {
    id: 'mount-source',
    source: 'docker 20.10.24 and podman 4.3 with extraMounts of /etc/passwd/x',
    pattern:
      /error mounting "([^"\n]{1,1000})" to rootfs at "([^"\n]{1,1000})"[^\n]{0,1000}?: ((?:not a directory|no such file or directory|permission denied))|^(?:Command Output: )?Error: statfs ([^\n]{1,1000}): (not a directory|no such file or directory|permission denied)/m,
    code: 'CONFIG_INVALID',
    explain: ([, source, target, why, missing, reason]) => ({
      message: `${source ?? missing} cannot be mounted${target === undefined ? '' : ` at ${target}`}: ${why ?? reason}`,
      evidence: [],
      fix: ['mend hostPath in the extraMounts of the config'],
    }),
  },
  {
    id: 'network-pool',
    source: 'https://github.com/kubernetes-sigs/kind/issues/2488 and https://github.com/coollabsio/coolify/issues/3529',
    pattern:
      /all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv[46] address pool/,
    code: 'ENGINE_NETWORK',
    explain: (_, {engine}) => ({
      message: `${engine} has no address range left for the network of the nodes`,
      fix: [{command: `${engine} network prune`, comment: 'removes networks that no container uses'}],
    }),
  },
  {
    id: 'network-overlap',
    source: 'https://github.com/kubernetes/minikube/issues/9069',
    pattern: /Pool overlaps with other one on this address space/,
    code: 'ENGINE_NETWORK',
    explain: (_, {engine}) => ({
      message: `a network of ${engine} has the address range that the nodes’ network wants`,
      fix: [
        {command: `${engine} network ls`, comment: 'lists the networks'},
        `remove one that is not needed, with ${engine} network rm and its name`,
      ],
    }),
  },
  {
    id: 'firewall-chains',
    source: 'https://github.com/moby/moby/issues/26494',
    pattern: /iptables(?: failed)?:[^\n]{0,2000}?No chain\/target\/match by that name/,
    code: 'ENGINE_NETWORK',
    explain: (_, {engine}) => ({
      message: `the firewall rules of ${engine} are gone: something restarted the firewall after ${engine}`,
      fix: [{command: `sudo systemctl restart ${engine}`}],
    }),
  },
]
