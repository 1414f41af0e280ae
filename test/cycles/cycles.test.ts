import {rmSync} from 'node:fs'
import {afterAll} from 'vitest'
import {makePlace, powerPlace} from '../e2e/support.ts'
import {type Cycle, describePower} from '../walk/power.ts'

/** How often the cluster is stopped and started. */
const CYCLES = Number(process.env['KUBIA_CYCLES'] ?? 20)

const place = makePlace()
const done: Cycle[] = []

/** What was measured, as Markdown, for docs/reliability.md. */
const table = (): string => {
  const line = (title: string, {stop, start, answers}: Cycle): string =>
    `| ${title} | ${[stop, start, answers].map(seconds => seconds.toFixed(1)).join(' | ')} |`
  return [
    '| cycle | stop, s | start, s | until URL and pods are well again, s |',
    '| ---: | ---: | ---: | ---: |',
    ...done.map((cycle, index) => line(String(index + 1), cycle)),
  ].join('\n')
}

afterAll(() => {
  process.stdout.write(`${table()}\n`)
  rmSync(place.directory, {recursive: true, force: true})
})

describePower(powerPlace(place, `cycles-${process.pid}`, 2), CYCLES, cycle => done.push(cycle))
