import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {request} from 'node:https'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {text} from 'node:stream/consumers'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../dist/sim/main.js')

interface Description {
  pid: number
  id: string
  server: string
  caData: string
  clientCertificateData: string
  clientKeyData: string
  nodes: {name: string}[]
  publish: {hostPort: number}[]
}

const {version: release} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(folder, {recursive: true})
})

const launch = (...words: string[]): ChildProcess => {
  const child = spawn(process.execPath, [PROGRAM, `--folder=${folder}`, ...words], {stdio: ['ignore', 'pipe', 'pipe']})
  children.push(child)
  return child
}

/** Starts the program and waits for the line that says that it is ready. */
const start = async (...words: string[]): Promise<{child: ChildProcess; description: Description}> => {
  const child = launch(...words)
  if (!child.stdout) throw new Error('no standard output')
  const [line] = (await once(createInterface({input: child.stdout}), 'line')) as [string]
  return {child, description: JSON.parse(line) as Description}
}

/** What the program says where it does not start. */
const refusal = (...words: string[]): Promise<string> => refusalWith(1, ...words)

/** The same where the program ends with another code. */
const refusalWith = async (code: number, ...words: string[]): Promise<string> => {
  const child = launch(...words)
  if (!child.stderr || !child.stdout) throw new Error('no output')
  const [said, printed] = [text(child.stderr), text(child.stdout)]
  expect(await once(child, 'exit')).toEqual([code, null])
  lastFailure = (JSON.parse(await printed) as {failure: object}).failure
  expect(lastFailure).toMatchObject({message: (await said).trimEnd()})
  return said
}

/** What the program that did not start last printed for kubia. */
let lastFailure: object = {}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> => {
  const exit = once(child, 'exit')
  child.kill(signal)
  return exit
}

const ask = async ({server, ...data}: Description, path: string, method = 'GET', body?: object) => {
  const decode = (base64: string) => Buffer.from(base64, 'base64')
  const outgoing = request(`${server}${path}`, {
    method,
    agent: false,
    ca: decode(data.caData),
    cert: decode(data.clientCertificateData),
    key: decode(data.clientKeyData),
    headers: {'content-type': 'application/json'},
  })
  outgoing.end(body && JSON.stringify(body))
  const [response] = await once(outgoing, 'response')
  return JSON.parse(await text(response))
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string) => ({metadata: {name}, data: {color: 'blue'}})

describe('the program of a simulated cluster', () => {
  test('makes a cluster, ends cleanly, and goes on at the same address with what it had', async () => {
    const first = await start('--name=tale', '--workers=1', '--kubernetes-version=1.34')
    expect(first.description).toMatchObject({pid: first.child.pid, name: 'tale', kubernetesVersion: '1.34.0'})
    expect(first.description.nodes.map(({name}) => name)).toEqual(['tale-control-plane', 'tale-worker'])
    const made = await ask(first.description, CONFIG_MAPS, 'POST', configMap('a'))
    expect(await end(first.child, 'SIGTERM')).toEqual([0, null])

    const second = await start()
    expect({...second.description, pid: 0}).toEqual({...first.description, pid: 0})
    expect(await ask(second.description, `${CONFIG_MAPS}/a`)).toEqual(made)
    expect((await ask(second.description, '/version')).gitVersion).toBe('v1.34.0+simulated')
  })

  test('chooses a host port where 0 is asked for, and keeps it', async () => {
    const first = await start('--publish=0:30080')
    const [port] = first.description.publish
    expect(port).toEqual({address: '127.0.0.1', hostPort: expect.any(Number), nodePort: 30080, protocol: 'TCP'})
    expect(port?.hostPort).toBeGreaterThan(0)
    await end(first.child, 'SIGTERM')
    const second = await start()
    expect(second.description.publish).toEqual([port])
  })

  test('loses nothing that it has answered when it is killed', async () => {
    const first = await start()
    const names = Array.from({length: 20}, (_, index) => `c${index}`)
    const made = []
    for (const name of names) made.push(await ask(first.description, CONFIG_MAPS, 'POST', configMap(name)))
    await ask(first.description, `${CONFIG_MAPS}/c7`, 'DELETE')
    await end(first.child, 'SIGKILL')
    // As a write looks that was cut off in the middle.
    writeFileSync(join(folder, 'state.jsonl'), '{"put":{"apiVer', {flag: 'a'})

    const second = await start()
    for (const {metadata} of made.filter(({metadata: {name}}) => name !== 'c7'))
      expect((await ask(second.description, `${CONFIG_MAPS}/${metadata.name}`)).metadata).toEqual(metadata)
    expect((await ask(second.description, `${CONFIG_MAPS}/c7`)).code).toBe(404)
  })

  test('refuses to be started twice for one folder', async () => {
    const {child, description} = await start()
    const second = launch()
    if (!second.stdout || !second.stderr) throw new Error('no output')
    const said = Promise.all([text(second.stdout), text(second.stderr)])
    expect(await once(second, 'exit')).toEqual([1, null])
    const {port} = new URL(description.server)
    const message = `port ${port} of 127.0.0.1 is in use; process ${child.pid} serves this cluster`
    expect(await said).toEqual([`${JSON.stringify({failure: {message}})}\n`, `${message}\n`])
    expect((await ask(description, '/version')).major).toBe('1')
  })

  test('tells another program’s port from its own, whatever a killed process left on record', async () => {
    const {child, description} = await start()
    await end(child, 'SIGKILL')
    const port = Number(new URL(description.server).port)
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    try {
      expect(await refusal('--existing')).toBe(`port ${port} of 127.0.0.1 is in use by another program\n`)
      expect(lastFailure).toMatchObject({reason: 'port-taken', port})
    } finally {
      other.close()
    }
  })

  test('makes no cluster where one must be', async () => {
    const file = join(folder, 'state.jsonl')
    expect(await refusal('--existing')).toBe(`${file} is missing: there is nothing to go on with\n`)
    expect(readdirSync(folder)).toEqual([])
    const first = await start('--name=tale')
    await end(first.child, 'SIGTERM')
    expect((await start('--existing')).description.id).toBe(first.description.id)
  })

  test('says in one line why a state that is damaged cannot be read', async () => {
    const first = await start()
    await end(first.child, 'SIGTERM')
    const file = join(folder, 'state.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').replace('{"put"', '{"put'))
    expect(await refusalWith(4)).toBe(`${file} is damaged in line 4\n`)
    expect(lastFailure).toMatchObject({reason: 'state-damaged'})
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2'))
    expect(await refusalWith(3)).toBe(
      `${file} has version 2, written by kubectl-kubia ${release}, and this kubia reads versions up to 1\n`,
    )
    expect(lastFailure).toMatchObject({reason: 'state-newer'})
  })

  test('ends when its folder is removed', async () => {
    const {child} = await start()
    const exit = once(child, 'exit')
    rmSync(folder, {recursive: true})
    expect(await exit).toEqual([0, null])
    mkdirSync(folder)
  })

  test('keeps its files to its user, and says which process it is', async () => {
    const {child, description} = await start()
    for (const name of ['state.jsonl', 'process.json', 'ca.crt', 'client.crt', 'client.key'])
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
    expect(JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8'))).toEqual({
      pid: child.pid,
      startTime: expect.stringMatching(/^@?\d+$/),
      server: description.server,
    })
  })
})
