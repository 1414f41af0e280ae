import {readFileSync} from 'node:fs'
import {glob} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {errorsPage} from '../../scripts/write-docs.ts'
import {type CatalogueEntry, catalogue, EXIT} from '../../src/errors/catalogue.ts'

const rows = Object.entries(catalogue) as [string, CatalogueEntry][]

test.each(rows)('%s says what it means and what to do, in sentences', (code, {exit, meaning, remedy}) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
  expect(Object.values(EXIT)).toContain(exit)
  expect(exit).not.toBe(EXIT.ok)
  expect(meaning).toMatch(/^\S.*[.)]$/)
  expect(remedy).toMatch(/^[A-Z].*\S$/)
})

test('The exit codes are those that scripts rely on', () => {
  const codes = Object.fromEntries(rows.map(([code, {exit}]) => [code, exit]))
  expect(codes).toEqual({
    UNEXPECTED: 1,
    USAGE: 2,
    NAME_INVALID: 2,
    CONFIG_INVALID: 2,
    CONFIG_UNREADABLE: 2,
    NODE_IMAGE_INVALID: 2,
    ADDRESS_FOREIGN: 2,
    CONTEXT_MISSING: 2,
    NOT_FOUND: 2,
    CONFIRMATION_NEEDED: 2,
    ENGINE_MISSING: 3,
    ENGINE_DOWN: 3,
    ENGINE_PERMISSION: 3,
    KIND_MISSING: 3,
    KUBECTL_MISSING: 3,
    DOWNLOAD_FAILED: 3,
    KUBECONFIG_INVALID: 3,
    IMAGE_MISSING: 2,
    ARCHIVE_INVALID: 2,
    NOT_LOCAL: 2,
    LOAD_FAILED: 3,
    IMAGE_UNAVAILABLE: 3,
    REGISTRY_FAILED: 3,
    API_UNREACHABLE: 3,
    API_FAILING: 3,
    CLUSTER_STOPPED: 3,
    API_UNTRUSTED: 3,
    NOT_KUBERNETES: 3,
    FORBIDDEN: 3,
    DISK_FULL: 3,
    INOTIFY_LIMIT: 3,
    MEMORY_LOW: 3,
    ENGINE_SETUP: 3,
    ENGINE_NETWORK: 3,
    COMMAND_FAILED: 3,
    PROGRAM_MISSING: 3,
    ANSWER_UNREADABLE: 3,
    OUTPUT_TOO_LARGE: 3,
    OUTPUT_UNWRITABLE: 3,
    SHELL_MISSING: 3,
    SHELL_FILE_UNWRITABLE: 3,
    SHELL_FILE_DAMAGED: 4,
    SHELL_FILE_CHANGED: 4,
    NO_URL: 3,
    STATE_UNWRITABLE: 3,
    LIMIT_REACHED: 3,
    DIRECTORY_GONE: 3,
    HOME_UNUSABLE: 3,
    CHECK_TIMEOUT: 3,
    LEFTOVERS: 3,
    ENGINE_TOO_OLD: 3,
    ENGINE_REMOTE: 3,
    CPU_LOW: 3,
    PROXY_SETTINGS: 3,
    VERSION_SKEW: 3,
    CLUSTER_DIFFERS: 4,
    CLUSTER_INCOMPLETE: 4,
    NAME_TAKEN: 4,
    PORT_TAKEN: 4,
    REGISTRY_DIFFERS: 4,
    AMBIGUOUS_NAME: 2,
    NAMESPACE_MISSING: 2,
    OBJECT_INVALID: 2,
    OBJECT_DIFFERS: 4,
    FIELD_CONFLICT: 4,
    OBJECT_CHANGED: 4,
    REPLICAS_DIFFER: 4,
    NAMESPACE_TERMINATING: 4,
    NODE_BOOT_TIMEOUT: 5,
    NOT_READY: 5,
    EXTERNAL_IP_PENDING: 5,
    IMAGE_PULL: 6,
    BUILD_FAILED: 6,
    CRASH_LOOP: 6,
    OOM_KILLED: 6,
    CONTAINER_CONFIG: 6,
    PROBE_FAILED: 6,
    UNSCHEDULABLE: 6,
    QUOTA_EXCEEDED: 6,
    ADMISSION_DENIED: 6,
    ROLLOUT_FAILED: 6,
    POD_FAILED: 6,
    NO_ENDPOINTS: 6,
    NO_ANSWER: 6,
    REQUESTS_LOST: 6,
    KUBECONFIG_LOCKED: 4,
    CLUSTER_LOCKED: 4,
    TUNNEL_RUNS: 4,
    NOT_OURS: 4,
    NODES_NOT_READY: 5,
    PORT_DENIED: 3,
    START_FAILED: 5,
    STOP_FAILED: 5,
    SPEED_FAILED: 5,
    STATE_DAMAGED: 4,
    STATE_NEWER: 3,
    CREATE_FAILED: 5,
    TIMEOUT: 5,
    PARTIAL_DOWN: 7,
    INTERRUPTED: 130,
    TERMINATED: 143,
  })
})

const root = join(import.meta.dirname, '../..')

/** The text of all files of a pattern, but for those below the catalogue and this one. */
const textOf = async (pattern: string): Promise<string> => {
  let text = ''
  for await (const file of glob(pattern, {cwd: root}))
    if (!file.includes('errors/catalogue')) text += readFileSync(join(root, file), 'utf8')
  return text
}

/** Sources without what only speaks of codes: comments, comparisons and lists. */
const withoutMentions = (sources: string): string =>
  sources
    .replaceAll(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '')
    .replaceAll(/ \/\/ .*$/gm, '')
    .replaceAll(/[!=]== '[A-Z_]+'/g, '')
    .replaceAll(/\[(?:\s*'[A-Z_]+',?)+\s*\]/g, '')

test('Each code has its section in docs/errors.md, and each section its code', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  expect(page).toBe(errorsPage())
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(rows.map(([code]) => code))
})

test('A code that is only spoken of is not thrown', () => {
  const spoken = [
    "/** 'A' */",
    "  // 'A'",
    " * 'A'",
    "run() // 'A'",
    "if (code === 'A' || code !== 'A')",
    "const list = ['A', 'B']",
    "const more = [\n  'A',\n]",
  ]
  expect(withoutMentions(spoken.join('\n'))).not.toContain("'A'")
  const thrown = ["new KubiaError('A', x)", "code: 'A',", "x ?? 'A'", "[1, warn('A')]"]
  expect(withoutMentions(thrown.join('\n')).match(/'A'/g)).toHaveLength(thrown.length)
})

test('Each code is thrown somewhere, and a test provokes it', async () => {
  const [sources, tests] = await Promise.all([textOf('{src,commands}/**/*.ts'), textOf('test/**/*.ts')])
  const throwing = withoutMentions(sources)
  expect(rows.map(([code]) => code).filter(code => !throwing.includes(`'${code}'`))).toEqual([])
  expect(rows.map(([code]) => code).filter(code => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([])
})

test('No code stands in two tables', async () => {
  const codes: string[] = []
  for await (const file of glob('src/errors/catalogue/*.ts', {cwd: root}))
    for (const [name, table] of Object.entries(await import(join(root, file))))
      if (name !== 'EXIT') codes.push(...Object.keys(table as object))
  expect(codes.sort()).toEqual(rows.map(([code]) => code).sort())
})
