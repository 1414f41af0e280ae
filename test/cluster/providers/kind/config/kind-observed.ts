/** The first lines of every kind config. */
export const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'

const each = (template: string, values: readonly string[]): string[] =>
  values.map(value => HEAD + template.replace('VALUE', value))
const BOOL = 'networking: {disableDefaultCNI: VALUE}\n'
const PORT = 'networking: {apiServerPort: VALUE}\n'
const IMAGE = 'nodes: [{image: VALUE}]\n'
const LABELS = 'nodes: [{labels: {VALUE}}]\n'
const ROLE = 'nodes: [{role: control-plane}, {role: VALUE}]\n'
const NODES = 'nodes: [VALUE]\n'
const POD_SUBNET = 'networking: {VALUE"}\n'
const PORTS = 'nodes: [{extraPortMappings: [VALUE]}]\n'

/**
 * Texts that the kind v0.33.0 binary took: run with a stand-in for docker that refuses to start containers,
 * it went on to "Creating cluster". parseKindConfig must find no error in any of them.
 */
export const ACCEPTED: readonly string[] = [
  HEAD,
  `\uFEFF${HEAD}`,
  HEAD.replaceAll('\n', '\r\n'),
  HEAD.replaceAll('\n', '\r'),
  `%YAML 1.1\n---\n${HEAD}...\n`,
  `${HEAD}---\n${HEAD}`,
  `${HEAD}---\nfoo: [`,
  `${HEAD}...\nfoo\n`,
  '{kind: Cluster, apiVersion: kind.x-k8s.io/v1alpha4}',
  '{kind: Cluster, apiVersion: kind.x-k8s.io/v1alpha4} |\n',
  '{\n\t"kind": "Cluster",\n\t"apiVersion": "kind.x-k8s.io/v1alpha4"\n}',
  `!foo\n${HEAD}`,
  `${HEAD}"nodes": [\n{role: control-plane}, # first\n{role: worker}\n]\n`,
  `${HEAD}kubeadmConfigPatches:\n- "kind: X\na: b"\n- 'c\n\nd'\n`,
  ...each(BOOL, ['true', 'True', 'yes', 'no', 'on', 'OFF', 'y', 'N', '"yes"', "'on'", 'null', '~', '', '! true']),
  ...each(BOOL, ['!!bool "true"', '!!str yes', '!foo yes', '!!binary eWVz', '!!null ""']),
  ...each(PORT, ['80', '0x50', '0o120', '0120', '0b101', '8_0', '80.0', '80.5', '1e2', '+80', '-1', '0', '', '~']),
  ...each(PORT, ['!!int "80"', '!!float 80', '!!float "80.9"', '080', '09', '-0', '80_', '8.e1', '-0x1', '0X50', '.5']),
  ...each(PORT, ['1._5', '0_', '0x_1', '65535', '! 80', '!<tag:yaml.org,2002:int> 80', '!!null ""']),
  ...each(IMAGE, [
    '80',
    'true',
    'null',
    '',
    '1.5',
    '2001-01-01',
    '.inf',
    '!!binary Zm9v',
    '!foo bar',
    'yes',
    '<<',
    '=',
  ]),
  ...each(LABELS, [
    '1: a',
    'true: a',
    'null: a',
    '"": c',
    '? a',
    'a: 80',
    'a: ',
    'a: null',
    '"<<": b',
    '<<: {a: b}, a: c',
  ]),
  ...each(LABELS, ['<<: {a: [b]}, a: c']),
  ...each(ROLE, ['worker', '', '""', '!!binary d29ya2Vy']),
  ...each(NODES, ['', 'null', '~, ~', '!!null {}', '!!str {}', '{extraMounts: [null], extraPortMappings: [null]}']),
  ...each(NODES, ['{kubeadmConfigPatches: [1, null, true]}', '&w {role: control-plane}, *w, {<<: *w, image: a}']),
  ...each(NODES, ['{<<: []}', '{!!merge <<: {role: control-plane}}', '{<<: {role: worker}, role: control-plane}']),
  ...each(NODES, ['&w {role: control-plane}, {image: a, <<: [*w, {labels: {a: b}}]}']),
  ...each(POD_SUBNET, [
    'podSubnet: "',
    'podSubnet: "10.0.0.5/8',
    'podSubnet: "10.0.0.0/08',
    'podSubnet: "::ffff:10.0.0.0/104',
  ]),
  ...each(POD_SUBNET, ['ipFamily: ipv6, podSubnet: "FD00::/56', 'ipFamily: ipv6, podSubnet: "::ffff:10.0.0.0/90']),
  ...each(POD_SUBNET, ['ipFamily: dual, podSubnet: "10.0.0.0/8', 'ipFamily: dual, podSubnet: "fd00::/56,10.0.0.0/8']),
  ...each(PORTS, ['{}', '{hostPort: 1}', '{containerPort: -1, hostPort: 2}', '{protocol: Udp}', '{protocol: ""}']),
  ...each(PORTS, [
    '{hostPort: 1}, {hostPort: 1, protocol: TCP}',
    '{hostPort: 0}, {hostPort: 0}',
    '{listenAddress: foo}',
  ]),
  ...each(PORTS, ['{hostPort: 1, listenAddress: "::1"}, {hostPort: 1, listenAddress: 127.0.0.1}']),
  `${HEAD}~: ignored\n`,
  `${HEAD}name: "a"#comment\n`,
  `${HEAD}kubeadmConfigPatches: ["\\'"]\n`,
  `${HEAD}networking: {apiServerAddress: foo, dnsSearch: [1, null]}\n`,
  `${HEAD}featureGates: {a: yes, b: null}\nruntimeConfig: {a: true, b: 1}\n`,
  `${HEAD}name: -a.\n`,
  `${HEAD}nodes: [{extraPortMappings: [{hostPort: 1}]}, {role: worker, extraPortMappings: [{hostPort: 1}]}]\n`,
]

