// Commands that the runner of GitHub Actions obeys in the output of a job. Sources: docs.github.com, "Workflow commands for
// GitHub Actions", and how the runner reads them: src/Runner.Common/ActionCommand.cs of github.com/actions/runner.

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** A command, on one line: `::error title=CODE::what is wrong%0Aand where`. */
export const workflowCommand = (
  name: string,
  message = '',
  properties: Readonly<Record<string, string>> = {},
): string => {
  const words = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
  return `::${name}${words.length > 0 ? ` ${words.join(',')}` : ''}::${escapeData(message)}`
}

/**
 * A text of any origin, in which the runner finds no command: it obeys `::name::` at the beginning of a line, blanks aside,
 * and `##[name]` anywhere in one.
 */
export const withoutCommands = (text: string): string =>
  text.replaceAll(/^([^\S\n]*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
