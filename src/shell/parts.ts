import {quoteWord} from '../process/command.ts'

/** What kubia puts into a shell. */
export interface Parts {
  /** The name that stands for kubectl, as `k`; undefined where none is wanted. */
  alias: string | undefined
  /** Whether `kubectl-kubia <TAB>` completes too, beside `kubectl kubia <TAB>`. */
  completion: boolean
  /** The folder of the plugin, where the shell must put it on PATH itself; undefined where it is on PATH anyway. */
  path: string | undefined
}

export const NO_PARTS: Parts = {alias: undefined, completion: false, path: undefined}

export const isEmpty = ({alias, completion, path}: Parts): boolean =>
  alias === undefined && !completion && path === undefined

/** How each file that kubia makes for a shell begins. A file that begins otherwise is somebody else's. */
const HEADER = '# Made by kubectl-kubia'
const READ_BY = '# Read by '
const ON_PATH = '# Puts on PATH: '

/** The first lines of a file that kubia makes: they keep what the file is for. */
export const formatHeader = ({alias, completion, path}: Parts): string => {
  const words = [
    ...(alias === undefined ? [] : [`alias=${alias}`]),
    ...(completion ? ['completion'] : []),
    ...(path === undefined ? [] : ['path']),
  ]
  return [`${HEADER}: ${words.join(' ')}`, ...(path === undefined ? [] : [`${ON_PATH}${path}`])].join('\n')
}

/** Puts a folder on PATH, in the language of zsh and bash, where it is not there yet. */
const formatPath = (folder: string): string => {
  const word = quoteWord(folder)
  return `case :$PATH: in *:${word}:*) ;; *) export PATH=${word}:$PATH ;; esac`
}

/**
 * The file that zsh and bash read at their start: what it is for, who reads it, the settings, and the code, which is
 * always the same.
 * @param startFile the start-up file with the block that reads it; undefined where none does
 */
export const formatPayload = (parts: Parts, startFile: string | undefined, body: string): string =>
  [
    formatHeader(parts),
    ...(startFile === undefined ? [] : [`${READ_BY}${startFile}`]),
    ...(parts.path === undefined ? [] : [formatPath(parts.path)]),
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
  const [first = '', ...notes] = text.split('\n', 3)
  if (!first.startsWith(`${HEADER}: `)) return undefined
  const words = first.slice(HEADER.length + 2).split(' ')
  const noted = (what: string): string | undefined => notes.find(line => line.startsWith(what))?.slice(what.length)
  const parts = {
    alias: words.find(word => word.startsWith('alias='))?.slice('alias='.length),
    completion: words.includes('completion'),
    path: words.includes('path') ? noted(ON_PATH) : undefined,
  }
  return {parts, startFile: noted(READ_BY)}
}
