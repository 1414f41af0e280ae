import {CONTAINERD_FAILURES} from '../../../src/errors/known/containerd.ts'
import {HOST_FAILURES} from '../../../src/errors/known/host.ts'
import {KUBELET_FAILURES} from '../../../src/errors/known/kubelet.ts'
import {NODE_FAILURES} from '../../../src/errors/known/node.ts'
import {expectKnown} from './expect-known.ts'

const inotify = 'this machine allows too few inotify watches and instances for so many nodes'

expectKnown('a machine with too little of something', HOST_FAILURES, {
  inotify: [
    'INOTIFY_LIMIT',
    ['[  OK  ] Reached target Swap.\r\nFailed to create inotify object: Too many open files', inotify],
    ['F0812 16:26:52.166979  111106 server.go:269] failed to run Kubelet: inotify_init: too many open files', inotify],
    [
      'failed to create CRI service: failed to create cni conf monitor for default: failed to create fsnotify watcher: too many open files',
      inotify,
    ],
    ['F0811 17:24:30.178413       1 server.go:495] failed complete: too many open files', inotify],
    [
      'E0923 12:05:47.556324     241 watcher.go:154] Failed to watch directory "/sys/fs/cgroup/cpu,cpuacct/docker/1e92": inotify_add_watch /sys/fs/cgroup/cpu,cpuacct/docker/1e92: no space left on device',
      inotify,
    ],
  ],
  'disk-full': [
    'DISK_FULL',
    [
      'ctr: failed to extract layer sha256:3f09: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/26/fs/opt/x.tar.gz: no space left on device: unknown',
      'the disk that docker keeps its data on is full',
    ],
  ],
  memory: [
    'MEMORY_LOW',
    [
      'ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec --privileged multi-node-control-plane kubeadm init --skip-phases=preflight --config=/kind/kubeadm.conf --skip-token-print --v=6" failed with error: exit status 137',
      'the nodes ran out of memory: the system killed kubeadm in one of them',
    ],
  ],
})

expectKnown('a node that boots', NODE_FAILURES, {
  'init-not-first': [
    'ENGINE_SETUP',
    [
      "Couldn't find an alternative telinit implementation to spawn.",
      'docker runs an init of its own in each container, so that systemd in the nodes cannot be the first process',
    ],
  ],
  'node-platform': [
    'NODE_IMAGE_INVALID',
    [
      'standard_init_linux.go:207: exec user process caused "exec format error"',
      'the node image is of another platform than this machine',
    ],
  ],
})

expectKnown('containerd', CONTAINERD_FAILURES, {
  'cri-mirrors': [
    'CONFIG_INVALID',
    [
      'time="2026-11-29T12:22:11.825896582Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"',
      'containerd takes no registry.mirrors beside a config_path, which containerd 2 has by itself',
    ],
    [
      'time="2026-01-01T00:00:00Z" level=warning msg="failed to load plugin" error="invalid cri image config: `mirrors` cannot be set when `config_path` is provided" id=io.containerd.cri.v1.images type=io.containerd.cri.v1',
      'containerd takes no registry.mirrors beside a config_path, which containerd 2 has by itself',
    ],
  ],
  'cri-config': [
    'CONFIG_INVALID',
    [
      'time="2026-11-29T12:22:11.825896582Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: no corresponding runtime configured in `containerd.runtimes` for `containerd` `default_runtime_name = \\"x\\"`"',
      'containerd refuses its configuration: no corresponding runtime configured in `containerd.runtimes` for `containerd` `default_runtime_name = \\',
    ],
  ],
})

expectKnown('a kubelet', KUBELET_FAILURES, {
  'feature-gate': [
    'CONFIG_INVALID',
    [
      'F1123 15:14:19.440508     848 server.go:208] unrecognized feature gate: NoSuchGate\ngoroutine 1 [running]:\nk8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0x1)',
      'this version of Kubernetes has no feature gate NoSuchGate',
    ],
  ],
  'node-label': [
    'CONFIG_INVALID',
    [
      "F1129 12:26:16.557033       6 server.go:187] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/infra node-role.kubernetes.io/worker]\n--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io) or be in the specifically allowed set (beta.kubernetes.io/arch)",
      'no kubelet may give its own node the label node-role.kubernetes.io/infra, node-role.kubernetes.io/worker',
    ],
  ],
  'node-taint': [
    'CONFIG_INVALID',
    [
      'F1129 12:26:18.493708      57 server.go:156] invalid argument "k=v:Nope" for "--register-with-taints" flag: invalid taint effect: Nope, unsupported taint effect',
      'a kubelet refuses a taint of its node: effect: Nope',
    ],
  ],
  'component-flag': [
    'CONFIG_INVALID',
    [
      '2026-11-23T15:18:44.102425563Z stderr F Error: unknown flag: --no-such-flag',
      'a component of this version of Kubernetes has no flag --no-such-flag',
    ],
    [
      'F1123 15:19:34.800111      31 server.go:156] unknown flag: --no-such-flag',
      'a component of this version of Kubernetes has no flag --no-such-flag',
    ],
  ],
  'kubelet-config': [
    'CONFIG_INVALID',
    [
      'F1123 15:19:34.464397       7 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: v1beta1.KubeletConfiguration.MaxPods: readUint32: unexpected character, error found in #10 byte of ...|maxPods":"many"}|..., bigger context ...|v1beta1","kind":"KubeletConfiguration","maxPods":"many"}|...',
      'the kubelet does not understand its configuration: failed to decode: v1beta1.KubeletConfiguration.MaxPods: readUint32: unexpected character',
    ],
  ],
  'cgroup-v1-refused': [
    'ENGINE_SETUP',
    [
      'failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release',
      'this machine uses cgroup v1, on which Kubernetes 1.35 and later do not start',
    ],
  ],
  'kubelet-invalid': [
    'CONFIG_INVALID',
    [
      'F1123 15:19:34.567353      15 server.go:215] invalid configuration: maxPods (--max-pods) -1 must not be a negative number',
      'the kubelet refuses its configuration: maxPods (--max-pods) -1 must not be a negative number',
    ],
  ],
  'cgroup-root': [
    'NODE_IMAGE_INVALID',
    [
      'E0908 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: invalid configuration: cgroup-root [\\"kubelet\\"] doesn\'t exist"',
      'the node image is newer than this kind',
    ],
    [
      'failed to run Kubelet: invalid configuration: cgroup-root ["kubelet"] doesn\'t exist',
      'the node image is newer than this kind',
    ],
  ],
  'cgroup-v2-unknown': [
    'NODE_IMAGE_INVALID',
    [
      'F0223 08:39:04.644296    3031 server.go:274] failed to run Kubelet: mountpoint for  not found',
      'Kubernetes before 1.19 does not know cgroup v2, which this machine uses',
    ],
  ],
  'node-disk-unseen': [
    'ENGINE_SETUP',
    [
      'F0313 18:01:19.700016   70940 kubelet.go:1350] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 29 in cached partitions map',
      'the nodes cannot see the disk that they are on (Btrfs, LUKS or device mapper)',
    ],
  ],
  'kernel-settings-denied': [
    'ENGINE_SETUP',
    [
      'E kubelet.go:1688] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic_on_oops: permission denied, open /proc/sys/vm/overcommit_memory: permission denied]"',
      'the nodes may not change kernel settings: the engine runs without root, or in a container',
    ],
  ],
})