/** Texts that the same binary refused. parseKindConfig must find an error in each of them. */
export const REFUSED: readonly string[] = [
  '',
  '[]',
  'foo',
  'kind: Cluster\n',
  'kind: cluster\napiVersion: kind.x-k8s.io/v1alpha4\n',
  'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha3\n',
  'kind: Cluster\napiVersion: kind.sigs.k8s.io/v1alpha3\n',
  'kind: Deployment\napiVersion: apps/v1\n',
  `%YAML 1.2\n---\n${HEAD}`,
  `${HEAD}kind: Cluster\n`,
  `${HEAD}\tnodes: []\n`,
  `${HEAD}metadata: {}\n`,
  `${HEAD}Name: a\n`,
  `${HEAD}? [a]\n: b\n`,
  ...each(BOOL, ['tRue', '1', '0', '"true"', '[]', '1.0']),
  ...each(PORT, ['"80"', '-2', '65536', '99999999999', 'true', '.inf', '.nan', '[]', '1:30', '1e400', '_80']),
  ...each(PORT, ['0x', '0b12', '0o9', '+', '2147483648.0', '0x1p4']),
  ...each(IMAGE, ['[]', '{}']),
  ...each(LABELS, ['a: [b]', '[a]: b', '1: a, "1": b', 'a: b, a: c', '<<: {a: b, a: c}']),
  ...each(ROLE, ['Worker', '"control-plane "', '1', '[worker]']),
  ...each(NODES, [
    '{role: worker}',
    'foo',
    '""',
    '[]',
    '!!null []',
    '*w',
    '{name: a}',
    '{gpus: all}',
    '{containerLabels: {}}',
  ]),
  ...each(NODES, [
    '{<<: {foo: a}}',
    '{<<: foo}',
    '{<<: }',
    '{"<<": {role: control-plane}}',
    '&n {<<: *n}',
    '{role: a, role: a}',
  ]),
  ...each(NODES, ['{extraMounts: [{readonly: true}]}', '{extraMounts: [{propagation: none}]}', '{extraMounts: foo}']),
  ...each(POD_SUBNET, [
    'podSubnet: "10.0.0.0',
    'podSubnet: "fd00::/56',
    'podSubnet: "10.0.0.0/33',
    'podSubnet: "010.0.0.0/8',
  ]),
  ...each(POD_SUBNET, [
    'podSubnet: " 10.0.0.0/8',
    'podSubnet: "10.0.0.0/8,10.1.0.0/16',
    'podSubnet: ",',
    'podSubnet: "::/129',
  ]),
  ...each(POD_SUBNET, ['ipFamily: ipv6, podSubnet: "10.0.0.0/8']),
  ...each(POD_SUBNET, [
    'ipFamily: dual, podSubnet: "10.0.0.0/8,10.1.0.0/16',
    'ipFamily: dual, podSubnet: "10.0.0.0/8, fd00::/56',
  ]),
  ...each(PORTS, [
    '{hostPort: 1}, {hostPort: 1}',
    '{hostPort: 1, listenAddress: 127.0.0.1}, {hostPort: 1}',
    '{protocol: icmp}',
  ]),
  ...each(PORTS, [
    '{hostPort: 1, listenAddress: "::1"}, {hostPort: 1, listenAddress: "0:0:0:0:0:0:0:1"}',
    '{hostPort: -2}',
  ]),
  ...each(PORTS, [
    '{hostPort: 1, listenAddress: "[::1]"}',
    '{hostPort: 1, listenAddress: "::1%lo"}',
    '{containerPort: 65536}',
  ]),
  `${HEAD}networking: {kubeProxyMode: NFTables}\n`,
  `${HEAD}networking: {dnsSearch: a}\n`,
  `${HEAD}featureGates: {a: "true"}\n`,
  `${HEAD}name: My_App\n`,
]

