import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {configDirectory, dataHome} from '../process/paths.ts'
import {readFileBounded} from '../process/read-file.ts'
import {formatHeader, formatPayload, isEmpty, NO_PARTS, type Owned, type Parts, readHeader} from './parts.ts'
import {bashStartFile, type FindStartFile, zshStartFile} from './start-file.ts'

export const SHELL_NAMES = ['zsh', 'bash', 'fish'] as const
export type ShellName = (typeof SHELL_NAMES)[number]

/** A file that kubia makes for a shell, whole. */
export interface OwnedFile {
  path: string
  text: string
}

/** Reads a file of the package's folder of shell code. */
export type ReadBody = (name: string) => string

/** What differs between shells. A new shell is a new row. */
export interface Shell {
  name: ShellName
  /** Where the block goes that makes the shell read kubia's file; undefined where the shell looks for such files itself. */
  findStartFile: FindStartFile | undefined
  /** The files of a shell that has these parts. */
  files: (parts: Parts, given: {startFile: string | undefined; body: ReadBody}) => OwnedFile[]
  /** What the shell may evaluate at its start instead of reading those files. */
  init: (alias: string, read: {body: ReadBody; completion: ReadBody}) => string
  /** Where files of earlier installations may be. */
  places: () => string[]
  /** The start of a shell as the user has it, running a script with the arguments that follow. */
  interactive: readonly string[]
  /** Prints what a name (the first argument) is, a line each, in the order in which the shell looks: kind, TAB, text. */
  printKind: string
  /** The file with the completion of `kubectl-kubia` itself, in the package's completions/. */
  directCompletion: string
}

const payloadPath = (file: string): string => join(configDirectory(), 'shell', file)
const fishAliases = (): string => join(dataHome(), 'fish', 'vendor_functions.d')
const fishSettings = (): string => join(dataHome(), 'fish', 'vendor_conf.d', 'kubectl-kubia.fish')
const fishCompletion = (): string => join(dataHome(), 'fish', 'vendor_completions.d', 'kubectl-kubia.fish')

/** The file that zsh and bash read: what it is for, the settings, and the code, which is always the same. */
const payload =
  (file: string): Shell['files'] =>
  (parts, {startFile, body}) =>
    isEmpty(parts) ? [] : [{path: payloadPath(file), text: formatPayload(parts, startFile, body(file))}]

const initText =
  (file: string): Shell['init'] =>
  (alias, {body}) =>
    formatPayload({...NO_PARTS, alias, completion: true}, undefined, body(file))

/** A function that fish loads when it is first used; a function, an alias or a file of the user's own wins over it. */
const fishFunction = (name: string): OwnedFile => ({
  path: join(fishAliases(), `${name}.fish`),
  text: `${formatHeader({...NO_PARTS, alias: name})}
if not set -q KUBIA_NO_ALIAS
    function ${name} --wraps kubectl --description kubectl
        kubectl $argv
    end
end
`,
})

/** Read by fish at the first TAB behind `kubectl-kubia`; its own file for kubectl is made the same way. */
const fishDirect = (): OwnedFile => ({
  path: fishCompletion(),
  text: `${formatHeader({...NO_PARTS, completion: true})}
kubectl-kubia completion fish 2>/dev/null | source
`,
})

/** Read by fish at its start. In fish's single quotes a backslash escapes itself and the quote. */
const fishPath = (folder: string): OwnedFile => {
  const word = `'${folder.replaceAll(/[\\']/g, '\\$&')}'`
  return {
    path: fishSettings(),
    text: `${formatHeader({...NO_PARTS, path: folder})}
contains -- ${word} $PATH; or set -gx PATH ${word} $PATH
`,
  }
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder).map(name => join(folder, name))
  } catch {
    return [] // No such folder: fish has no file of ours.
  }
}

