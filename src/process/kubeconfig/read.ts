import {dirname, isAbsolute, join, resolve} from 'node:path'
import {MAX_FILE, readFileBounded} from '../read-file.ts'
import type {Merged, Source} from './changes.ts'
import type {EntryFields, KubeconfigText, List} from './document.ts'
import {kubeconfigFiles} from './files.ts'
import {notUsable, writeFailure} from './write.ts'

/** Bytes that are no UTF-8 would come back as others. */
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})

/** A file of a kubeconfig with its text. @throws KubiaError KUBECONFIG_INVALID */
export const readSource = (file: string): Source => {
  let bytes: Buffer
  try {
    bytes = readFileBounded(file)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return {file, text: ''}
    if (code === 'EFBIG') throw notUsable(file, `it is larger than ${MAX_FILE / 1024 / 1024} MB`, error)
    throw writeFailure(file, error)
  }
  try {
    return {file, text: decoder.decode(bytes)}
  } catch (error) {
    throw notUsable(file, 'it is not UTF-8', error)
  }
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isMapping = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value)
const isBase64 = (value: unknown): boolean =>
  isText(value) &&
  /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test((value as string).replaceAll(/[\r\n]/g, ''))
const isListOf = (isOne: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(one => one === null || isOne(one))

/** What kubectl takes as the fields that it knows; it leaves out others (client-go v0.36, `clientcmd/api/v1/types.go`). */
const FIELDS: Readonly<Record<List, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  clusters: {
    server: isText,
    'tls-server-name': isText,
    'insecure-skip-tls-verify': isFlag,
    'certificate-authority': isText,
    'certificate-authority-data': isBase64,
    'proxy-url': isText,
    'disable-compression': isFlag,
    extensions: isListOf(isMapping),
  },
  users: {
    'client-certificate': isText,
    'client-certificate-data': isBase64,
    'client-key': isText,
    'client-key-data': isBase64,
    token: isText,
    tokenFile: isText,
    as: isText,
    'as-uid': isText,
    'as-groups': isListOf(isText),
    'as-user-extra': isMapping,
    username: isText,
    password: isText,
    'auth-provider': isMapping,
    exec: isMapping,
    extensions: isListOf(isMapping),
  },
  contexts: {cluster: isText, user: isText, namespace: isText, extensions: isListOf(isMapping)},
}

/** The fields that name files: kubectl takes a relative one from the folder of the kubeconfig. */
const PATHS: Readonly<Record<List, readonly string[]>> = {
  clusters: ['certificate-authority'],
  users: ['client-certificate', 'client-key', 'tokenFile'],
  contexts: [],
}

/** The fields of an entry that say something, as kubectl takes them. @throws KubiaError KUBECONFIG_INVALID */
const fieldsOf = (
  file: string,
  list: List,
  name: string,
  content: EntryFields,
  others: 'left out' | 'kept',
): EntryFields => {
  const fields: Record<string, unknown> = others === 'kept' ? {...content} : {}
  for (const [field, isRight] of Object.entries(FIELDS[list])) {
    const value = content[field] ?? undefined
    if (value !== undefined && !isRight(value))
      throw notUsable(file, `${field} of "${name}" in ${list} is of another type`)
    if (value === undefined || value === '') {
      delete fields[field]
      continue
    }
    const isRelative = PATHS[list].includes(field) && !isAbsolute(value as string)
    fields[field] = isRelative ? join(resolve(dirname(file)), value as string) : value
  }
  return fields
}

/** The files that kubectl reads: a list of none means no file, and not `~/.kube/config`. */
const filesToRead = (named: string | undefined, env: NodeJS.ProcessEnv): string[] =>
  !named && env['KUBECONFIG'] && /^:+$/.test(env['KUBECONFIG']) ? [] : kubeconfigFiles(named || undefined, env)

/** What each file said when it was read last: to take it apart is most of the time. */
const lastRead = new Map<string, KubeconfigText>()

/**
 * What the kubeconfig says, as kubectl reads it: all files of KUBECONFIG, of which the first one to have an entry counts,
 * or the one named; those that are not there say nothing. Of the entries the fields that kubectl knows, with the paths of
 * their files made whole (client-go, `ClientConfigLoadingRules.Load`).
 * @param others whether fields that kubectl was not known to have are kept, as they are written
 * @throws KubiaError KUBECONFIG_INVALID
 */
export const loadKubeconfig = async (
  named: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  others: 'left out' | 'kept' = 'left out',
): Promise<Merged> => {
  const [{merge}, {LIST_NAMES, readKubeconfigText}] = await Promise.all([
    import('./changes.ts'),
    import('./document.ts'),
  ])
  const texts = filesToRead(named, env).map(file => {
    const {text} = readSource(file)
    const known = lastRead.get(file)
    const read = known?.text === text ? known : readKubeconfigText(file, text, false)
    lastRead.set(file, read)
    const fields = LIST_NAMES.map(list => [
      list,
      new Map([...read.entries[list]].map(([name, content]) => [name, fieldsOf(file, list, name, content, others)])),
    ])
    return {...read, entries: Object.fromEntries(fields) as Merged['entries']}
  })
  return merge(texts)
}
