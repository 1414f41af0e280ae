/** The states of each pod in rows of a watch, in order, without repetition: `web-1` to `0/1 Pending`, `1/1 Running` … */
export const statesOf = (text: string): Record<string, string[]> => {
  const states: Record<string, string[]> = {}
  for (const line of text.split('\n')) {
    const [, name = '', state = ''] = /^(?:pod\/)?(\S+) +(\d\/\d +[A-Z]\S+)/.exec(line) ?? []
    if (name === '') continue
    const known = states[name] ?? []
    states[name] = known
    const words = state.replace(/ +/, ' ')
    if (known.at(-1) !== words) known.push(words)
  }
  return states
}
