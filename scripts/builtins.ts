/** An import of a module of Node, as esbuild writes it: a default, names in braces, or both. */
const IMPORT = /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\})? from ("node:[\w/]+");$/gm
/** Where esbuild takes `require` for packages in CommonJS, which ask for modules of Node alone. */
const REQUIRE = 'var __require = '
const FIND = 'globalThis.process.getBuiltinModule'
/** What many commands import and few runs call: loaded where a function of theirs is called. */
const LATE: readonly string[] = ['node:crypto', 'node:dns/promises', 'node:fs/promises', 'node:zlib']

/** A name of a list in braces, as `const` has it; one of LATE as a function that loads the module. */
const take = (from: string, names: string): string => {
  const module = process.getBuiltinModule(JSON.parse(from)) as unknown as Record<string, unknown>
  const words = names.split(',').map(name => name.trim().split(' as '))
  const isLate = (name: string): boolean =>
    LATE.includes(JSON.parse(from)) && typeof module[name] === 'function' && /^[a-z]/.test(name)
  const late = words.flatMap(([name = '', own = name]) =>
    isLate(name) ? [`const ${own} = (...given) => ${FIND}(${from}).${name}(...given);`] : [],
  )
  const now = words.filter(([name = '']) => !isLate(name)).map(pair => pair.join(': '))
  return [...(now.length > 0 ? [`const { ${now.join(', ')} } = ${FIND}(${from});`] : []), ...late].join('\n')
}

/**
 * Takes Node's modules by `process.getBuiltinModule` in place of an import, in a file that esbuild made: an import reads
 * every export, and so loads what is behind their getters, such as the web sockets of `node:http`, and each is a module
 * that is resolved and linked. `createRequire` costs 0.2 ms a file, so packages in CommonJS get the same function.
 * @param text a module, without namespaces of Node's (`import * as fs`), whose getters it would read
 */
export const takeBuiltins = (text: string): string => {
  const taken = text
    .replace(IMPORT, (_, whole: string | undefined, names: string | undefined, from: string) =>
      [...(whole ? [`const ${whole} = ${FIND}(${from});`] : []), ...(names ? [take(from, names)] : [])].join('\n'),
    )
    .replaceAll(/\b__dirname\b/g, 'import.meta.dirname')
  return text.includes(REQUIRE) ? `const require = ${FIND};\n${taken}` : taken
}
