import {formatCommand} from '../../../process/command.ts'
import {contextOf, type ProviderScript} from '../../provider.ts'
import {specWords, startCommand, stopCommand} from './commands.ts'
import {removeContextCommands, writeContextCommands} from './context.ts'

/** The beginning of a line that is for a current context only. */
const ifCurrent = (name: string, kubeconfig: string | undefined): string => {
  const flags = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]
  const ask = formatCommand({program: 'kubectl', args: [...flags, 'config', 'current-context']})
  return `[ "$(${ask} 2>/dev/null)" != ${contextOf('sim', name)} ] || `
}

export const script: ProviderScript = {
  create: spec => [
    '# starts the simulated cluster in the background; it says where it listens',
    `server=$(${formatCommand(startCommand(spec.name, specWords(spec)))} | sed 's/.*"server":"\\([^"]*\\)".*/\\1/')`,
    ...writeContextCommands(spec.name, '$server', spec.kubeconfig)
      .map(formatCommand)
      // The shell is to fill the address in.
      .map(line => line.replace("'--server=$server'", '"--server=$server"')),
  ],
  delete: (name, kubeconfig) => [
    formatCommand(stopCommand(name)),
    ...removeContextCommands(name, kubeconfig).map(command => {
      const line = formatCommand(command)
      // As kind does: a context that is current is left, another one stays.
      return command.args.includes('unset') ? `${ifCurrent(name, kubeconfig)}${line}` : line
    }),
  ],
  load: () => ['# simulated nodes download nothing: every image is there as it is'],
}
