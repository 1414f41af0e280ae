import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isCollection,
  isScalar,
  LineCounter,
  type Node,
  Parser,
  type YAMLParseError,
} from 'yaml'
import type {OffsetProblem} from '../../../config-problem.ts'
import {followAliases} from './yaml-aliases.ts'
import {closeFirst, controlCharacters, withPlainBreaks} from './yaml-text.ts'

/** Larger inputs are no kind config; reading them would only take time. In bytes of UTF-8. */
export const MAX_BYTES = 1024 * 1024
/** How deep lists and mappings may nest, aliases followed. kind's own fields nest 6 deep. */
export const MAX_DEPTH = 50

/** The first document of a YAML text, with what is needed to read it safely. */
export interface KindYaml {
  root: Node
  /** What each alias stands for; an alias that can't be followed is not in it. */
  targets: ReadonlyMap<Alias, Node>
}

export interface ReadResult {
  /** Absent if the text is no YAML that could be looked into. */
  yaml?: KindYaml
  problems: OffsetProblem[]
  /** The 1-based line and column of an offset. */
  position: (offset: number) => {line: number; column: number}
}

const problem = (
  reason: OffsetProblem['reason'],
  offset: number,
  message: string,
  level: OffsetProblem['level'] = 'error',
): OffsetProblem => ({offset, path: '', message, level, reason})

/** The offset of the first token that nests deeper than allowed. A loop, since recursion is what deep input breaks. */
const tooDeep = (tokens: readonly CST.Token[]): number | undefined => {
  const queue: [token: CST.Token, depth: number][] = tokens.map(token => [token, 0])
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [token, depth] = next
    if (token.type === 'document' && token.value) queue.push([token.value, depth])
    if (!('items' in token)) continue
    if (depth >= MAX_DEPTH) return token.offset
    for (const item of token.items) {
      if (item.key) queue.push([item.key, depth + 1])
      if (item.value) queue.push([item.value, depth + 1])
    }
  }
  return undefined
}

/** kind's parser speaks YAML 1.1 and stops at any directive but its version's and `%TAG`. */
const directiveProblems = (tokens: readonly CST.Token[]): OffsetProblem[] => {
  const first = tokens.findIndex(token => token.type === 'document')
  return tokens
    .slice(0, first === -1 ? tokens.length : first)
    .filter(token => token.type === 'directive')
    .filter(token => !/^%(YAML\s+1\.1|TAG)(\s|$)/.test(token.source))
    .map(token => problem('syntax', token.offset, `kind does not take the directive ${token.source.trim()}`))
}

const linePositions = (text: string): ReadResult['position'] => {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (const {index} of text.matchAll(/\n|\r(?!\n)/g)) lines.addNewLine(index + 1)
  return offset => {
    const {line, col} = lines.linePos(offset)
    return {line, column: col}
  }
}

const isEmpty = (node: Node | null): boolean => node === null || (isScalar(node) && node.source === '' && !node.tag)

interface Composed {
  tokens: CST.Token[]
  /** The first document; absent where the text nests too deep to be composed. */
  document?: Document.Parsed
  others: Document.Parsed[]
}

const composeText = (text: string): Composed => {
  const tokens = [...new Parser().parse(text)]
  if (tooDeep(tokens) !== undefined) return {tokens, others: []}
  // `failsafe` leaves every scalar as it is written: go-yaml.ts resolves it as kind does. The library's own check for
  // duplicate keys takes quadratic time.
  const options = {schema: 'failsafe', uniqueKeys: false, resolveKnownTags: false, prettyErrors: false} as const
  const [document, ...others] = new Composer(options).compose(tokens, true, text.length)
  return {tokens, others, ...(document && {document})}
}

/** How much text may be composed again to mend indentation, in characters. */
const MENDING_BUDGET = MAX_BYTES / 2

/**
 * Composes a text as kind's parser would: it takes quoted scalars and brackets that go on without indentation, which
 * this library refuses. Each of them is put on one line, at the same length, until none is left.
 */
export const composeKindYaml = (text: string): Composed => {
  let source = withPlainBreaks(text)
  const first = composeText(source)
  let composed = first
  for (let budget = MENDING_BUDGET; budget > 0; budget -= source.length) {
    const mended = composed.document?.errors.length ? closeFirst(source, composed.tokens) : undefined
    if (mended === undefined) break
    source = mended
    composed = composeText(source)
  }
  // What is still wrong is said of the text as it was written.
  return composed.document && wrongIn(composed.document).length === 0 ? composed : first
}

/** What this library objects to and kind's parser does not: unknown tag handles, `"a"#comment` and `"\'"`. */
const isHarmless = ({code, message}: YAMLParseError): boolean =>
  code === 'TAG_RESOLVE_FAILED' || /^Comments must be separated|^Invalid escape sequence \\'$/.test(message)

/** Errors that stop kind too, which reads nothing after a root in brackets. */
const wrongIn = ({errors, contents}: Document.Parsed): YAMLParseError[] => {
  const end = isCollection(contents) && contents.flow && contents.range ? contents.range[1] : Number.POSITIVE_INFINITY
  return errors.filter(error => !isHarmless(error) && error.pos[0] < end)
}

const syntaxProblems = (text: string, {tokens, document}: Composed): OffsetProblem[] => {
  if (!document) return [problem('limit', tooDeep(tokens) ?? 0, `it nests more than ${MAX_DEPTH} deep`)]
  const controls = controlCharacters(text, document.range[2])
  return [
    ...directiveProblems(tokens),
    ...controls.map(offset => problem('syntax', offset, 'control characters are not allowed')),
    ...wrongIn(document).map(error => problem('syntax', error.pos[0], error.message)),
  ]
}

/** Where the first document ends and something else begins, which kind does not read; undefined if nothing does. */
const ignoredFrom = ({document, others}: Composed): number | undefined =>
  document?.errors.find(error => !isHarmless(error))?.pos[0] ?? others.find(other => !isEmpty(other.contents))?.range[0]

/** Reads the first document of a text: all that is wrong with it as YAML, and, if nothing is, its nodes. */
export const readKindYaml = (text: string): ReadResult => {
  const bare = text.replace(/^\uFEFF/, '')
  const position = linePositions(bare)
  const refuse = (problems: OffsetProblem[]): ReadResult => ({problems, position})
  if (Buffer.byteLength(text) > MAX_BYTES) return refuse([problem('limit', 0, 'the file is larger than 1 MiB')])

  const composed = composeKindYaml(bare)
  const wrong = syntaxProblems(bare, composed)
  if (wrong.length > 0 || !composed.document) return refuse(wrong)

  const root = composed.document.contents
  const ignored = ignoredFrom(composed)
  if (!root || isEmpty(root)) {
    const message = ignored === undefined ? 'the file is empty' : 'the first document is empty, and kind reads no other'
    return refuse([problem('document', 0, message)])
  }
  const notRead = 'kind reads only the first document; what follows is ignored'
  const warnings = ignored === undefined ? [] : [problem('document', ignored, notRead, 'warning')]
  const {targets, problems} = followAliases(root, MAX_DEPTH)
  if (problems.length > 0) return refuse([...warnings, ...problems.map(p => problem(p.reason, p.offset, p.message))])
  return {yaml: {root, targets}, problems: warnings, position}
}
