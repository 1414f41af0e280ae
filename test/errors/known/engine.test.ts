import {expect, test} from 'vitest'
import {ENGINE_FAILURES} from '../../../src/errors/known/engine.ts'
import {CONTAINER_MISSING, ENGINE_IMAGE_MISSING, ENGINE_REFUSALS, recognise} from '../../../src/errors/known/index.ts'
import {expectKnown, where} from './expect-known.ts'

const ssh =
  'error during connect: Get "http://docker.example.com/v1.50/version": command [ssh -o ConnectTimeout=30 -T -l me -- nosuch.invalid docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: Could not resolve hostname nosuch.invalid: Name or service not known'
const endpoint = 'driver failed programming external connectivity on endpoint shop-control-plane (e489)'

expectKnown('a container engine', ENGINE_FAILURES, {
  'engine-permission': [
    'ENGINE_PERMISSION',
    [
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied',
      'this user may not use docker: no permission on /var/run/docker.sock',
    ],
  ],
  'engine-down': [
    'ENGINE_DOWN',
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'docker is installed, but nothing answers at unix:///var/run/docker.sock',
    ],
    [
      'ERROR: failed to create cluster: failed to get docker info: command "docker info --format \'{{json .}}\'" failed with error: exit status 1\n\nCommand Output: {"ID":""}\nCannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?',
      'docker is installed, but nothing answers at tcp://127.0.0.1:1',
    ],
    [
      'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
      'docker is installed, but nothing answers at unix:///var/run/docker.sock',
    ],
    [
      'failed to connect to the docker API at npipe:////./pipe/dockerDesktopLinuxEngine; check if the path is correct and if the daemon is running: open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.',
      'docker is installed, but nothing answers at npipe:////./pipe/dockerDesktopLinuxEngine',
    ],
  ],
  'engine-host-unknown': [
    'ENGINE_DOWN',
    [
      'error during connect: Get "http://nosuch.invalid:2375/v1.50/version": dial tcp: lookup nosuch.invalid on 10.255.255.53:53: no such host',
      'docker is installed, but nothing answers at nosuch.invalid:2375',
    ],
    [ssh, 'docker is installed, but nothing answers at the machine of its context'],
    [
      'ERROR: error during connect: this error may indicate that the docker daemon is not running: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/_ping": open //./pipe/docker_engine: The system cannot find the file specified.',
      'docker is installed, but nothing answers at npipe:////./pipe/docker_engine',
    ],
    [
      'error during connect: This error may indicate that the docker daemon is not running.: Get "http://%2Fhome%2Fme%2Fd.sock/v1.24/info": EOF',
      'docker is installed, but nothing answers at unix:///home/me/d.sock',
    ],
  ],
  'engine-context-missing': [
    'ENGINE_DOWN',
    [
      'Failed to initialize: unable to resolve docker endpoint: context "nosuch": context not found: open /root/.docker/contexts/meta/9e62/meta.json: no such file or directory',
      'docker has no context nosuch',
    ],
  ],
  'podman-machine-down': [
    'ENGINE_DOWN',
    [
      'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\nError: unable to connect to Podman socket: failed to connect: dial tcp 127.0.0.1:63733: connectex: No connection could be made because the target machine actively refused it.',
      'podman is installed, but its machine does not run',
    ],
  ],
  'engine-missing': [
    'ENGINE_MISSING',
    [
      'ERROR: failed to create cluster: failed to get podman info (podman info --format json): "": command "podman info --format json" failed with error: exec: "podman": executable file not found in $PATH\n\nCommand Output: ',
      'podman is not on PATH',
    ],
  ],
  'port-privileged': [
    'ENGINE_PERMISSION',
    [
      `docker: Error response from daemon: ${endpoint}: Error starting userland proxy: error while calling PortManager.AddPort(): cannot expose privileged port 80, you might need to add "net.ipv4.ip_unprivileged_port_start=0" (currently 1024) to /etc/sysctl.conf, or set CAP_NET_BIND_SERVICE on rootlesskit binary: listen tcp 0.0.0.0:80: bind: permission denied.`,
      'a rootless engine may not publish port 80: only those from 1024 up',
    ],
    [
      "Error: rootlessport cannot expose privileged port 443, you can add 'net.ipv4.ip_unprivileged_port_start=443' to /etc/sysctl.conf (currently 1024), or choose a larger port number (>= 1024): listen tcp 0.0.0.0:443: bind: permission denied",
      'a rootless engine may not publish port 443: only those from 1024 up',
    ],
  ],
  'port-taken': [
    'PORT_TAKEN',
    [
      `docker: Error response from daemon: ${endpoint}: Error starting userland proxy: listen tcp4 127.0.0.1:28123: bind: address already in use`,
      '127.0.0.1:28123 is in use by another program or container',
    ],
    [
      `docker: Error response from daemon: ${endpoint}: Error starting userland proxy: Bind for 0.0.0.0:49161 failed: port is already allocated.`,
      '0.0.0.0:49161 is in use by another program or container',
    ],
    [
      'Error: cannot listen on the TCP port: listen tcp4 127.0.0.1:18299: bind: address already in use',
      '127.0.0.1:18299 is in use by another program or container',
    ],
  ],
  'port-reserved': [
    'PORT_TAKEN',
    [
      'docker: Error response from daemon: Ports are not available: listen tcp 0.0.0.0:80: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
      'the system does not give out 0.0.0.0:80: it is in use or reserved',
    ],
    [
      'Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:8000 -> 0.0.0.0:0: listen tcp 0.0.0.0:8000: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
      'the system does not give out 0.0.0.0:8000: it is in use or reserved',
    ],
  ],
  'address-foreign': [
    'ADDRESS_FOREIGN',
    [
      `docker: Error response from daemon: ${endpoint}: Error starting userland proxy: listen tcp4 10.99.99.99:28124: bind: cannot assign requested address`,
      '10.99.99.99:28124 cannot be listened on: no network interface of this machine has that address',
    ],
  ],
  'container-name-taken': [
    'NAME_TAKEN',
    [
      'docker: Error response from daemon: Conflict. The container name "/shop-control-plane" is already in use by container "77701cadc7e5". You have to remove (or rename) that container to be able to reuse that name.',
      'a container named shop-control-plane exists and is no node of this cluster',
    ],
    [
      'Error: creating container storage: the container name "shop-worker" is already in use by 7f1666785d6b. You have to remove that container to be able to reuse that name: that name is already in use',
      'a container named shop-worker exists and is no node of this cluster',
    ],
  ],
  'mount-source': [
    'CONFIG_INVALID',
    [
      'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/etc/passwd/x" to rootfs at "/x": stat /etc/passwd/x: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
      '/etc/passwd/x cannot be mounted at /x: not a directory',
    ],
    ['Error: statfs /etc/passwd/x: not a directory', '/etc/passwd/x cannot be mounted: not a directory'],
    [
      'ERROR: failed to create cluster: command "podman run --name a" failed with error: exit status 125\nCommand Output: Error: statfs /nonexistent/x: no such file or directory',
      '/nonexistent/x cannot be mounted: no such file or directory',
    ],
  ],
  'network-pool': [
    'ENGINE_NETWORK',
    [
      'Error response from daemon: all predefined address pools have been fully subnetted',
      'docker has no address range left for the network of the nodes',
    ],
    [
      'ERROR: failed to create cluster: failed to ensure docker network: command "docker network create -d=bridge --ipv6 --subnet fc00:f853:ccd:e793::/64 kind" failed with error: exit status 1\nCommand Output: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'docker has no address range left for the network of the nodes',
    ],
  ],
  'network-overlap': [
    'ENGINE_NETWORK',
    [
      'Error response from daemon: Pool overlaps with other one on this address space',
      'a network of docker has the address range that the nodes’ network wants',
    ],
  ],
  'firewall-chains': [
    'ENGINE_NETWORK',
    [
      `docker: Error response from daemon: ${endpoint}: iptables failed: iptables --wait -t nat -A DOCKER -p tcp -d 0/0 --dport 10000 -j DNAT --to-destination 172.17.0.2:10000 ! -i docker0: iptables: No chain/target/match by that name.\n (exit status 1).`,
      'the firewall rules of docker are gone: something restarted the firewall after docker',
    ],
  ],
})

