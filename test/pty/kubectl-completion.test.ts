import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {Home, missing, type ShellName} from './home.ts'

const COMPLETER = join(import.meta.dirname, '../../bin/kubectl_complete-kubia')

let home: Home
beforeEach(() => {
  home = new Home()
})
afterEach(() => home.remove())

/** A completer that writes down what it is asked, and then asks the real one. */
const recordQuestions = (): void => {
  home.write(
    'bin/kubectl_complete-kubia',
    `#!/bin/sh\n{ printf '[%s]' "$@"; echo; } >> "$HOME/asked"\nexec node '${COMPLETER}' "$@"\n`,
    0o755,
  )
}
const asked = (): string => readFileSync(home.file('asked'), 'utf8').trimEnd().split('\n').at(-1) ?? ''

describe.each(['zsh', 'bash', 'fish'] as const)('kubectl kubia <TAB> in %s', (shell: ShellName) => {
  const absent = missing(shell, 'kubectl')

  test.skipIf(absent)(
    `kubectl asks the completer with the words behind kubia, and shows what it says ${absent ?? ''}`,
    async () => {
      recordQuestions()
      home.startFile(shell)
      expect(home.kubia('completion', 'install', '--shell', shell)).toMatchObject({status: 0})
      const session = await home.shell(shell)

      await session.offers('kubectl kubia ', ['status', 'show the cluster', 'up', 'create a multi-node cluster'])
      expect(asked()).toBe('[]')
      await session.completes('kubectl kubia up --wor', 'kubectl kubia up --workers ')
      expect(asked()).toBe('[up][--wor]')
      await session.completes('kubectl kubia -n foo stat', 'kubectl kubia -n foo status ')
      expect(asked()).toBe('[-n][foo][stat]')
      await session.offers('kubectl kubia up --timeout=', ['30s', '5m'])
      expect(asked()).toBe('[up][--timeout=]')
      await session.completes('kubectl kubia up --timeout=5', 'kubectl kubia up --timeout=5m ')
      await session.completes('kubectl kubia up --progress js', 'kubectl kubia up --progress json ')
    },
  )

  test.skipIf(absent)(
    'a flag in front of kubia keeps kubectl from asking the plugin, and from running it',
    async () => {
      recordQuestions()
      home.startFile(shell)
      home.kubia('completion', 'install', '--shell', shell)
      const session = await home.shell(shell)
      await session.completes('kubectl -n foo kubia stat', 'kubectl -n foo kubia stat')
      expect(home.files()).not.toContain('asked')
      await session.answers('kubectl -n foo kubia status', 'flags cannot be placed before plugin name: -n')
    },
  )

  test.skipIf(absent)('file names follow where a file belongs, and nowhere else', async () => {
    home.startFile(shell)
    home.write('cluster.yaml', '')
    home.kubia('completion', 'install', '--shell', shell)
    const session = await home.shell(shell)
    await session.completes('kubectl kubia up --config clu', 'kubectl kubia up --config cluster.yaml ')
    await session.completes('kubectl kubia config validate clu', 'kubectl kubia config validate cluster.yaml ')
    await session.completes('kubectl kubia up --workers clu', 'kubectl kubia up --workers clu')
  })

  test.skipIf(absent)('kubectl-kubia <TAB> gives the same answers', async () => {
    home.startFile(shell)
    home.write('cluster.yaml', '')
    home.kubia('completion', 'install', '--shell', shell)
    const session = await home.shell(shell)
    await session.offers('kubectl-kubia ', ['status', 'config', 'up'])
    await session.completes('kubectl-kubia dow', 'kubectl-kubia down ')
    await session.completes('kubectl-kubia config va', 'kubectl-kubia config validate ')
    await session.completes('kubectl-kubia up --wor', 'kubectl-kubia up --workers ')
    await session.completes('kubectl-kubia -n foo stat', 'kubectl-kubia -n foo status ')
    await session.offers('kubectl-kubia up --timeout=', ['30s', '5m'])
    await session.completes('kubectl-kubia up --progress=js', 'kubectl-kubia up --progress=json ')
    await session.completes('kubectl-kubia up --config clu', 'kubectl-kubia up --config cluster.yaml ')
    await session.completes('kubectl-kubia up --workers clu', 'kubectl-kubia up --workers clu')
  })

  test.skipIf(absent)('without a cluster, live values are silently none', async () => {
    home.startFile(shell)
    home.write(
      'kubeconfig',
      'apiVersion: v1\nkind: Config\nclusters: [{name: gone, cluster: {server: "http://127.0.0.1:9"}}]\ncontexts: [{name: gone, context: {cluster: gone, user: ""}}]\ncurrent-context: gone\n',
    )
    home.kubia('completion', 'install', '--shell', shell)
    const session = await home.shell(shell)
    await session.completes('kubectl kubia status pods ', 'kubectl kubia status pods ')
    await session.completes('kubectl kubia status --context go', 'kubectl kubia status --context gone ')
  })
})
