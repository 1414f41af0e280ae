// What a CertificateSigningRequest has beside what all stored kinds have: who asks, and the subresource `approval` that
// `kubectl certificate approve` writes. pkg/registry/certificates and pkg/apis/certificates/validation.
import type {KubeObject} from '../api/object.ts'
import type {Strategy} from '../api/strategy.ts'
import {type Fields, items, record} from '../schema/fields.ts'
import type {ValidateFields} from '../schema/index.ts'
import {invalid, required} from '../schema/validation/causes.ts'
import {same} from '../schema/validation/same.ts'
import type {KindHandlers} from '../server/context.ts'
import {patch} from '../server/handlers/patch.ts'
import {get} from '../server/handlers/read.ts'
import {create, update} from '../server/handlers/write.ts'

const conditionsOf = (object: Fields): Fields[] => items(record(object['status'])[0]?.['conditions'])

/** `approval` changes nothing but the conditions. */
export const signingRequestStrategy: Strategy = {
  prepareForSubresource: (_subresource, object, previous) => ({
    ...previous,
    status: {...record(previous['status'])[0], conditions: conditionsOf(object)},
  }),
}

/** The requestor is who sends the request, whatever it says itself. */
const askedBy =
  (name: string, groups: readonly string[]) =>
  (object: KubeObject): KubeObject => ({
    ...object,
    spec: {...record(object['spec'])[0], username: name, groups: [...groups]},
  })

export const signingRequestHandlers: KindHandlers = {
  create: (request, context) => create(request, context, askedBy(request.user.name, request.user.groups)),
  subresources: {approval: {get, patch, update}},
}

/** Base64 of PEM. */
const isRequest = (text: string): boolean =>
  Buffer.from(text, 'base64').toString('latin1').includes('-----BEGIN CERTIFICATE REQUEST-----')

const LEAST_SECONDS = 600

export const validateSigningRequest: ValidateFields = (given, old) =>
  record(given['spec']).flatMap(spec => {
    const {request = '', signerName = '', usages = [], expirationSeconds} = spec as Record<string, never>
    return [
      ...(isRequest(request) ? [] : [invalid('spec.request', request, 'PEM block type must be CERTIFICATE REQUEST')]),
      ...((usages as unknown[]).length > 0 ? [] : [required('spec.usages', 'usages must not be empty')]),
      ...(signerName === '' ? [required('spec.signerName')] : []),
      ...(typeof expirationSeconds === 'number' && expirationSeconds < LEAST_SECONDS
        ? [
            invalid(
              'spec.expirationSeconds',
              expirationSeconds,
              'may not specify a duration less than 600 seconds (10 minutes)',
            ),
          ]
        : []),
      ...(old && !same(spec, record(old['spec'])[0]) ? [invalid('spec', spec, 'field is immutable')] : []),
    ]
  })
