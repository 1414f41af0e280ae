/** An import of a module of Node, as esbuild writes it: a default, names in braces, or both. */
const IMPORT = /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\})? from ("node:[\w/]+");$/gm
/** Where esbuild takes `require` for packages in CommonJS, which ask for modules of Node alone. */
const REQUIRE = 'var __require = '
const FIND = 'globalThis.process.getBuiltinModule'

/**
 * Takes Node's modules by `process.getBuiltinModule` in place of an import, in a file that esbuild made: an import reads
 * every export, and so loads what is behind their getters, such as the web sockets of `node:http`, and each is a module
 * that is resolved and linked. `createRequire` costs 0.2 ms a file, so packages in CommonJS get the same function.
 * @param text a module, without namespaces of Node's (`import * as fs`), whose getters it would read
 */
export const takeBuiltins = (text: string): string => {
  const taken = text
    .replace(IMPORT, (_, whole: string | undefined, names: string | undefined, from: string) =>
      [whole, names && `{${names.replaceAll(' as ', ': ')}}`]
        .filter(Boolean)
        .map(target => `const ${target} = ${FIND}(${from});`)
        .join('\n'),
    )
    .replaceAll(/\b__dirname\b/g, 'import.meta.dirname')
  return text.includes(REQUIRE) ? `const require = ${FIND};\n${taken}` : taken
}
