/** One field that is wrong, or one reason among several. */
export interface StatusCause {
  reason?: string
  message: string
  field?: string
}

export interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: StatusCause[]
  retryAfterSeconds?: number
}

/** The body of every answer that is no object: what went wrong, in a message that kubectl prints as it is. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  /** `continue` where the rest of a list can be had by another token. */
  metadata: {continue?: string}
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: StatusDetails
  code: number
}

/** An answer with a Status of status `Failure`. */
export class StatusError extends Error {
  readonly status: Status

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message)
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason !== '' && {reason}),
      ...(details && {details}),
      code,
    }
  }
}

/** What is said of a resource in messages: `pods`, `deployments.apps`. */
export interface GroupResource {
  group: string
  plural: string
}

const qualified = ({group, plural}: GroupResource): string => (group === '' ? plural : `${plural}.${group}`)

/** `details.kind` holds the plural, as the real server has it. */
const about = ({group, plural}: GroupResource, name: string): StatusDetails => ({
  name,
  ...(group !== '' && {group}),
  kind: plural,
})

export const notFound = (resource: GroupResource, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, about(resource, name))

export const alreadyExists = (resource: GroupResource, name: string): StatusError =>
  new StatusError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, about(resource, name))

/** @param why without it: the object was changed since it was read */
export const conflict = (
  resource: GroupResource,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    about(resource, name),
  )

/** @param kind with its group: `Deployment.apps` is worded from both */
export const invalid = (kind: {group: string; kind: string}, name: string, causes: StatusCause[]): StatusError => {
  const texts = causes.map(({field, message}) => (field ? `${field}: ${message}` : message))
  const title = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return new StatusError(422, 'Invalid', `${title} "${name}" is invalid: ${list}`, {
    ...(name !== '' && {name}),
    ...(kind.group !== '' && {group: kind.group}),
    kind: kind.kind,
    causes,
  })
}

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message)

export const forbidden = (resource: GroupResource, name: string, why: string): StatusError =>
  new StatusError(403, 'Forbidden', `${qualified(resource)} "${name}" is forbidden: ${why}`, about(resource, name))

/** A revision that the server's history no longer reaches: the client lists again. */
export const expired = (asked: string, oldest: number): StatusError =>
  new StatusError(410, 'Expired', `too old resource version: ${asked} (${oldest})`)

/** The same for a page of a list. @param token with which the rest is had as it is now */
export const expiredPage = (token: string): StatusError => {
  const error = new StatusError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  )
  error.status.metadata.continue = token
  return error
}

/** Behind a refusal: where what was asked for is to be had. */
export const ON_KIND = '; a kind cluster does'

/** What a real cluster does and the simulated one does not: said so, with the way out, instead of half done. */
export const notSimulated = (what: string): StatusError =>
  new StatusError(501, 'NotImplemented', `the simulated cluster does not ${what}${ON_KIND}`)
