// pkg/apis/core/validation, ValidateReplicationController.

import type {Labels} from '../../api/object.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {nonNegative, required} from '../../schema/validation/causes.ts'
import {same} from '../../schema/validation/same.ts'
import {matches, validateTemplate} from '../pod/validation/template.ts'

export const validateReplicationController = (controller: Fields): StatusCause[] =>
  record(controller['spec']).flatMap(spec => {
    const selector = (spec['selector'] ?? {}) as Labels
    const fits = (labels: Labels) => matches({matchLabels: selector}, labels)
    const [template] = record(spec['template'])
    return [
      ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
      ...(same(selector, {}) ? [required('spec.selector')] : []),
      ...nonNegative('spec.replicas', spec['replicas']),
      ...(template
        ? validateTemplate({kind: 'replicationcontroller', whose: 'ReplicationController'}, template, fits)
        : [required('spec.template')]),
    ]
  })
