import {expect, test} from 'vitest'
import {takeBuiltins} from '../../scripts/builtins.ts'

const FIND = 'globalThis.process.getBuiltinModule'

test.each([
  ['import { join } from "node:path";', `const { join } = ${FIND}("node:path");`],
  ['import { join as join2, sep } from "node:path";', `const { join: join2, sep } = ${FIND}("node:path");`],
  ['import process2 from "node:process";', `const process2 = ${FIND}("node:process");`],
  [
    'import EventEmitter, { once } from "node:events";',
    `const EventEmitter = ${FIND}("node:events");\nconst { once } = ${FIND}("node:events");`,
  ],
  ['import {\n  Duplex,\n  pipeline\n} from "node:stream";', `const { Duplex, pipeline } = ${FIND}("node:stream");`],
  [
    'import { setTimeout as wait } from "node:timers/promises";',
    `const { setTimeout: wait } = ${FIND}("node:timers/promises");`,
  ],
  [
    'import { X509Certificate, constants, createHash as hash } from "node:crypto";',
    `const { X509Certificate, constants } = ${FIND}("node:crypto");\nconst hash = (...given) => ${FIND}("node:crypto").createHash(...given);`,
  ],
])('%j becomes %j', (before, after) => {
  expect(takeBuiltins(`var a = 1;\n${before}\nvar b = 2;\n`)).toBe(`var a = 1;\n${after}\nvar b = 2;\n`)
})

test('Imports of other files, and words that look like one in a line, stay', () => {
  const text = 'import { a } from "./chunks/chunk-A.js";\nvar b = \'import { c } from "node:path";\';\n'
  expect(takeBuiltins(text)).toBe(text)
})

test('Where esbuild takes `require`, there is one, of Node’s modules', () => {
  expect(takeBuiltins('var __require = 1;\n')).toBe(`const require = ${FIND};\nvar __require = 1;\n`)
})

test('The folder of a file is asked of the module', () => {
  expect(takeBuiltins('join(__dirname, "..");\n')).toBe('join(import.meta.dirname, "..");\n')
})
