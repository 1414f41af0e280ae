// Writes docs/errors.md and docs/errors.ko.md from the catalogue, and docs/commands.md from the help of the commands. With
// --check it writes nothing and fails where a file is not current.
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {catalogue, type ErrorCode} from '../src/errors/catalogue.ts'
import {EXIT_CLASSES} from '../src/errors/exit-classes.ts'
import {ALL_KNOWN} from '../src/errors/known/index.ts'
import {commandsPage} from './commands-page.ts'
import {EXIT_CLASSES_KO, MEANINGS_KO} from './errors-ko.ts'
import {readCommands} from './manifest.ts'

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
    '[한국어](errors.ko.md)',
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

/** docs/errors.ko.md: what each code means, in Korean, with a link to its section of docs/errors.md. */
export const koreanErrorsPage = (): string => {
  const sections = (Object.keys(catalogue) as ErrorCode[]).map(
    code =>
      `## ${code}\n\n종료 코드 ${catalogue[code].exit}. ${MEANINGS_KO[code]} [해결 방법(영어)](errors.md#${code.toLowerCase()})\n`,
  )
  return [
    '# 오류와 종료 코드',
    '',
    '[English](errors.md)',
    '',
    '`npm run docs`가 씁니다. 직접 고치지 마세요.',
    '',
    '실패는 명령이 표준 오류에 마지막으로 출력하며, 대괄호 안에 코드가 있습니다. 종료 코드는 실패의 부류를 알려 줍니다.',
    '',
    '| 종료 코드 | 부류 |',
    '| ---: | --- |',
    ...EXIT_CLASSES.map(({code}) => `| ${code} | ${EXIT_CLASSES_KO[code]} |`),
    '',
    '무엇을 해야 하는지는 오류 메시지가 알려 주고, 영어 문서의 각 절에도 있습니다.',
    '',
    ...sections,
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const {oclif} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const context = {commands: await readCommands(), groups: oclif.topics, bin: 'kubectl kubia'}
  const pages = {
    'docs/commands.md': commandsPage(context),
    'docs/errors.md': errorsPage(),
    'docs/errors.ko.md': koreanErrorsPage(),
  }
  for (const [name, page] of Object.entries(pages)) {
    const file = join(root, name)
    if (!process.argv.includes('--check')) writeFileSync(file, page)
    else if (readFileSync(file, 'utf8') === page) console.log(`docs: ${name} is current`)
    else {
      console.error(`docs: ${name} is not what the sources say; run: npm run docs`)
      process.exitCode = 1
    }
  }
}
