import {runDoctor} from '../src/checks/doctor.ts'
import {configFlag, kubeconfigFlag, outputFlag, providerFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {readClusterSpec} from '../src/cli/read-cluster-spec.ts'
import {shapeFlags} from '../src/cli/shape-flags.ts'
import {usualProvider} from '../src/cluster/registry.ts'
import {EXIT} from '../src/errors/catalogue.ts'
import {type DoctorFormat, printDoctor} from '../src/printers/doctor.ts'
import {chooseSymbols, createPaint} from '../src/printers/style.ts'

/** What of a cluster the machine must be fit for. */
const describing = {
  workers: shapeFlags.workers,
  'control-planes': shapeFlags['control-planes'],
  ...configFlag,
  publish: shapeFlags.publish,
}

export default class Doctor extends KubiaCommand {
  static override summary = 'check this machine for whatever keeps a cluster from coming up, each with its fix'
  static override description =
    'These are the checks that `up` makes first, and more that only warn. With --workers, --publish or --config they are made for such a cluster. Nothing is changed. Exit 3 when there is a problem; warnings are no problem.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --workers 5 -p 8080:30080',
    '<%= config.bin %> doctor -o json | jq \'.checks[] | select(.status == "problem")\'',
  ]
  static override flags = {
    ...describing,
    ...kubeconfigFlag,
    ...providerFlag,
    ...outputFlag(['json', 'yaml'] as const),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor)
    const run = this.begin(flags)
    const isDescribed = Object.keys(describing).some(flag => flag in flags)
    const spec = isDescribed
      ? await readClusterSpec(run, undefined, flags, line => this.reporter.note(line, 'warn'))
      : undefined
    const provider = spec?.provider ?? flags.provider ?? usualProvider()
    const results = await runDoctor(run.exec, {
      provider,
      kubeconfig: flags.kubeconfig,
      spec,
    })
    this.printStyled(
      printDoctor(results, provider, flags.output as DoctorFormat | undefined, {
        symbols: chooseSymbols(),
        paint: createPaint(process.stdout),
        width: process.stdout.columns || Number.POSITIVE_INFINITY,
      }),
    )
    if (results.some(({status}) => status === 'problem')) process.exitCode = EXIT.environment
  }
}
