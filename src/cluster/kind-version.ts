import {KubiaError} from '../errors/kubia-error.ts'
import {CommandFailed, type Exec, ProgramMissing} from '../process/exec.ts'

/** The oldest kind whose configuration and labels are known to be the same. */
export const OLDEST_KIND = '0.20'

/** The version of kind: `0.33.0`. @throws KubiaError KIND_MISSING where it is not there or older than `OLDEST_KIND`. */
export const kindVersion = async (exec: Exec): Promise<string> => {
  const install = [
    'go install sigs.k8s.io/kind@latest     # or: brew install kind',
    'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  ]
  let stdout: string
  try {
    ;({stdout} = await exec({program: 'kind', args: ['version']}, {timeoutMs: 20_000}))
  } catch (error) {
    if (error instanceof ProgramMissing)
      throw new KubiaError('KIND_MISSING', 'kind is not on PATH', {fix: install, next: 'kubectl kubia up'})
    if (error instanceof CommandFailed)
      throw new KubiaError('KIND_MISSING', `kind version failed: ${error.result.stderr.trim().split('\n').at(-1)}`, {
        fix: install,
      })
    throw error
  }
  const found = /kind v(\d+)\.(\d+)\.(\d+\S*)/.exec(stdout)
  if (!found)
    throw new KubiaError(
      'KIND_MISSING',
      `kind version answered "${stdout.trim().slice(0, 80)}": this is not the kind that makes clusters`,
      {fix: install},
    )
  if (Number(found[1]) === 0 && Number(found[2]) < Number(OLDEST_KIND.split('.')[1])) {
    throw new KubiaError('KIND_MISSING', `kind ${found[1]}.${found[2]} is too old: ${OLDEST_KIND} or newer is needed`, {
      fix: install,
    })
  }
  return `${found[1]}.${found[2]}.${found[3]}`
}
