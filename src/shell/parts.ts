/** What kubia puts into a shell. */
export interface Parts {
  /** The name that stands for kubectl, as `k`; undefined where none is wanted. */
  alias: string | undefined
  /** Whether `kubectl-kubia <TAB>` completes too, beside `kubectl kubia <TAB>`. */
  completion: boolean
}

export const NO_PARTS: Parts = {alias: undefined, completion: false}

export const isEmpty = ({alias, completion}: Parts): boolean => alias === undefined && !completion

/** How each file that kubia makes for a shell begins. A file that begins otherwise is somebody else's. */
const HEADER = '# Made by kubectl-kubia'
const READ_BY = '# Read by '

/** The first line of a file that kubia makes: it keeps what the file is for. */
export const formatHeader = ({alias, completion}: Parts): string =>
  `${HEADER}: ${[...(alias === undefined ? [] : [`alias=${alias}`]), ...(completion ? ['completion'] : [])].join(' ')}`

/**
 * The file that zsh and bash read at their start: what it is for, who reads it, the settings, and the code, which is
 * always the same.
 * @param startFile the start-up file with the block that reads it; undefined where none does
 */
export const formatPayload = (parts: Parts, startFile: string | undefined, body: string): string =>
  [
    formatHeader(parts),
    ...(startFile === undefined ? [] : [`${READ_BY}${startFile}`]),
    `kubia_alias=${parts.alias ?? ''} kubia_direct=${parts.completion ? 1 : ''}`,
    body,
  ].join('\n')

/** What a file of ours says of itself. */
export interface Owned {
  parts: Parts
  /** The start-up file that has the block; undefined where none was needed. */
  startFile: string | undefined
}

/** What a file that kubia made says of itself; undefined where kubia did not make it. */
export const readHeader = (text: string): Owned | undefined => {
  const [first = '', second = ''] = text.split('\n', 2)
  if (!first.startsWith(`${HEADER}: `)) return undefined
  const words = first.slice(HEADER.length + 2).split(' ')
  const parts = {
    alias: words.find(word => word.startsWith('alias='))?.slice('alias='.length),
    completion: words.includes('completion'),
  }
  return {parts, startFile: second.startsWith(READ_BY) ? second.slice(READ_BY.length) : undefined}
}
