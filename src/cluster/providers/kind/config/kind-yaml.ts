import {
  Composer,
  type CST,
  type Document,
  isCollection,
  isScalar,
  type Node,
  Parser,
  visit,
  type YAMLParseError,
} from 'yaml'
import type {OffsetProblem} from '../../../config-problem.ts'

/** Larger inputs are no kind config; reading them would only take time. In bytes of UTF-8. */
const MAX_BYTES = 1024 * 1024
/** How deep lists and mappings may nest. kind's own fields nest 6 deep. */
const MAX_DEPTH = 50
/** How many lists, mappings and scalars there may be where aliases are written out. */
const MAX_NODES = 10_000

/** A text as it was read. */
export interface KindYaml {
  /** The first document, aliases written out; absent if the text is no YAML that could be looked into. */
  document?: Document.Parsed
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
    for (const {key, value} of token.items) for (const part of [key, value]) if (part) queue.push([part, depth + 1])
  }
  return undefined
}

const isEmpty = (node: Node | null): boolean => node === null || (isScalar(node) && node.source === '' && !node.tag)

/** The documents of a text; the offset where it nests too deep for that. */
const compose = (text: string): Document.Parsed[] | number => {
  const tokens = [...new Parser().parse(text)]
  // `failsafe` leaves every scalar as it is written. The library's own check for duplicate keys takes quadratic time.
  const options = {schema: 'failsafe', uniqueKeys: false, resolveKnownTags: false, prettyErrors: false} as const
  return tooDeep(tokens) ?? [...new Composer(options).compose(tokens, true, text.length)]
}

/** What the library objects to and kind's parser does not: unknown tag handles, `"a"#comment` and `"\'"`. */
const isHarmless = ({code, message}: YAMLParseError): boolean =>
  code === 'TAG_RESOLVE_FAILED' || /^Comments must be separated|^Invalid escape sequence \\'$/.test(message)

/** Errors that stop kind too, which reads nothing after a root in brackets. */
const errorsIn = ({errors, contents}: Document.Parsed): YAMLParseError[] => {
  const end = isCollection(contents) && contents.flow ? contents.range[1] : Number.POSITIVE_INFINITY
  return errors.filter(error => !isHarmless(error) && error.pos[0] < end)
}

/** What counts from an opening quote or bracket on: quoted scalars, comments, brackets and line breaks. */
const PARTS = /(?<=^|[[{,:\s])(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')|(?<=\s)#[^\n]*|[[\]{}\n]/g

/** The text with what begins at an offset, quoted or in brackets, on one line. Every character keeps its offset. */
const onOneLine = (text: string, start: number): string => {
  let depth = 0
  let isClosed = false
  const rest = text.slice(start).replace(PARTS, part => {
    if (isClosed) return part
    depth += '[{'.includes(part) ? 1 : ']}'.includes(part) ? -1 : 0
    isClosed = depth === 0
    return part.startsWith('#') ? ' '.repeat(part.length) : part.replaceAll(/\\\n/g, '  ').replaceAll('\n', ' ')
  })
  return text.slice(0, start) + rest
}

/** Where the quoted scalar or the bracket begins that a document's first error says is not closed. */
const openedAt = (document: Document.Parsed, text: string): number | undefined => {
  const end = errorsIn(document)[0]?.pos[0]
  let found: number | undefined
  visit(document, {
    Node: (_, {range}) => {
      if (!range || range[1] !== end || !/["'[{]/.test(text.charAt(range[0]))) return undefined
      found = range[0]
      return visit.BREAK
    },
  })
  return found
}

/**
 * The documents of a text as kind's parser would have them: it takes quoted scalars and brackets that go on without
 * indentation, which the library refuses. Each of them is put on one line, until none is left or it takes too long.
 */
const composeMended = (text: string): Document.Parsed[] | number => {
  const first = compose(text)
  let composed = first
  let mended = text
  for (let budget = MAX_BYTES / 2; budget > 0; budget -= text.length) {
    const start = typeof composed !== 'number' && composed[0] ? openedAt(composed[0], mended) : undefined
    const next = start === undefined ? mended : onOneLine(mended, start)
    if (next === mended) break
    mended = next
    composed = compose(mended)
  }
  // What is still wrong is said of the text as it was written.
  return typeof composed !== 'number' && composed[0] && errorsIn(composed[0]).length === 0 ? composed : first
}

/**
 * Puts a copy of what it stands for in the place of each alias, so that no reader meets one and an edit reaches one node
 * only, and says which ones stand for nothing or too much. An anchor counts from where it stands, the last of a name wins.
 */
const writeOutAliases = (document: Document.Parsed): OffsetProblem[] => {
  const problems: OffsetProblem[] = []
  const anchors = new Map<string, Node>()
  let nodes = 0
  visit(document, {
    Value: (_, node) => {
      nodes += 1
      if (node.anchor) anchors.set(node.anchor, node)
      delete node.anchor
      // kind looks past the tag of a list or mapping.
      if (isCollection(node)) delete node.tag
    },
    Alias: (_, {source, range}, path) => {
      const target = anchors.get(source)
      const refuse = (reason: 'alias' | 'limit', message: string) => {
        problems.push(problem(reason, range?.[0] ?? 0, message))
      }
      if (nodes > MAX_NODES) {
        refuse('limit', `with its aliases written out, the file has more than ${MAX_NODES} values`)
        return visit.BREAK
      }
      if (target && !path.includes(target)) return target.clone() as Node
      refuse(
        'alias',
        target ? `the alias *${source} stands inside its own anchor` : `no anchor &${source} stands before the alias`,
      )
      return undefined
    },
  })
  return problems
}

/** Reads the first document of a text: all that is wrong with it as YAML, and, if nothing is, its nodes. */
export const readKindYaml = (text: string): KindYaml => {
  const bare = text.replace(/^\uFEFF/, '')
  const position = (offset: number) => {
    const lines = bare.slice(0, offset).split(/\n|\r(?!\n)/)
    return {line: lines.length, column: (lines.at(-1) ?? '').length + 1}
  }
  const refuse = (reason: OffsetProblem['reason'], offset: number, message: string): KindYaml => ({
    problems: [problem(reason, offset, message)],
    position,
  })
  if (Buffer.byteLength(text) > MAX_BYTES) return refuse('limit', 0, 'the file is larger than 1 MiB')
  // kind's parser still breaks lines at a lone CR, NEL, LS and PS, as YAML 1.1 does.
  const composed = composeMended(bare.replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n'))
  if (typeof composed === 'number') return refuse('limit', composed, `it nests more than ${MAX_DEPTH} deep`)

  const [document, ...others] = composed
  const wrong = document ? errorsIn(document) : []
  const {explicit, version} = document?.directives.yaml ?? {}
  if (explicit && version !== '1.1') return refuse('syntax', 0, `kind does not take the directive %YAML ${version}`)
  if (wrong.length > 0) return {problems: wrong.map(({pos, message}) => problem('syntax', pos[0], message)), position}
  const ignored =
    document?.errors.find(error => !isHarmless(error))?.pos[0] ??
    others.find(({contents}) => !isEmpty(contents))?.range[0]
  if (!document || isEmpty(document.contents)) {
    const message = ignored === undefined ? 'the file is empty' : 'the first document is empty, and kind reads no other'
    return refuse('document', 0, message)
  }
  const notRead = 'kind reads only the first document; what follows is ignored'
  const warnings = ignored === undefined ? [] : [problem('document', ignored, notRead, 'warning')]
  const problems = writeOutAliases(document)
  return {...(problems.length === 0 && {document}), problems: [...warnings, ...problems], position}
}
