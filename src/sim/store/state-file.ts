// The cluster's disk: one file with a line for each change, as etcd has its write-ahead log. Lines are handed to the
// operating system before anything is answered, so a killed process loses nothing that a client has seen.
import {closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs'
import type {KubeObject} from '../api/object.ts'
import {GROUPS} from '../api/resource.ts'
import {type Description, parseDescription, StateError} from '../description/description.ts'
import {type ClusterPki, isClusterPki} from '../pki/cluster-pki.ts'
import type {Change, Store} from './store.ts'

/** Bytes by which the file grows beyond its content before it is rewritten. */
const SLACK = 4 * 1024 * 1024
/** Bytes that are collected before they are written, when the whole content is. */
const BLOCK = 1024 * 1024
/** Milliseconds that changes may wait which nobody asks about. */
const LAZY = 100

const HEADER_LINES = 2

/** What the file begins with; everything else is about objects. */
export interface Header {
  /** What anybody may know who may read the file; the first line. */
  description: Description
  /** The second line. */
  secrets: ClusterPki
}

type Line =
  | {put: KubeObject}
  /** `group` of custom resources alone: their kinds may be called as those of Kubernetes are. */
  | {delete: {kind: string; group?: string; namespace: string; name: string; revision: number}}
  /** The store's revision, which may be higher than that of every object. */
  | {revision: number}

export interface StateContent {
  header: Header
  objects: KubeObject[]
  revision: number
  /** Bytes up to the end of the last whole line; what is behind it was not finished. */
  length: number
}

/** @returns undefined for what is no JSON */
const parseLine = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isRevision = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

const isStored = ({kind, metadata}: Record<string, unknown>): boolean =>
  typeof kind === 'string' &&
  isObject(metadata) &&
  typeof metadata['name'] === 'string' &&
  ['string', 'undefined'].includes(typeof metadata['namespace']) &&
  typeof metadata['resourceVersion'] === 'string' &&
  isRevision(Number(metadata['resourceVersion']))

const isDeletion = ({kind, group = '', namespace, name, revision}: Record<string, unknown>): boolean =>
  [kind, group, namespace, name].every(text => typeof text === 'string') && isRevision(revision)

const isLine = (value: unknown): value is Line =>
  isObject(value) &&
  ((isObject(value['put']) && isStored(value['put'])) ||
    (isObject(value['delete']) && isDeletion(value['delete'])) ||
    isRevision(value['revision']))

/** The content of a file, after all its changes. @throws StateError where it is damaged or newer; what the file system throws */
export const readState = (file: string): StateContent => {
  const bytes = readFileSync(file)
  const length = bytes.lastIndexOf('\n') + 1
  const lines = bytes.toString('utf8', 0, length).split('\n')
  lines.pop()
  const damagedIn = (line: number) => new StateError(`${file} is damaged in line ${line}`)
  const description = parseDescription(bytes.length === 0 ? '' : lines[0], file)
  const secrets = parseLine(lines[1])
  if (!isClusterPki(secrets)) throw damagedIn(2)
  const objects = new Map<string, KubeObject>()
  let revision = 0
  for (const [index, text] of lines.entries()) {
    if (index < HEADER_LINES) continue
    const line = parseLine(text)
    if (!isLine(line)) throw damagedIn(index + 1)
    revision = Math.max(revision, replay(line, objects))
  }
  return {header: {description, secrets}, objects: [...objects.values()], revision, length}
}

/** Of a custom resource; empty for the kinds of Kubernetes, of which no two are called the same. */
const customGroup = (group: string): string => ((GROUPS as readonly string[]).includes(group) ? '' : group)

export const groupOf = ({apiVersion}: KubeObject): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''

const keyOf = (kind: string, group: string, namespace: string, name: string): string =>
  [kind, group, namespace, name].join('/')

/** @returns the line's revision */
const replay = (line: Line, objects: Map<string, KubeObject>): number => {
  if ('revision' in line) return line.revision
  if ('delete' in line) {
    const {kind, group = '', namespace, name, revision} = line.delete
    objects.delete(keyOf(kind, group, namespace, name))
    return revision
  }
  const object = line.put
  const {name, namespace = '', resourceVersion} = object.metadata
  objects.set(keyOf(object.kind, customGroup(groupOf(object)), namespace, name), object)
  return Number(resourceVersion)
}

const lineOf = ({type, resource, object, revision}: Change): string => {
  if (type !== 'DELETED') return `{"put":${JSON.stringify(object)}}\n`
  const {name, namespace = ''} = object.metadata
  const group = customGroup(resource.group)
  return `${JSON.stringify({delete: {kind: resource.kind, ...(group && {group}), namespace, name, revision}})}\n`
}

/** Writes all of a text, however little the system takes at once. @returns its bytes */
const writeAll = (descriptor: number, text: string): number => {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
  return bytes.length
}

export class StateFile {
  readonly #file: string
  readonly #header: Header
  readonly #store: Store
  #descriptor: number
  /** What has changed since the last write; of several changes of an object only the last counts. */
  readonly #pending = new Map<string, Change>()
  #timer: NodeJS.Timeout | undefined
  #size = 0
  #limit = 0

  /**
   * Writes what the store holds, and from then on each of its changes.
   * @param file is replaced
   */
  constructor(file: string, header: Header, store: Store) {
    this.#file = file
    this.#header = header
    this.#store = store
    this.#descriptor = this.#writeAnew()
    store.onChange(change => this.#note(change))
  }

  /** Bytes. */
  get size(): number {
    return this.#size
  }

  /** Writes what has changed; whoever answers a client calls it first. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#pending.size === 0) return
    const changes = [...this.#pending.values()]
    this.#pending.clear()
    this.#size += writeAll(this.#descriptor, changes.map(lineOf).join(''))
    if (this.#size <= this.#limit) return
    closeSync(this.#descriptor)
    this.#descriptor = this.#writeAnew()
  }

  /** Makes sure that the machine itself may fail now. */
  close(): void {
    this.flush()
    fsyncSync(this.#descriptor)
    closeSync(this.#descriptor)
  }

  #note(change: Change): void {
    const {kind, group} = change.resource
    const {name, namespace = ''} = change.object.metadata
    this.#pending.set(keyOf(kind, group, namespace, name), change)
    this.#timer ??= setTimeout(() => this.flush(), LAZY)
  }

  /** The content alone, in a new file that takes the place of the old one when it is whole. */
  #writeAnew(): number {
    const draft = `${this.#file}.new`
    rmSync(draft, {force: true})
    const descriptor = openSync(draft, 'ax', 0o600)
    const {description, secrets} = this.#header
    let block = `${JSON.stringify(description)}\n${JSON.stringify(secrets)}\n{"revision":${this.#store.revision}}\n`
    this.#size = 0
    for (const resource of this.#store.resources())
      for (const object of this.#store.list(resource)) {
        block += `{"put":${JSON.stringify(object)}}\n`
        if (block.length < BLOCK) continue
        this.#size += writeAll(descriptor, block)
        block = ''
      }
    this.#size += writeAll(descriptor, block)
    fsyncSync(descriptor)
    renameSync(draft, this.#file)
    this.#limit = this.#size * 2 + SLACK
    return descriptor
  }
}
