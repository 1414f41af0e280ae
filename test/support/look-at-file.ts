import {lstatSync, readFileSync, readlinkSync, statSync} from 'node:fs'

/** Content, mode, owner and links of a file, as far as a user can tell them apart; all undefined where there is none. */
export const lookAtFile = (path: string) => {
  const link = lstatSync(path, {throwIfNoEntry: false})
  const stat = statSync(path, {throwIfNoEntry: false})
  return {
    link: link?.isSymbolicLink() ? readlinkSync(path) : undefined,
    content: stat && readFileSync(path).toString('hex'),
    mode: stat?.mode,
    uid: stat?.uid,
    gid: stat?.gid,
    links: stat?.nlink,
    // A hard link is written in place; other files are replaced whole.
    inode: stat && stat.nlink > 1 ? stat.ino : undefined,
  }
}
