// The defaults of a Pod and of a Pod template, from pkg/apis/core/v1/defaults.go; those of admission are in admission.ts.

import {formatQuantity, parseQuantity, roundUpToMillis} from '../../../kubernetes/quantity.ts'
import {type Fields, fill, fillPointers, items, record} from '../../schema/fields.ts'

/** The tag of an image reference, `latest` where there is neither tag nor digest. */
const tagOf = (image: string): string => {
  if (image.includes('@')) return ''
  const last = image.slice(image.lastIndexOf('/') + 1)
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest'
}

const httpGet = (get: Fields): void => fill(get, {path: '/', scheme: 'HTTP'})

const probe = (given: Fields): void => {
  fill(given, {timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3})
  for (const get of record(given['httpGet'])) httpGet(get)
  for (const grpc of record(given['grpc'])) fillPointers(grpc, {service: ''})
}

const resources = (given: Fields): void => {
  for (const list of [...record(given['limits']), ...record(given['requests'])])
    for (const [name, amount] of Object.entries(list))
      list[name] = formatQuantity(roundUpToMillis(parseQuantity(amount as string)))
}

const container = (given: Fields): void => {
  fill(given, {
    imagePullPolicy: tagOf((given['image'] as string | undefined) ?? '') === 'latest' ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  })
  for (const port of items(given['ports'])) fill(port, {protocol: 'TCP'})
  for (const variable of items(given['env']))
    for (const source of record(variable['valueFrom']))
      for (const field of record(source['fieldRef'])) fill(field, {apiVersion: 'v1'})
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) for (const p of record(given[name])) probe(p)
  for (const lifecycle of record(given['lifecycle']))
    for (const handler of [...record(lifecycle['postStart']), ...record(lifecycle['preStop'])])
      for (const get of record(handler['httpGet'])) httpGet(get)
  for (const amounts of record(given['resources'])) resources(amounts)
}

const DEFAULT_MODE = 0o644
const downwardItems = (source: Fields): void => {
  for (const item of items(source['items']))
    for (const field of record(item['fieldRef'])) fill(field, {apiVersion: 'v1'})
}

/** What a kind of volume gets; a volume that names none is an emptyDir. */
const VOLUMES: Readonly<Record<string, (source: Fields) => void>> = {
  secret: source => fillPointers(source, {defaultMode: DEFAULT_MODE}),
  configMap: source => fillPointers(source, {defaultMode: DEFAULT_MODE}),
  downwardAPI: source => {
    fillPointers(source, {defaultMode: DEFAULT_MODE})
    downwardItems(source)
  },
  projected: source => {
    fillPointers(source, {defaultMode: DEFAULT_MODE})
    for (const part of items(source['sources'])) {
      for (const token of record(part['serviceAccountToken'])) fillPointers(token, {expirationSeconds: 3600})
      for (const downward of record(part['downwardAPI'])) downwardItems(downward)
    }
  },
  hostPath: source => fillPointers(source, {type: ''}),
  iscsi: source => fill(source, {iscsiInterface: 'default'}),
  azureDisk: source =>
    fillPointers(source, {cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false}),
  rbd: source => fill(source, {pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring'}),
  scaleIO: source => fill(source, {storageMode: 'ThinProvisioned', fsType: 'xfs'}),
}

const volume = (given: Fields): void => {
  if (Object.keys(given).every(field => field === 'name')) given['emptyDir'] = {}
  for (const [kind, defaults] of Object.entries(VOLUMES)) for (const source of record(given[kind])) defaults(source)
}

const containersOf = (spec: Fields): Fields[] => [...items(spec['initContainers']), ...items(spec['containers'])]

/** On the host's network a port is the host's own. */
const hostPorts = (spec: Fields): void => {
  if (!spec['hostNetwork']) return
  for (const given of containersOf(spec))
    for (const port of items(given['ports'])) fill(port, {hostPort: port['containerPort']})
}

/** What holds for a Pod and for the template of one. */
export const podSpecDefaults = (spec: Fields): void => {
  fill(spec, {dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler'})
  fillPointers(spec, {securityContext: {}, terminationGracePeriodSeconds: 30})
  if (spec['serviceAccountName'] ?? spec['serviceAccount'])
    fill(spec, {serviceAccount: spec['serviceAccountName'], serviceAccountName: spec['serviceAccount']})
  for (const given of [...containersOf(spec), ...items(spec['ephemeralContainers'])]) container(given)
  for (const given of items(spec['volumes'])) volume(given)
  hostPorts(spec)
}

/** What a Pod gets and a template does not. */
export const podDefaults = (pod: Fields): void => {
  for (const spec of record(pod['spec'])) {
    podSpecDefaults(spec)
    fillPointers(spec, {enableServiceLinks: true})
    for (const given of containersOf(spec))
      for (const list of record(given['resources']))
        for (const limits of record(list['limits'])) {
          const requests = {...limits, ...record(list['requests'])[0]}
          if (Object.keys(requests).length > 0) list['requests'] = requests
        }
  }
}

/** The template in the spec of what runs Pods. */
export const templateDefaults = (spec: Fields): void => {
  for (const given of record(spec['template'])) for (const podSpec of record(given['spec'])) podSpecDefaults(podSpec)
}
