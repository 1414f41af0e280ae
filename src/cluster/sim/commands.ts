import {join} from 'node:path'
import {type Command, quoteWord} from '../../process/command.ts'
import {packageRoot} from '../../process/package-root.ts'
import {formatPort} from '../drift.ts'
import type {ClusterPlan} from '../provider.ts'
import {simFolder} from './folder.ts'

/** Where the build puts the simulated cluster: a program of its own. */
const startProgram = (): string => join(packageRoot(), 'dist', 'sim', 'start.js')

/** The words that a new cluster is described with. */
export const planWords = ({controlPlanes, workers, kubernetesVersion, publish}: ClusterPlan): string[] => [
  `--control-planes=${controlPlanes}`,
  `--workers=${workers}`,
  ...(kubernetesVersion === undefined ? [] : [`--kubernetes-version=${kubernetesVersion}`]),
  ...publish.map(port => `--publish=${formatPort(port)}`),
]

/** Starts a simulated cluster in the background and ends when it is ready. @param words none where it goes on with its state */
export const startCommand = (name: string, words: readonly string[]): Command => ({
  program: process.execPath,
  args: [startProgram(), `--folder=${simFolder(name)}`, `--name=${name}`, ...words],
})

/** The command line that ends a simulated cluster and removes what it keeps. */
export const deleteByHand = (name: string): string => {
  const folder = simFolder(name)
  return `kill $(grep -o '[0-9]*' ${quoteWord(join(folder, 'process.json'))} | head -n 1); rm -r ${quoteWord(folder)}`
}
