/**
 * Whether somebody is there who reads what is asked and can answer: standard input and error are terminals, and CI is
 * unset. Some CI systems give their jobs a terminal that nobody sits at.
 */
export const isInteractive = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  streams: {readonly stdin: {isTTY?: boolean}; readonly stderr: {isTTY?: boolean}} = process,
): boolean => !env['CI'] && streams.stdin.isTTY === true && streams.stderr.isTTY === true
