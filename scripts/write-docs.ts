// Writes docs/errors.md from the catalogue. With --check it writes nothing and fails where the file is not current.
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {catalogue, type ErrorCode} from '../src/errors/catalogue.ts'
import {EXIT_CLASSES} from '../src/errors/exit-classes.ts'
import {ALL_KNOWN} from '../src/errors/known/index.ts'

/** An address as a link whose text is short: `kubernetes-sigs/kind#1425`. */
const linked = (source: string): string =>
  source.replaceAll(/https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/g, '[$1#$2]($&)')

/** What other programs say, and where it was seen, of all that leads to a code. */
const knownCauses = (code: ErrorCode): string => {
  const rows = ALL_KNOWN.filter(row => row.code === code)
  if (rows.length === 0) return ''
  return `\nKnown by its words:\n\n${rows.map(({id, source}) => `- \`${id}\`: ${linked(source)}`).join('\n')}\n`
}

/** docs/errors.md: one section for each code, in the order of the catalogue. */
export const errorsPage = (): string => {
  const codes = Object.keys(catalogue) as ErrorCode[]
  const classes = EXIT_CLASSES.map(({code, meaning}) => `| ${code} | ${meaning} |`)
  const index = codes.map(code => `- [${code}](#${code.toLowerCase()}), exit ${catalogue[code].exit}`)
  const sections = codes.map(code => {
    const {exit, meaning, remedy} = catalogue[code]
    return `## ${code}\n\nExit ${exit}. ${meaning}\n\n${remedy}\n${knownCauses(code)}`
  })
  return [
    '# Errors and exit codes',
    '',
    'Written by `npm run docs` from `src/errors/catalogue/`; do not edit by hand.',
    '',
    'A failure is the last thing a command prints, on standard error, with its code in brackets. The exit code tells its class:',
    '',
    '| exit | class |',
    '| ---: | --- |',
    ...classes,
    '',
    'Where a section says `docker`, take the program of your engine: podman, nerdctl and finch know the same words, and the commands themselves name yours.',
    '',
    ...index,
    '',
    ...sections,
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const file = join(import.meta.dirname, '..', 'docs', 'errors.md')
  if (!process.argv.includes('--check')) writeFileSync(file, errorsPage())
  else if (readFileSync(file, 'utf8') === errorsPage()) console.log('docs: docs/errors.md is current')
  else {
    console.error('docs: docs/errors.md is not what the catalogue says; run: npm run docs')
    process.exitCode = 1
  }
}
