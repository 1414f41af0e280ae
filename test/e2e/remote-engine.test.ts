import {spawn} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {connect, createServer} from 'node:net'
import {join} from 'node:path'
import {afterAll, describe, expect, inject, test} from 'vitest'
import {containersOf, contexts, engine, makePlace, must, type Outcome} from './support.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
/** Only root can give a program names of machines of its own. */
const skip = inject('skip') !== '' || engine !== 'docker' || process.getuid?.() !== 0

describe.skipIf(skip)('On a docker of another machine, as in a service of a CI job', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true}))
  const HOST = 'docker-service'

  test('the API server is reached there, by a context that leads to it', {timeout: 600_000}, async () => {
    const cluster = `e2e-remote-${process.pid}`
    // The machine's own docker, at a port and by a name that is none of this machine's.
    // docker ends its half of a connection while it still reads.
    const server = createServer({allowHalfOpen: true}, socket => {
      const inner = connect({path: '/var/run/docker.sock', allowHalfOpen: true})
      for (const side of [socket, inner]) side.on('error', () => {})
      socket.pipe(inner).pipe(socket)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const {port} = server.address() as {port: number}
    const hosts = join(place.directory, 'hosts')
    writeFileSync(hosts, `127.0.0.1 localhost ${HOST}\n`)
    const kubia = (...args: string[]): Promise<Outcome> => {
      const script = 'mount --bind "$0" /etc/hosts && exec "$@"'
      const words = ['--mount', '/bin/sh', '-c', script, hosts, process.execPath, CLI, ...args]
      const env = {...process.env, ...place.env, DOCKER_HOST: `tcp://${HOST}:${port}`}
      const child = spawn('unshare', words, {env, stdio: ['ignore', 'pipe', 'pipe']})
      const text = {stdout: '', stderr: ''}
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (chunk: string) => {
          text[name] += chunk
        })
      return new Promise(resolve => child.once('close', code => resolve({code, ...text})))
    }
    try {
      const up = await kubia('up', cluster, '--workers', '0')
      expect(up.code, up.stderr).toBe(0)
      expect(up.stderr.match(/\[ENGINE_REMOTE\]/g)).toHaveLength(1)
      expect(up.stderr).toContain(`docker runs on ${HOST}: the API server listens at all addresses there`)
      const view = JSON.parse(await must(place, 'kubectl', 'config', 'view', '-o', 'json'))
      expect(view.clusters[0].cluster.server).toMatch(new RegExp(`^https://${HOST}:\\d+$`))
      const again = await kubia('up', cluster, '--workers', '0')
      expect(again.stderr).toContain('Nothing to do')
      const status = await kubia('status', '-o', 'name')
      expect(status.stdout).toContain(`node/${cluster}-control-plane`)
    } finally {
      const down = await kubia('down', cluster)
      server.close()
      expect(down.code, down.stderr).toBe(0)
    }
    expect(await containersOf(place, cluster)).toEqual([])
    expect((await contexts(place)).all).toEqual([])
  })
})
