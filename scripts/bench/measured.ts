import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'

/** What a run of a program took. */
export interface Measured {
  ms: number
  /** Until the first byte of its standard output. */
  firstMs: number
  /** Processor time, without that of its children, which are few; 0 where there is no /proc. */
  cpuMs: number
  /** The most memory that was resident, in MB; 0 where there is no /proc. */
  memoryMb: number
}

const SAMPLE_MS = 10

/** What the system knows of a process; the clock tick of Linux is 10 ms (proc(5), sysconf(3)). */
const sample = (pid: number): Pick<Measured, 'cpuMs' | 'memoryMb'> | undefined => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return peak === undefined
      ? undefined
      : {cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, memoryMb: Number(peak) / 1024}
  } catch {
    return undefined
  }
}

/** Runs a program to its end and throws away what it prints. @throws where it fails */
export const measure = (program: string, args: readonly string[], env: Record<string, string>): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(program, args, {env, stdio: ['ignore', 'pipe', 'pipe']})
    let used = {cpuMs: 0, memoryMb: 0}
    let firstMs: number | undefined
    let stderr = ''
    const sampling = setInterval(() => {
      used = (child.pid === undefined ? undefined : sample(child.pid)) ?? used
    }, SAMPLE_MS)
    child.stdout.on('data', () => {
      firstMs ??= performance.now() - startedAt
    })
    child.stderr.on('data', chunk => {
      stderr += String(chunk)
    })
    child.on('error', reject)
    child.on('close', code => {
      clearInterval(sampling)
      const ms = performance.now() - startedAt
      if (code === 0) resolve({ms, firstMs: firstMs ?? ms, ...used})
      else reject(new Error(`${program} ${args.join(' ')} exited with ${code}: ${stderr}`))
    })
  })