export const SHELLS: readonly Shell[] = [
  {
    name: 'zsh',
    findStartFile: zshStartFile,
    files: payload('kubia.zsh'),
    init: initText('kubia.zsh'),
    places: () => [payloadPath('kubia.zsh')],
    interactive: ['-i', '-c'],
    printKind: `
(( $+aliases[$1] )) && print -r -- "alias	$aliases[$1]"
(( $+galiases[$1] )) && print -r -- "alias	$galiases[$1]"
(( $+functions[$1] )) && print -r -- "function	\${functions[$1]//$'\\n'/ }"
(( $+builtins[$1] )) && print -r -- "builtin	$1"
(( $+commands[$1] )) && print -r -- "program	$commands[$1]"
true`,
    directCompletion: '_kubectl-kubia',
  },
  {
    name: 'bash',
    findStartFile: bashStartFile,
    files: payload('kubia.bash'),
    init: initText('kubia.bash'),
    places: () => [payloadPath('kubia.bash')],
    interactive: ['-i', '-c'],
    printKind: `
if kubia_is=$(alias -- "$1" 2>/dev/null); then kubia_is=\${kubia_is#*=\\'}; printf 'alias\\t%s\\n' "\${kubia_is%\\'}"; fi
if kubia_is=$(declare -f -- "$1"); then
  kubia_is=\${kubia_is#*\\{}; kubia_is=\${kubia_is%\\}*}; printf 'function\\t%s\\n' "\${kubia_is//$'\\n'/ }"
fi
if kubia_is=$(type -P -- "$1"); then printf 'program\\t%s\\n' "$kubia_is"; fi
true`,
    directCompletion: 'kubectl-kubia.bash',
  },
  {
    name: 'fish',
    findStartFile: undefined,
    files: parts => [
      ...(parts.alias === undefined ? [] : [fishFunction(parts.alias)]),
      ...(parts.completion ? [fishDirect()] : []),
      ...(parts.path === undefined ? [] : [fishPath(parts.path)]),
    ],
    init: (alias, {completion}) =>
      [
        `functions -q ${alias}; or abbr -q ${alias}; or command -q ${alias}`,
        `or function ${alias} --wraps kubectl --description kubectl`,
        '    kubectl $argv',
        'end',
        completion('kubectl-kubia.fish'),
      ].join('\n'),
    places: () => [...list(fishAliases()).filter(path => path.endsWith('.fish')), fishCompletion(), fishSettings()],
    interactive: ['-i', '-c'],
    printKind: `
abbr -q $argv[1]; and printf 'abbreviation\\t%s\\n' $argv[1]
if functions -q $argv[1]
    set -l kubia_is (functions $argv[1] | string match -v -r '^#')
    printf 'function\\t%s\\n' (string join ' ' $kubia_is[2..-2])
end
command -q $argv[1]; and printf 'program\\t%s\\n' (command -s $argv[1])
true`,
    directCompletion: 'kubectl-kubia.fish',
  },
]

/** The row of a shell. */
export const shellNamed = (name: string): Shell => {
  const shell = SHELLS.find(row => row.name === name)
  if (!shell) throw new Error(`there is no row for ${name}`)
  return shell
}

/** A file of ours with the parts that it was made for; undefined where there is none, or somebody else's. */
export const readOwned = (path: string): (Owned & {path: string}) | undefined => {
  try {
    const owned = readHeader(readFileBounded(path).toString())
    return owned && {path, ...owned}
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}

/** The files that kubia made for a shell. */
export const ownedFiles = (shell: Shell): (Owned & {path: string})[] =>
  shell.places().flatMap(path => readOwned(path) ?? [])

/** What kubia has put into a shell. */
export const installedParts = (shell: Shell): Parts =>
  ownedFiles(shell).reduce(
    (all, {parts}) => ({
      alias: all.alias ?? parts.alias,
      completion: all.completion || parts.completion,
      path: all.path ?? parts.path,
    }),
    NO_PARTS,
  )
