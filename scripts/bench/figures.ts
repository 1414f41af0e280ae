import {readFileSync, writeFileSync} from 'node:fs'
import {cpus, totalmem} from 'node:os'
import {join} from 'node:path'

const FILE = join(import.meta.dirname, 'last-run.json')
/** A ratio that grew by more than this is told. */
const MUCH = 0.2

/** Figures of a run, which are ratios to what was measured beside: a smaller one is better. */
export type Figures = Readonly<Record<string, number>>

interface LastRun {
  /** What measured each section: a class of machine and versions, no names of hosts. */
  runs: Record<string, {machine: string; node: string; figures: Figures}>
}

/** The figures that are more than a fifth larger than they were, one line each. */
export const worse = (before: Figures, now: Figures): string[] =>
  Object.entries(now).flatMap(([name, ratio]) => {
    const earlier = before[name]
    if (earlier === undefined || ratio <= earlier * (1 + MUCH)) return []
    return [`${name}: ${ratio.toFixed(2)}, was ${earlier.toFixed(2)} (+${Math.round((ratio / earlier - 1) * 100)} %)`]
  })

/**
 * Compares a run's ratios with those of the last run that was kept beside the scripts, and prints what got worse.
 * `KEEP=1` keeps them in its place.
 */
export const compare = (section: string, figures: Figures): void => {
  const last = JSON.parse(readFileSync(FILE, 'utf8')) as LastRun
  const lines = worse(last.runs[section]?.figures ?? {}, figures)
  const said =
    lines.length === 0 ? 'nothing is worse by more than 20 % than in the run that was kept' : lines.join('\n')
  process.stdout.write(`${section}: ${said}\n`)
  if (process.env['KEEP'] !== '1') return
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`
  const kept = Object.fromEntries(Object.entries(figures).map(([name, ratio]) => [name, Number(ratio.toFixed(3))]))
  last.runs[section] = {machine, node: process.version, figures: kept}
  writeFileSync(FILE, `${JSON.stringify(last, null, 2)}\n`)
}
