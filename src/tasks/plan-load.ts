import {importCommand, saveCommand} from '../cluster/images/commands.ts'
import {isArchiveWord} from '../cluster/images/read-archive.ts'
import {formatCommand, quoteWord} from '../process/command.ts'

/**
 * What `load` would run, as a script that can be pasted: for all nodes, since which of them lack an image is found out
 * only by asking them. Reads nothing.
 */
export const planLoad = (cluster: string, words: readonly string[]): string => {
  const lines = words.map(word => {
    const into = formatCommand(importCommand('docker', '$node', [])).replace("'$node'", '"$node"')
    if (!isArchiveWord(word)) return `  ${formatCommand(saveCommand('docker', word))} | ${into}`
    const read = /\.(?:tgz|gz)$/i.test(word) ? `gzip -dc ${quoteWord(word)} | ${into}` : `${into} < ${quoteWord(word)}`
    return `  ${read}`
  })
  return [`for node in $(kind get nodes --name ${quoteWord(cluster)}); do`, ...lines, 'done'].join('\n')
}
