import {statSync} from 'node:fs'
import {afterEach, describe, expect, test} from 'vitest'
import {Home, missing} from './home.ts'

let home: Home
afterEach(() => home?.remove())
const notRoot = process.getuid?.() === 0 ? undefined : 'not run as root: all other tests run as an ordinary user'

describe.each(['zsh', 'bash', 'fish'] as const)('an ordinary user in %s', shell => {
  const why = notRoot ?? missing(shell, 'kubectl', 'setpriv')

  test.skipIf(why)(
    `k, kubectl kubia and kubectl-kubia complete, and the files are the user’s ${why ?? ''}`,
    async () => {
      home = new Home({ordinary: true})
      home.startFile(shell)
      expect(home.kubia('alias', 'install', '--shell', shell)).toMatchObject({status: 0})
      expect(home.kubia('completion', 'install', '--shell', shell)).toMatchObject({status: 0})
      const session = await home.shell(shell)
      await session.completes('k kubia dow', 'k kubia down ')
      await session.completes('kubectl kubia up --wor', 'kubectl kubia up --workers ')
      await session.completes('kubectl-kubia up --progress=js', 'kubectl-kubia up --progress=json ')
      const owners = home.files().map(file => statSync(home.file(file), {throwIfNoEntry: false})?.uid)
      expect(new Set(owners.filter(uid => uid !== 0))).toEqual(new Set([65534]))
      expect(home.kubia('alias', 'uninstall')).toMatchObject({status: 0})
    },
  )
})
