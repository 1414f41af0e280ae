import {
  type Alias,
  Composer,
  type CST,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  Parser,
} from 'yaml'
import type {OffsetProblem} from './config-problem.ts'

/** Larger inputs are no kind config; reading them would only take time. In bytes of UTF-8. */
export const MAX_BYTES = 1024 * 1024
/** How deep lists and mappings may nest, aliases followed. kind's own fields nest 6 deep. */
export const MAX_DEPTH = 50
/** How many nodes aliases may add when they are followed. */
export const MAX_ALIASED_NODES = 100_000

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

interface Size {
  nodes: number
  depth: number
}

const children = (node: Node): Node[] => {
  if (!isCollection(node)) return []
  const parts = node.items.flatMap(item => (isPair(item) ? [item.key, item.value] : [item]))
  return parts.filter(part => isScalar(part) || isCollection(part) || isAlias(part))
}

/**
 * Finds what every alias stands for, and refuses those that would make the reading endless.
 * It goes through the document once, in its order: an anchor counts from where it stands, and the last one wins.
 */
const followAliases = (root: Node): {targets: Map<Alias, Node>; problems: OffsetProblem[]} => {
  const targets = new Map<Alias, Node>()
  const problems: OffsetProblem[] = []
  const anchors = new Map<string, Node>()
  const sizes = new Map<Node, Size>()

  const follow = (alias: Alias): Size => {
    const target = anchors.get(alias.source)
    const size = target && sizes.get(target)
    const offset = alias.range?.[0] ?? 0
    if (!target) problems.push(problem('alias', offset, `no anchor &${alias.source} stands before the alias`))
    else if (!size) problems.push(problem('alias', offset, `the alias *${alias.source} stands inside its own anchor`))
    else targets.set(alias, target)
    return size ?? {nodes: 0, depth: 0}
  }
  const measure = (node: Node): Size => {
    if (isAlias(node)) return follow(node)
    if (node.anchor) anchors.set(node.anchor, node)
    const inner = children(node).map(measure)
    const size = {
      nodes: 1 + inner.reduce((sum, part) => sum + part.nodes, 0),
      depth: isCollection(node) ? 1 + inner.reduce((most, part) => Math.max(most, part.depth), 0) : 0,
    }
    sizes.set(node, size)
    return size
  }

  const {nodes, depth} = measure(root)
  if (depth > MAX_DEPTH) problems.push(problem('limit', 0, `the aliases nest more than ${MAX_DEPTH} deep`))
  if (nodes - sizes.size > MAX_ALIASED_NODES) {
    problems.push(problem('limit', 0, `the aliases stand for more than ${MAX_ALIASED_NODES} nodes`))
  }
  return {targets, problems}
}

const isEmpty = (node: Node | null): boolean => node === null || (isScalar(node) && node.source === '' && !node.tag)

/** Reads the first document of a text: all that is wrong with it as YAML, and, if nothing is, its nodes. */
export const readKindYaml = (text: string): ReadResult => {
  const lines = new LineCounter()
  const position = (offset: number) => {
    const {line, col} = lines.linePos(offset)
    return {line: Math.max(1, line), column: Math.max(1, col)}
  }
  const refuse = (...problems: OffsetProblem[]): ReadResult => ({problems, position})

  if (Buffer.byteLength(text) > MAX_BYTES) return refuse(problem('limit', 0, 'the file is larger than 1 MiB'))
  const bare = text.replace(/^\uFEFF/, '')
  const tokens = [...new Parser(lines.addNewLine).parse(bare)]
  const deep = tooDeep(tokens)
  if (deep !== undefined) return refuse(problem('limit', deep, `it nests more than ${MAX_DEPTH} deep`))

  // `failsafe` leaves every scalar as it is written: go-yaml.ts resolves it as kind does. Its own check for
  // duplicate keys takes quadratic time.
  const composer = new Composer({schema: 'failsafe', uniqueKeys: false, prettyErrors: false})
  const [document, ...others] = composer.compose(tokens, true, bare.length)
  const wrong = (document?.errors ?? []).map(error => problem('syntax', error.pos[0], error.message))
  const problems = [...directiveProblems(tokens), ...wrong]
  if (problems.length > 0 || !document) return refuse(...problems)

  const more = others.find(other => !isEmpty(other.contents))
  const root = document.contents
  if (!root || isEmpty(root)) {
    return refuse(
      problem('document', 0, more ? 'the first document is empty, and kind reads no other' : 'the file is empty'),
    )
  }
  if (more) {
    const message = 'kind reads only the first document; what follows is ignored'
    problems.push(problem('document', more.range[0], message, 'warning'))
  }
  const {targets, problems: aliasProblems} = followAliases(root)
  problems.push(...aliasProblems)
  return {...(aliasProblems.length === 0 && {yaml: {root, targets}}), problems, position}
}
