import {formatCommand} from '../../../process/command.ts'
import {lives} from '../../../sim/description/process-file.ts'
import {contextOf, type ProviderScript} from '../../provider.ts'
import {
  EXISTING,
  removeCommand,
  specArgs,
  speedCommand,
  startCommand,
  startCommands,
  switchCommand,
} from './commands.ts'
import {removeContextCommands, writeContextCommands} from './context.ts'
import {readDescription, readProcess} from './folder.ts'

/** The beginning of a line that is for a current context only. */
const ifCurrent = (name: string, kubeconfig: string | undefined): string => {
  const flags = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]
  const ask = formatCommand({program: 'kubectl', args: [...flags, 'config', 'current-context']})
  return `[ "$(${ask} 2>/dev/null)" != ${contextOf('sim', name)} ] || `
}

/** Starts a cluster's program, which says where it listens. */
const startLines = (name: string, words: readonly string[]): string[] => [
  '# starts the simulated cluster in the background; it says where it listens',
  `server=$(${formatCommand(startCommand(name, words))} | sed -n 's/.*"server":"\\([^"]*\\)".*/\\1/p')`,
]

/** Ends a cluster's program, and waits until it has let go of its port. */
const endLines = (pid: number | undefined): string[] =>
  pid === undefined ? [] : [`kill ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done`]

/** Writes a context of the server that those lines found: the shell is to fill its address in. */
const newContextLines = (name: string, kubeconfig: string | undefined): string[] =>
  writeContextCommands(name, '$server', kubeconfig)
    .map(formatCommand)
    .map(line => line.replace("'--server=$server'", '"--server=$server"'))

export const script: ProviderScript = {
  create: async spec => [
    ...startLines(spec.name, await specArgs(spec)),
    ...newContextLines(spec.name, spec.kubeconfig),
  ],
  delete: (name, kubeconfig) => [
    formatCommand(removeCommand(name)),
    ...removeContextCommands(name, kubeconfig).map(command => {
      const line = formatCommand(command)
      // As kind does: a context that is current is left, another one stays.
      return command.args.includes('unset') ? `${ifCurrent(name, kubeconfig)}${line}` : line
    }),
  ],
  stop: ({name, nodes}, stopped) =>
    nodes.every(node => stopped.includes(node.name))
      ? endLines(readProcess(name)?.pid)
      : [formatCommand(switchCommand(name, stopped, false))],
  start: (cluster, nodes) => {
    const {name} = cluster
    const process = readProcess(name)
    if (!process || !lives(process)) return startLines(name, EXISTING)
    const {resume, on} = startCommands(cluster, nodes, process.pid)
    return [...resume, ...on].map(formatCommand)
  },
  restartKubelets: ({name}) => [
    '# ends the simulated cluster, whose kubelets register as it starts',
    ...endLines(readProcess(name)?.pid),
    ...startLines(name, EXISTING),
  ],
  changeSpeed: (name, speed) => [formatCommand(speedCommand(name, speed))],
  markControlPlanes: () => [],
  context: (name, kubeconfig) =>
    writeContextCommands(name, readDescription(name)?.server ?? '', kubeconfig).map(formatCommand),
  load: () => ['# simulated nodes download nothing: every image is there as it is'],
}
