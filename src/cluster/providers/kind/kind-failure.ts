import {kubiaAdvice} from '../../../errors/advice.ts'
import {type FailureContext, PRINTED, recognise} from '../../../errors/known/index.ts'
import {amend, KubiaError} from '../../../errors/kubia-error.ts'
import type {CommandFailed} from '../../../process/exec.ts'
import {lastWords} from '../../../process/last-words.ts'
import {atExisting} from '../../host-port.ts'
import {nodeFailure} from '../../node-command.ts'
import type {LocalCluster} from '../../provider.ts'

/** Lines of kubeadm's output that name no error: klog's I and W lines, what a phase does, Go's stack traces. */
const NOISE =
  /^(?:[IW]\d{4} |\[(?!ERROR)[\w-]+\] |goroutine \d|created by |(?:[\w.-]+\/)*[\w.-]+\.\S+$|To see the stack trace|- '|This error is likely|Unfortunately, an error has occurred)/

/** The command in kind's words for a failed one is a wall of flags: its first two words are enough. */
const withoutFlags = (line: string): string =>
  line.replace(/command "(\w+ \w+)(?:[^"\\]|\\.)*" failed with error/, '$1 failed')

/** A failure of `kind` as a KubiaError: a known one, else kind's first words and the first lines that name an error. */
export const kindFailure = (stderr: string, where: FailureContext): KubiaError => {
  const known = recognise(stderr, PRINTED, where)
  if (known) return known
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  const first =
    lines.find(line => line.startsWith('ERROR: '))?.trim() || lastWords(stderr) || 'kind failed without a word'
  const said = lines
    .slice(lines.findIndex(line => line.startsWith('ERROR: ')) + 1)
    .filter(line => !line.startsWith('\t'))
    .map(line => line.trim().replace(/^Command Output: /, ''))
    .filter(line => !NOISE.test(line) && line !== first)
  return new KubiaError('CREATE_FAILED', withoutFlags(first.replace(/^ERROR: /, '')).slice(0, 300), {
    evidence: said.slice(0, 5),
    fix: [kubiaAdvice(['up', where.cluster, '--retain'], 'keeps the failed nodes, to look at them')],
  })
}

/** A failure of the engine to start nodes: a port that another program has, or a container that is broken. */
export const startFailure = (error: CommandFailed, {name, nodes}: LocalCluster): KubiaError => {
  const {command, result} = error
  const failure = kindFailure(result.stderr, {cluster: name, engine: command.program})
  const unknown = nodeFailure(error, {
    code: 'START_FAILED',
    message: `${command.program} could not start the nodes of cluster ${name}`,
  })
  if (failure.code === 'CREATE_FAILED') return unknown
  const {evidence: _, ...details} = unknown.details
  const again = kubiaAdvice(['start', name], 'then starts the nodes')
  const ports = nodes.flatMap(node => node.ports)
  return atExisting(amend(failure, {...details, ...failure.details, keep: true}), ports, again)
}
