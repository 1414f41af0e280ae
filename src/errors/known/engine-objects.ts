import type {KnownFailure} from './known-failure.ts'

/** What an engine says of a container that it does not have: one that went away since it was listed. */
export const CONTAINER_MISSING: readonly KnownFailure[] = [
  {
    id: 'container-missing',
    source: 'docker 20.10 and 28.2, podman 4.9 and nerdctl 1.7: inspect with the id of a container that was removed',
    pattern: /no such (?:container|object)/i,
    code: 'NOT_FOUND',
    explain: ([message]) => ({message}),
  },
]

/** What an engine says of an image that it does not have. */
export const ENGINE_IMAGE_MISSING: readonly KnownFailure[] = [
  {
    id: 'engine-image-missing',
    source: 'docker 20.10 and 28.2 (no such image), podman 4.9 (image not known), nerdctl 1.7 (no such image)',
    pattern: /no such|not known|not found|unable to find/i,
    code: 'IMAGE_MISSING',
    explain: ([message]) => ({message}),
  },
]

/** What engines have in common where the user may not use one, and its own words are not known. */
export const ENGINE_REFUSALS: readonly KnownFailure[] = [
  {
    id: 'engine-socket-permission',
    source: 'nerdctl 1.7 and podman 4.9 with a socket that only root may open (EACCES of connect(2))',
    pattern: /permission denied/i,
    code: 'ENGINE_PERMISSION',
    explain: ({input}, {engine}) => ({
      message: `this user may not use ${engine}: no permission on its socket`,
      evidence: input.trim().split('\n').slice(-2),
      fix: [{command: `sudo usermod -aG ${engine} $USER`}, 'then log in again'],
    }),
  },
]
