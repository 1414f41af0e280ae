const SAFE_WORD = /^[\w@%+=:,./-]+$/

/** One word as a POSIX shell must read it: bare where that is safe, else in single quotes. */
export const quoteWord = (word: string): string =>
  SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
