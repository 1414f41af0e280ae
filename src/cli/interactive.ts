/**
 * Whether a person can read a question and answer it: standard input and standard error are terminals, and CI is unset.
 * Some CI systems give their jobs a terminal.
 */
export const isInteractive = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  streams: {readonly stdin: {isTTY?: boolean}; readonly stderr: {isTTY?: boolean}} = process,
): boolean => !env['CI'] && streams.stdin.isTTY === true && streams.stderr.isTTY === true
