import {HEAD} from './kind-observed.ts'

/** As people begin theirs: apiVersion after kind, before it, or with a document's start. */
const head = HEAD
const swapped = 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n'

const kubeadm = `${head}nodes:
- role: control-plane
  kubeadmConfigPatches:
  - |
    kind: InitConfiguration
    nodeRegistration:
      kubeletExtraArgs:
        node-labels: "ingress-ready=true"
  extraPortMappings:
  - containerPort: 80
    hostPort: 80
    protocol: TCP
  - containerPort: 443
    hostPort: 443
    protocol: TCP
`

/** Configurations as public repositories and kind's own documentation have them, which the installed kind takes. */
export const PUBLIC_ACCEPTED: Readonly<Record<string, string>> = {
  'a three-node cluster': `# three node (two workers) cluster config\n${head}nodes:\n- role: control-plane\n- role: worker\n- role: worker\n`,
  'ingress by node labels': kubeadm,
  'ingress with node labels of kind': `${head}nodes:\n- role: control-plane\n  labels:\n    ingress-ready: "true"\n  extraPortMappings:\n  - {containerPort: 80, hostPort: 8080, protocol: TCP}\n`,
  'CRLF line ends': kubeadm.replaceAll('\n', '\r\n'),
  'a byte order mark': `\uFEFF${kubeadm}`,
  'a local registry by containerd patches': `${head}containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."localhost:5001"]\n    endpoint = ["http://kind-registry:5000"]\n`,
  'a registry by config_path': `${head}containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry]\n    config_path = "/etc/containerd/certs.d"\n`,
  'containerd patches as JSON6902': `${head}containerdConfigPatchesJSON6902:\n- |-\n  [{"op": "add", "path": "/debug", "value": {"level": "debug"}}]\n`,
  'Calico without the default CNI': `${head}networking:\n  disableDefaultCNI: true # Calico does it\n  podSubnet: 192.168.0.0/16\nnodes:\n  - role: control-plane\n  - role: worker\n`,
  'Cilium without kube-proxy': `${head}networking:\n  disableDefaultCNI: true\n  kubeProxyMode: "none"\n`,
  ipvs: `${head}networking:\n  kubeProxyMode: ipvs\n`,
  nftables: `${head}networking:\n  kubeProxyMode: nftables\n`,
  'dual stack': `${head}networking:\n  ipFamily: dual\n  podSubnet: "10.244.0.0/16,fd00:10:244::/56"\n  serviceSubnet: "10.96.0.0/16,fd00:10:96::/112"\n`,
  IPv6: `${head}networking:\n  ipFamily: ipv6\n  apiServerAddress: 127.0.0.1\n`,
  'an API server for the network': `${head}networking:\n  apiServerAddress: "0.0.0.0"\n  apiServerPort: 6443\n`,
  'DNS search domains': `${head}networking:\n  dnsSearch: [example.com, svc.cluster.local]\n`,
  'no DNS search domains': `${head}networking:\n  dnsSearch: []\n`,
  'feature gates': `${head}featureGates:\n  "CSIMigration": true\n  EphemeralContainers: true\n  ServerSideApply: false\n`,
  'a runtime config': `${head}runtimeConfig:\n  "api/alpha": "false"\n  batch/v2alpha1: true\n  admissionregistration.k8s.io/v1beta1: "true"\n`,
  'extra mounts': `${head}nodes:\n- role: control-plane\n  extraMounts:\n  - hostPath: /var/run/docker.sock\n    containerPath: /var/run/docker.sock\n  - hostPath: ./data\n    containerPath: /data\n    readOnly: true\n    selinuxRelabel: false\n    propagation: HostToContainer\n`,
  'a mount without a host path': `${head}nodes:\n- extraMounts:\n  - containerPath: /x\n`,
  'audit logs': `${head}nodes:\n- role: control-plane\n  kubeadmConfigPatches:\n  - |\n    kind: ClusterConfiguration\n    apiServer:\n        # enable auditing flags on the API server\n        extraArgs:\n          audit-log-path: /var/log/kubernetes/kube-apiserver-audit.log\n          audit-policy-file: /etc/kubernetes/policies/audit-policy.yaml\n        extraVolumes:\n          - name: audit-policies\n            hostPath: /etc/kubernetes/policies\n            mountPath: /etc/kubernetes/policies\n            readOnly: true\n            pathType: "DirectoryOrCreate"\n  extraMounts:\n  - hostPath: ./audit-policy.yaml\n    containerPath: /etc/kubernetes/policies/audit-policy.yaml\n    readOnly: true\n`,
  'kubeadm patches at the top': `${head}kubeadmConfigPatches:\n- |\n  apiVersion: kubeadm.k8s.io/v1beta3\n  kind: ClusterConfiguration\n  metadata:\n    name: config\n  controllerManager:\n    extraArgs:\n      bind-address: 0.0.0.0\n- |-\n  kind: KubeletConfiguration\n  maxPods: 200\n`,
  'kubeadm patches as JSON6902': `${head}kubeadmConfigPatchesJSON6902:\n- group: kubeadm.k8s.io\n  version: v1beta3\n  kind: ClusterConfiguration\n  patch: |\n    - op: add\n      path: /apiServer/certSANs/-\n      value: my-hostname\n`,
  'JSON6902 patches of a node': `${head}nodes:\n- role: control-plane\n  kubeadmConfigPatchesJSON6902:\n  - {group: kubeadm.k8s.io, version: v1beta2, kind: InitConfiguration, patch: '[]'}\n`,
  'a folded patch': `${head}kubeadmConfigPatches:\n- >-\n  kind: ClusterConfiguration\n- ">\\n"\n`,
  'an empty patch': `${head}kubeadmConfigPatches:\n- ""\n-\n`,
  'node labels': `${head}nodes:\n- role: control-plane\n- role: worker\n  labels:\n    tier: frontend\n    topology.kubernetes.io/zone: eu-1a\n    enabled: true\n    weight: 10\n`,
  'node images by digest': `${head}nodes:\n- role: control-plane\n  image: kindest/node:v1.29.2@sha256:51a1434a5397193442f0be2a297b488b6c919ce8a3931be0ce822606ea5ca245\n- role: worker\n  image: "kindest/node:v1.29.2@sha256:51a1434a5397193442f0be2a297b488b6c919ce8a3931be0ce822606ea5ca245"\n`,
  'an anchor for a node': `${head}nodes:\n- role: control-plane\n- &worker\n  role: worker\n  image: kindest/node:v1.29.2\n- *worker\n- *worker\n`,
  'merge keys for nodes': `${head}nodes:\n- role: control-plane\n- &worker\n  role: worker\n  labels: {a: b}\n- <<: *worker\n  labels: {a: c}\n`,
  'an anchor for an image': `${head}nodes:\n- role: control-plane\n  image: &image kindest/node:v1.29.2\n- role: worker\n  image: *image\n`,
  'a merge of a list of mappings': `${head}nodes:\n- &a {role: control-plane}\n- &b {image: x}\n- <<: [*b, {role: worker}]\n`,
  JSON: '{"kind": "Cluster", "apiVersion": "kind.x-k8s.io/v1alpha4", "nodes": [{"role": "control-plane"}, {"role": "worker", "labels": {"a": "b"}}]}',
  'JSON on many lines with tabs':
    '{\n\t"kind": "Cluster",\n\t"apiVersion": "kind.x-k8s.io/v1alpha4",\n\t"nodes": [\n\t\t{"role": "control-plane"}\n\t]\n}\n',
  'several documents': `---\n${kubeadm}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n`,
  'a document’s start and end': `---\n${head}...\n`,
  'comments everywhere': `# top\n${head}# before nodes\nnodes: # the nodes\n# first\n- role: control-plane # cp\n  # - role: worker\n- role: worker\n# end`,
  'no line end at the end': `${head}nodes: [{role: control-plane}]`,
  'trailing blanks': `${head.replaceAll('\n', '  \n')}nodes:   \n- role: control-plane   \n`,
  'a tab before a comment': `${head}nodes:\t# tab\n- role: control-plane\t# tab\n`,
  'apiVersion first': `${swapped}nodes:\n- role: control-plane\n`,
  'quoted keys': `"kind": "Cluster"\n'apiVersion': 'kind.x-k8s.io/v1alpha4'\n"nodes":\n- "role": "worker"\n- 'role': 'control-plane'\n`,
  'a name': `${swapped}name: app-1-cluster\n`,
  'a name that is a number': `${swapped}name: 123\n`,
  'a name that is null': `${swapped}name:\n`,
  'three control planes': `${head}nodes: [{role: control-plane}, {role: control-plane}, {role: control-plane}, {role: worker}]\n`,
  'ports by address': `${head}nodes:\n- role: control-plane\n  extraPortMappings:\n  - containerPort: 30000\n    hostPort: 30000\n    listenAddress: "0.0.0.0"\n    protocol: tcp\n  - containerPort: 30000\n    hostPort: 30000\n    listenAddress: "0.0.0.0"\n    protocol: udp\n`,
  'a port without a host port': `${head}nodes:\n- role: control-plane\n  extraPortMappings:\n  - containerPort: 30000\n`,
  'ports on a worker': `${head}nodes:\n- role: control-plane\n- role: worker\n  extraPortMappings:\n  - containerPort: 31437\n    hostPort: 8080\n    listenAddress: 127.0.0.1\n`,
  'empty lists': `${head}featureGates: {}\nruntimeConfig:\ncontainerdConfigPatches: []\nkubeadmConfigPatches:\n`,
  'no nodes': `${head}nodes:\n`,
  'yes and no': `${head}networking:\n  disableDefaultCNI: no\nfeatureGates:\n  A: on\n`,
  'nodes one level deeper': `${head}nodes:\n    -   role: control-plane\n    -   role: worker\n        labels:\n            a: b\n`,
  'a multi-line flow of nodes': `${head}nodes: [\n  {role: control-plane},\n  {role: worker},\n]\n`,
  'an address that is no address': `${head}networking:\n  apiServerAddress: my.host\n`,
  'kubelet arguments with a colon': `${head}nodes:\n- role: worker\n  kubeadmConfigPatches:\n  - "kind: JoinConfiguration\\nnodeRegistration:\\n  taints:\\n  - key: a:b\\n"\n- role: control-plane\n`,
  'emoji and accents': `${head}# ça marche 🎉\nnodes:\n- role: control-plane\n  labels: {owner: zoë}\n`,
}

