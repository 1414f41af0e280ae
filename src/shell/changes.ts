import {rmdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {quoteWord} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {makeFolders} from '../process/folders.ts'
import {configDirectory, stateDirectory, tildePath} from '../process/paths.ts'
import {type FileSnapshot, readSnapshot, writeSnapshot} from './edit-file.ts'
import {isEmpty, type Parts, readHeader} from './parts.ts'
import {addBlock, BLOCK_END, BLOCK_START, blockState, formatBlock, removeBlock} from './rc-file.ts'
import {ownedFiles, type ReadBody, type Shell} from './shells.ts'

/** One file and what it is to be. */
export interface FileChange {
  snapshot: FileSnapshot
  /** Undefined: the file is to be removed. */
  bytes: Buffer | undefined
  /** The block, where the file is one of the user's own start-up files; a copy of it is kept. */
  block?: string
}

export interface ChangeOptions {
  /** The start-up file that the user named. */
  startFile: string | undefined
  body: ReadBody
}

/** The lines of the block: they read a file where it is there. */
export const blockLines = (file: string): string[] => {
  const word = quoteWord(file)
  return [`if [ -r ${word} ]; then . ${word}; fi`]
}

/** A start-up file that may be edited. @throws KubiaError SHELL_FILE_DAMAGED */
const readStartFile = (path: string): FileSnapshot => {
  const snapshot = readSnapshot(path)
  if (snapshot.bytes && blockState(snapshot.bytes) === 'damaged') {
    throw new KubiaError(
      'SHELL_FILE_DAMAGED',
      `${tildePath(path)} has lines of kubia's that are doubled, altered or not whole`,
      {
        fix: [`remove the lines from ${BLOCK_START} to ${BLOCK_END} by hand, and run the command again`],
        left: 'the file was left as it is',
      },
    )
  }
  return snapshot
}

const withoutBlock = (path: string): FileChange[] => {
  const snapshot = readStartFile(path)
  if (!snapshot.bytes || blockState(snapshot.bytes) === 'absent') return []
  return [{snapshot, bytes: removeBlock(snapshot.bytes), block: ''}]
}

const withBlock = (path: string, payload: string): FileChange => {
  const snapshot = readStartFile(path)
  const lines = blockLines(payload)
  return {snapshot, bytes: addBlock(snapshot.bytes, lines), block: formatBlock(lines)}
}

/** A file of ours as it is to be. @throws KubiaError NAME_TAKEN where somebody else's file is in its place */
const ownFile = (path: string, text: string): FileChange => {
  const snapshot = readSnapshot(path)
  if (snapshot.bytes && !readHeader(snapshot.bytes.toString('utf8'))) {
    throw new KubiaError('NAME_TAKEN', `${tildePath(path)} exists and was not made by kubia`, {
      left: 'the file was left as it is',
    })
  }
  return {snapshot, bytes: Buffer.from(text)}
}

const isChange = ({snapshot: {bytes: before}, bytes}: FileChange): boolean =>
  before === undefined || bytes === undefined ? before !== bytes : !before.equals(bytes)

/**
 * What must change so that a shell has exactly these parts; nothing where it has them. The shell's own file comes
 * first when it is made and last when it goes, so that a start-up file never names one that is not there.
 * @throws KubiaError SHELL_FILE_UNWRITABLE, SHELL_FILE_DAMAGED or NAME_TAKEN
 */
export const planChanges = async (
  exec: Exec,
  shell: Shell,
  parts: Parts,
  {startFile, body}: ChangeOptions,
): Promise<FileChange[]> => {
  const owned = ownedFiles(shell)
  const earlier = owned.find(file => file.startFile !== undefined)?.startFile
  const target = shell.findStartFile && (startFile ?? earlier ?? (await shell.findStartFile(exec)))
  const wanted = shell.files(parts, {startFile: target, body})
  const gone = owned.filter(({path}) => !wanted.some(file => file.path === path))
  const moved = earlier !== undefined && target !== undefined && earlier !== target ? withoutBlock(earlier) : []
  const payload = wanted[0]
  const start =
    target === undefined ? [] : isEmpty(parts) || !payload ? withoutBlock(target) : [withBlock(target, payload.path)]
  return [
    ...wanted.map(({path, text}) => ownFile(path, text)),
    ...moved,
    ...start,
    ...gone.map(({path}) => ({snapshot: readSnapshot(path), bytes: undefined})),
  ].filter(isChange)
}

/** Keeps a copy of a start-up file as it was before kubia first wrote to it, for its owner alone. */
const keepBackup = ({target, bytes}: FileSnapshot): void => {
  if (!bytes || blockState(bytes) !== 'absent') return
  const folder = join(stateDirectory(), 'backups')
  try {
    makeFolders(folder)
    writeFileSync(join(folder, target.replaceAll('%', '%%').replaceAll('/', '%')), bytes, {mode: 0o600})
  } catch (error) {
    throw new KubiaError('STATE_UNWRITABLE', `${tildePath(folder)} cannot be written: ${(error as Error).message}`, {
      fix: [{command: 'export XDG_STATE_HOME=/a/folder/that/you/may/write'}],
      cause: error,
    })
  }
}

/** Prints what to write by hand where a start-up file cannot be written. */
const withBlockToPaste = (error: unknown, {snapshot, block}: FileChange): unknown => {
  if (!(error instanceof KubiaError) || error.code !== 'SHELL_FILE_UNWRITABLE' || !block) return error
  return new KubiaError(error.code, error.message, {
    ...error.details,
    fix: [`put these lines at the end of ${tildePath(snapshot.path)} yourself:`, ...block.trimEnd().split('\n')],
  })
}

/** Removes kubia's own folder of shell files, and the one above it, where nothing is left in them. */
const removeEmptyFolders = (): void => {
  for (const folder of [join(configDirectory(), 'shell'), configDirectory()]) {
    try {
      rmdirSync(folder)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(code)) throw error
    }
  }
}

/** Makes the changes. @throws KubiaError SHELL_FILE_UNWRITABLE (with the block to write by hand), SHELL_FILE_CHANGED, STATE_UNWRITABLE */
export const applyChanges = (changes: readonly FileChange[]): void => {
  for (const change of changes) {
    if (change.block !== undefined) keepBackup(change.snapshot)
    try {
      writeSnapshot(change.snapshot, change.bytes)
    } catch (error) {
      throw withBlockToPaste(error, change)
    }
    if (change.bytes === undefined && dirname(change.snapshot.target).startsWith(configDirectory()))
      removeEmptyFolders()
  }
}