test.each([
  ['unix:///var/run/docker.sock', 'sudo systemctl start docker', 'or start Docker Desktop'],
  ['unix:///run/user/1000/docker.sock', 'systemctl --user start docker     # starts it without root'],
  ['unix:///home/me/.docker/desktop/docker.sock', 'start Docker Desktop, and wait until it says that it runs'],
  ['npipe:////./pipe/docker_engine', 'start Docker Desktop, and wait until it says that it runs'],
  ['unix:///Users/me/.colima/default/docker.sock', 'colima start'],
  ['unix:///Users/me/.orbstack/run/docker.sock', 'orb start'],
  [
    'tcp://127.0.0.1:1',
    'unset DOCKER_CONTEXT; docker context use default',
    'or start what should listen at tcp://127.0.0.1:1',
  ],
])('A daemon that does not answer at %s comes back with: %s', (at, ...fix) => {
  const said = `Cannot connect to the Docker daemon at ${at}. Is the docker daemon running?`
  expect(recognise(said, ENGINE_FAILURES, where)?.details).toMatchObject({fix, evidence: [said]})
})

test.each([
  [
    'unix:///tmp/nosuch.sock',
    'Cannot connect to the Docker daemon at unix:///tmp/nosuch.sock. Is the docker daemon running?',
  ],
  ['ssh://me@nosuch.invalid', ssh],
])('A DOCKER_HOST that leads nowhere is named, and taken away: %s', (dockerHost, said) => {
  expect(recognise(said, ENGINE_FAILURES, {...where, dockerHost})).toMatchObject({
    message: `docker is installed, but nothing answers at ${dockerHost}`,
    details: {fix: ['unset DOCKER_HOST', `or start what should listen at ${dockerHost}`]},
  })
})

expectKnown('an engine of a user who may not use it', ENGINE_REFUSALS, {
  'engine-socket-permission': [
    'ENGINE_PERMISSION',
    [
      'time="2026-11-29T03:00:00Z" level=fatal msg="cannot access containerd socket \\"/run/containerd/containerd.sock\\": permission denied"\n',
      'this user may not use docker: no permission on its socket',
    ],
  ],
})

expectKnown('an engine of a container that went away', CONTAINER_MISSING, {
  'container-missing': [
    'NOT_FOUND',
    ['Error response from daemon: No such container: 0f1e2d3c\n', 'No such container'],
    ['Error: No such object: 0f1e2d3c\n', 'No such object'],
  ],
})

expectKnown('an engine of an image that it does not have', ENGINE_IMAGE_MISSING, {
  'engine-image-missing': [
    'IMAGE_MISSING',
    ['Error response from daemon: No such image: nope:latest\n', 'No such'],
    ['Error: nope:latest: image not known\n', 'not known'],
  ],
})
