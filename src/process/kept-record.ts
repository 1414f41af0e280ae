import {KubiaError} from '../errors/kubia-error.ts'
import {describeNewer} from '../text/newer-version.ts'
import {isRecord} from './answer.ts'
import {ownVersion} from './package-root.ts'
import {tildePath} from './paths.ts'
import {readJsonFile, writeWhole} from './whole-file.ts'

/** The version of the form of the records that are written. One without a version, of an earlier release, is 1. */
const RECORD_VERSION = 1

/**
 * Writes a record durably, whole or not at all, mode 0600, with its version and the release that wrote it. The folder
 * must exist. @throws the file system's error
 */
export const writeKept = (file: string, record: object): void => {
  const stamped = {version: RECORD_VERSION, writtenBy: ownVersion(), ...record}
  writeWhole(file, `${JSON.stringify(stamped, undefined, 2)}\n`)
}

/**
 * A record as it was given to `writeKept`; undefined where there is none and where it is damaged.
 * @throws KubiaError STATE_NEWER where a newer kubia wrote it; the file system's error where its folder cannot be looked into
 */
export const readKept = (file: string): Readonly<Record<string, unknown>> | undefined => {
  const value = readJsonFile(file)
  if (!isRecord(value)) return undefined
  const newer = describeNewer(tildePath(file), value, RECORD_VERSION)
  if (newer !== undefined)
    throw new KubiaError('STATE_NEWER', newer, {
      fix: ['use the kubectl-kubia that wrote it, or a later one'],
      left: 'the record is as it was, and so is what it is about',
    })
  const {version = RECORD_VERSION, writtenBy: _, ...record} = value
  return version === RECORD_VERSION ? record : undefined
}

/** The failure of a folder of records that cannot be used. @param why as the file system says it */
export const unwritableRecords = (folder: string, why: string, cause: unknown): KubiaError =>
  new KubiaError('STATE_UNWRITABLE', `${tildePath(folder)} cannot be used: ${why}`, {
    fix: [{command: 'export XDG_STATE_HOME=/a/folder/that/you/may/write'}],
    cause,
  })
