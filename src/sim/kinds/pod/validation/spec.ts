// What a Pod and the template of one must be like: pkg/apis/core/validation, ValidatePodSpec.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {forbidden, invalid, invalids, oneOf} from '../../../schema/validation/causes.ts'
import {validateLabels} from '../../../schema/validation/metadata.ts'
import {dns1123Label, dns1123Subdomain, inRange} from '../../../schema/validation/names.ts'
import {validateContainers, validateInitContainers} from './containers.ts'
import {validateTolerations} from './tolerations.ts'
import {validateVolumes} from './volumes.ts'

const MOST_INT32 = 2 ** 31 - 1

const named = (field: string, value: unknown, rule: (text: string) => string[]): StatusCause[] =>
  typeof value === 'string' && value !== '' ? invalids(field, value, rule(value)) : []

/** On the host's network a container's port is one of the host. */
const validateHostNetwork = (field: string, spec: Fields): StatusCause[] =>
  spec['hostNetwork']
    ? items(spec['containers']).flatMap((container, index) =>
        items(container['ports']).flatMap((port, at) =>
          port['hostPort'] === port['containerPort']
            ? []
            : [
                invalid(
                  `${field}.containers[${index}].ports[${at}].containerPort`,
                  port['containerPort'],
                  'must match `hostPort` when `hostNetwork` is true',
                ),
              ],
        ),
      )
    : []

export const validatePodSpec = (field: string, spec: Fields): StatusCause[] => {
  const {causes, names: volumes} = validateVolumes(`${field}.volumes`, spec['volumes'])
  const names = new Set<string>()
  const deadline = spec['activeDeadlineSeconds']
  return [
    ...causes,
    ...validateContainers(`${field}.containers`, spec['containers'], volumes, names),
    ...validateInitContainers(`${field}.initContainers`, spec['initContainers'], volumes, names),
    ...oneOf(`${field}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${field}.dnsPolicy`, spec['dnsPolicy'], ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...validateLabels(`${field}.nodeSelector`, spec['nodeSelector'] as Record<string, string> | undefined),
    ...validateHostNetwork(field, spec),
    ...named(`${field}.serviceAccountName`, spec['serviceAccountName'], dns1123Subdomain),
    ...named(`${field}.nodeName`, spec['nodeName'], dns1123Subdomain),
    ...(typeof deadline === 'number'
      ? invalids(`${field}.activeDeadlineSeconds`, deadline, inRange(deadline, 1, MOST_INT32))
      : []),
    ...named(`${field}.hostname`, spec['hostname'], dns1123Label),
    ...named(`${field}.subdomain`, spec['subdomain'], dns1123Label),
    ...validateTolerations(`${field}.tolerations`, spec['tolerations']),
    ...named(`${field}.priorityClassName`, spec['priorityClassName'], dns1123Subdomain),
    ...named(`${field}.runtimeClassName`, spec['runtimeClassName'], dns1123Subdomain),
    ...oneOf(`${field}.preemptionPolicy`, spec['preemptionPolicy'], ['PreemptLowerPriority', 'Never'], 'optional'),
  ]
}

export const validateNewPod = (pod: Fields): StatusCause[] =>
  record(pod['spec']).flatMap(spec => [
    ...validatePodSpec('spec', spec),
    ...(items(spec['ephemeralContainers']).length > 0
      ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')]
      : []),
  ])
