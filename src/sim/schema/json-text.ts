// Fields that a JSON text names twice. JSON.parse keeps the last one in silence; the API server tells.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

interface Level {
  path: string
  keys: Set<string> | undefined
  index: number
  /** The key that was read and whose value comes next. */
  key: string | undefined
}

/**
 * @param text valid JSON
 * @returns paths in the order they are met: `spec.replicas`, `spec.containers[0].name`
 */
export const duplicateFields = (text: string): string[] => {
  const found: string[] = []
  const levels: Level[] = []
  let expectKey = false
  const pathOfNext = (): string => {
    const level = levels.at(-1)
    if (!level) return ''
    if (!level.keys) return `${level.path}[${level.index}]`
    return level.path === '' ? (level.key ?? '') : `${level.path}.${level.key}`
  }
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      levels.push({path: pathOfNext(), keys: token === '{' ? new Set() : undefined, index: 0, key: undefined})
      expectKey = token === '{'
    } else if (token === '}' || token === ']') {
      levels.pop()
      expectKey = false
    } else if (token === ',') {
      if (level && !level.keys) level.index++
      expectKey = level?.keys !== undefined
    } else if (token !== ':' && expectKey && level?.keys) {
      level.key = JSON.parse(token) as string
      if (level.keys.has(level.key)) found.push(pathOfNext())
      level.keys.add(level.key)
      expectKey = false
    }
  }
  return [...new Set(found)]
}
