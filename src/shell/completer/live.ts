import {type ChildProcess, spawn} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {engineProgram} from '../../process/engine-program.ts'
import {stateDirectory} from '../../process/paths.ts'
import type {ClusterSource} from '../completion-table.ts'
import {remember} from './cache.ts'
import type {LiveValues} from './complete.ts'
import type {Line} from './line.ts'

/** The longest that a TAB may wait for the world, in ms. */
const LIMIT_MS = 1000

/** The flags that say where objects are. */
const PLACE = ['kubeconfig', 'context', 'namespace'] as const

/** As much of a program's output is read, in bytes: tens of thousands of names, more than a shell can show. */
const MAX_OUTPUT = 1024 * 1024

/** `pod/NAME` a line for all objects, or for those that belong to no other object. */
const template = (free: boolean): string => {
  const line = '{{.kind}}/{{.metadata.name}}{{"\\n"}}'
  return `{{range .items}}${free ? `{{if not .metadata.ownerReferences}}${line}{{end}}` : line}{{end}}`
}

/** The clusters of which each has a folder below one in the state folder. */
const foldersIn = (folder: string): string[] => {
  const path = join(stateDirectory(), folder)
  return existsSync(path) ? readdirSync(path) : []
}

/** Ends a child with all that it started, such as a login plugin of kubectl's. */
const endGroup = ({pid}: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * The lines that a program prints, whatever its exit code: a kind that may not be listed must not hide the others.
 * Nothing where it cannot be started; what there is when the time is over.
 */
const linesOf = (program: string, args: readonly string[], limitMs: number): Promise<string[]> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    let length = 0
    // A group of its own, so that all of it can be ended.
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'ignore'], detached: true})
    /** @param isWhole false where the last line may be cut off: then it is none */
    const done = (isWhole: boolean): void => {
      clearTimeout(timer)
      child.stdout.destroy()
      const text = Buffer.concat(chunks).toString('utf8')
      resolve((isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1)).split('\n').filter(Boolean))
    }
    const stop = (): void => {
      endGroup(child)
      done(false)
    }
    const timer = setTimeout(stop, limitMs)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > MAX_OUTPUT) stop()
    })
    child.on('error', () => done(true))
    child.on('close', () => done(true))
  })

/** Asks the API server itself: loaded where it is used, since it reads a kubeconfig. */
const loadNames = () => import('../../api-server/direct/names.ts')

/** Values read with the kubeconfig, context and namespace of the line, cached for seconds. @param limitMs for each, in ms */
export const createLiveValues = (
  {flags}: Line,
  listings: readonly ClusterSource[],
  limitMs: number = LIMIT_MS,
): LiveValues => {
  const ask = (program: string, args: readonly string[]): Promise<string[]> =>
    remember([program, ...args], () => linesOf(program, args, limitMs))
  const kubectl = process.env['KUBECTL_PATH'] || 'kubectl'
  const access = (names: readonly string[]): string[] =>
    names.flatMap(name => (flags.get(name) ? [`--${name}`, flags.get(name) as string] : []))
  const namesFrom = async (kinds: readonly string[], free: boolean): Promise<string[] | undefined> => {
    const [kubeconfig, context, namespace] = PLACE.map(name => flags.get(name) || undefined)
    let timer: NodeJS.Timeout | undefined
    try {
      const {namesDirectly} = await loadNames()
      const over = new AbortController()
      timer = setTimeout(() => over.abort(), limitMs)
      return await namesDirectly({kubeconfig, context, namespace}, {kinds, free, signal: over.signal})
    } catch {
      return undefined // A Node.js that is too old for it: kubectl is asked.
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    clusters: async () =>
      (
        await Promise.all(
          listings.map(listing =>
            'folder' in listing ? foldersIn(listing.folder) : ask(listing.program, listing.args),
          ),
        )
      ).flat(),
    contexts: () => ask(kubectl, [...access(['kubeconfig']), 'config', 'get-contexts', '-o', 'name']),
    images: async () => {
      const images = await ask(engineProgram(), ['images', '--format', '{{.Repository}}:{{.Tag}}'])
      return images.filter(image => !image.includes('<none>'))
    },
    objects: (kinds, free) => {
      const args = [
        ...access(PLACE),
        'get',
        kinds.join(','),
        `--request-timeout=${limitMs / 1000}s`,
        '-o',
        `go-template=${template(free)}`,
      ]
      return remember([kubectl, ...args], async () => {
        const startedAt = Date.now()
        const direct = await namesFrom(kinds, free)
        if (direct) return direct
        const names = await linesOf(kubectl, args, limitMs - (Date.now() - startedAt))
        return names.map(name => name.replace(/^[^/]+/, kind => kind.toLowerCase()))
      })
    },
  }
}