/** The same with the mistakes that people make, which the installed kind refuses. */
export const PUBLIC_REFUSED: Readonly<Record<string, string>> = {
  'a role that is none': `${head}nodes:\n- role: master\n`,
  'roles in capitals': `${head}nodes:\n- role: Control-Plane\n`,
  'a field of the wrong place': `${head}nodes:\n- role: control-plane\n  networking:\n    disableDefaultCNI: true\n`,
  'a kubeadm patch that is a mapping': `${head}kubeadmConfigPatches:\n- kind: ClusterConfiguration\n`,
  'a port as text': `${head}nodes:\n- extraPortMappings:\n  - containerPort: "80"\n`,
  'a port out of range': `${head}nodes:\n- extraPortMappings:\n  - {containerPort: 80, hostPort: 80800}\n`,
  'one host port twice': `${head}nodes:\n- extraPortMappings:\n  - {containerPort: 80, hostPort: 80}\n  - {containerPort: 81, hostPort: 80}\n`,
  'an old version': 'kind: Cluster\napiVersion: kind.sigs.k8s.io/v1alpha3\nnodes:\n- role: control-plane\n',
  'the older kind': 'kind: Config\napiVersion: kind.sigs.k8s.io/v1alpha2\n',
  'a subnet without bits': `${head}networking:\n  podSubnet: 10.244.0.0\n`,
  'an IPv6 subnet for IPv4': `${head}networking:\n  serviceSubnet: fd00::/112\n`,
  'a proxy mode that is none': `${head}networking:\n  kubeProxyMode: userspace\n`,
  'an IP family that is none': `${head}networking:\n  ipFamily: IPv4\n`,
  'a tab for indentation': `${head}nodes:\n\t- role: control-plane\n`,
  'a misspelled key': `${head}nodes:\n- role: control-plane\n  extraPortMapping:\n  - containerPort: 80\n`,
  'metadata as other objects have': `${head}metadata:\n  name: x\n`,
  'nodes as a mapping': `${head}nodes:\n  role: control-plane\n`,
  'labels as a list': `${head}nodes:\n- labels:\n  - a=b\n`,
  'a missing colon': `${head}nodes:\n- role control-plane\n`,
  'an unclosed bracket': `${head}nodes: [{role: control-plane}\n`,
  'an unclosed quote': `${head}name: "x\n`,
  'an unknown alias': `${head}nodes:\n- *worker\n`,
  'a key twice': `${head}nodes:\n- role: control-plane\nnodes:\n- role: worker\n`,
  'a template left unfilled': `${head}nodes:\n- role: control-plane\n  image: {{ .Image }}\n`,
  'a feature gate as text': `${head}featureGates:\n  A: "true"\n`,
  'a propagation in small letters': `${head}nodes:\n- extraMounts:\n  - {hostPath: /a, containerPath: /b, propagation: bidirectional}\n`,
  'only workers': `${head}nodes:\n- role: worker\n- role: worker\n`,
  'a name with capitals': `${swapped}name: MyCluster\n`,
  'a mixed indentation': `${head}nodes:\n- role: control-plane\n   image: x\n`,
}