/** Oddities that kind alone judges: parseKindConfig finds no error in them, and the same binary refused each in these words. */
export const LEFT_TO_KIND: readonly [text: string, words: string][] = [
  [`%FOO\n---\n${HEAD}`, 'could not determine kind / apiVersion for config: yaml: found unknown directive name'],
  [`${HEAD}# \u0007\n`, 'could not determine kind / apiVersion for config: yaml: control characters are not allowed'],
  [
    `${HEAD}networking: {disableDefaultCNI: !!bool yes}\n`,
    'unable to decode config: yaml: cannot decode !!str `yes` as a !!bool',
  ],
  [
    `${HEAD}networking: {disableDefaultCNI: !!str true}\n`,
    'unable to decode config: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `true` into bool',
  ],
  [
    `${HEAD}networking: {disableDefaultCNI: !foo true}\n`,
    'unable to decode config: yaml: unmarshal errors:\n  line 3: cannot unmarshal !foo `true` into bool',
  ],
  [
    `${HEAD}networking: {disableDefaultCNI: !!null x}\n`,
    'unable to decode config: yaml: cannot decode !!str `x` as a !!null',
  ],
  [
    `${HEAD}networking: {disableDefaultCNI: !!int yes}\n`,
    'unable to decode config: yaml: cannot decode !!str `yes` as a !!int',
  ],
  [
    `${HEAD}networking: {apiServerPort: !!str 80}\n`,
    'unable to decode config: yaml: unmarshal errors:\n  line 3: cannot unmarshal !!str `80` into int32',
  ],
  [
    `${HEAD}networking: {apiServerPort: !foo 80}\n`,
    'unable to decode config: yaml: unmarshal errors:\n  line 3: cannot unmarshal !foo `80` into int32',
  ],
  [
    `${HEAD}networking: {apiServerPort: !!int abc}\n`,
    'unable to decode config: yaml: cannot decode !!str `abc` as a !!int',
  ],
  [
    `${HEAD}networking: {apiServerPort: !!int 80.5}\n`,
    'unable to decode config: yaml: cannot decode !!float `80.5` as a !!int',
  ],
  [
    `${HEAD}networking: {apiServerPort: !!null 80}\n`,
    'unable to decode config: yaml: cannot decode !!int `80` as a !!null',
  ],
  [`${HEAD}nodes: [{image: !!int x}]\n`, 'unable to decode config: yaml: cannot decode !!str `x` as a !!int'],
  [
    `${HEAD}nodes: [{image: !!binary Zm9v@}]\n`,
    'unable to decode config: yaml: !!binary value contains invalid base64 data',
  ],
  [
    `${HEAD}nodes: [{role: control-plane}, {role: !!merge x}]\n`,
    'invalid configuration for node 1: "x" is not a valid node role',
  ],
  [
    `${HEAD}networking: {ipFamily: ipv6, podSubnet: "::ffff:10.0.0.0/104"}\n`,
    'invalid pod subnet expected IPv6 CIDR for IPv6 family',
  ],
]
