// A home for a measured run, so that nothing of this user's is read or written.
import {mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A new folder of its own, and the environment of programs that live in it. Whoever asks for it removes it. */
export const benchHome = () => {
  const home = mkdtempSync(join(tmpdir(), 'kubia-bench-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    KUBECONFIG: join(home, 'config'),
  }
  return {home, env}
}
