/**
 * The most informative line of a program's errors, without blanks around it: what a Go program panics with, since its
 * stack follows, else the last line.
 */
export const lastWords = (stderr: string): string => {
  const lines = stderr.trim().split('\n')
  return (lines.find(line => /^(?:panic|fatal error): /.test(line)) ?? lines.at(-1) ?? '').trim()
}
