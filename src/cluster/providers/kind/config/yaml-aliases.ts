import {type Alias, isAlias, isCollection, isPair, isScalar, type Node} from 'yaml'

/** How many nodes aliases may add when they are followed. */
export const MAX_ALIASED_NODES = 100_000

/** A problem with an alias, at its offset in the text. */
export interface AliasProblem {
  reason: 'alias' | 'limit'
  offset: number
  message: string
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
export const followAliases = (root: Node, maxDepth: number): {targets: Map<Alias, Node>; problems: AliasProblem[]} => {
  const targets = new Map<Alias, Node>()
  const problems: AliasProblem[] = []
  const refuse = (reason: AliasProblem['reason'], offset: number, message: string) =>
    problems.push({reason, offset, message})
  const anchors = new Map<string, Node>()
  const sizes = new Map<Node, Size>()

  const follow = (alias: Alias): Size => {
    const target = anchors.get(alias.source)
    const size = target && sizes.get(target)
    const offset = alias.range?.[0] ?? 0
    if (!target) refuse('alias', offset, `no anchor &${alias.source} stands before the alias`)
    else if (!size) refuse('alias', offset, `the alias *${alias.source} stands inside its own anchor`)
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
  if (depth > maxDepth) refuse('limit', 0, `the aliases nest more than ${maxDepth} deep`)
  if (nodes - sizes.size > MAX_ALIASED_NODES) {
    refuse('limit', 0, `the aliases stand for more than ${MAX_ALIASED_NODES} nodes`)
  }
  return {targets, problems}
}
