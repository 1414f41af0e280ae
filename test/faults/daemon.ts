import {execFileSync, spawn} from 'node:child_process'
import {existsSync, openSync, readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'

const PID_FILE = '/var/run/docker.pid'
/** How long the daemon may take to stop and to start, in ms. */
const LIMIT_MS = 60_000

const usesSystemd = (): boolean => existsSync('/run/systemd/system')

const systemctl = (...words: string[]): void => void execFileSync('systemctl', words, {stdio: 'pipe'})

const answers = (): boolean => {
  try {
    execFileSync('docker', ['info'], {stdio: 'pipe'})
    return true
  } catch {
    return false
  }
}

const until = async (condition: () => boolean, what: string): Promise<void> => {
  const deadline = performance.now() + LIMIT_MS
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`the daemon does not ${what}`)
    await sleep(200)
  }
}

/** Why the daemon cannot be stopped here; undefined where it can. Nobody else's containers may suffer: it must be said. */
export const daemonMissing = (): string | undefined => {
  if (process.env['KUBIA_FAULTS_DAEMON'] !== '1') return 'KUBIA_FAULTS_DAEMON=1 does not say that it is ours to stop'
  return existsSync(PID_FILE) ? undefined : `${PID_FILE} is not there`
}

/** Stops docker's daemon. @returns how to start it again, as it was started */
export const stopDaemon = async (): Promise<() => Promise<void>> => {
  if (usesSystemd()) {
    systemctl('stop', 'docker.socket', 'docker.service')
    return async () => {
      systemctl('start', 'docker.service')
      await until(answers, 'start')
    }
  }
  const pid = readFileSync(PID_FILE, 'utf8').trim()
  const [program = 'dockerd', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  process.kill(Number(pid), 'SIGTERM')
  await until(() => !existsSync(`/proc/${pid}`) || !existsSync(PID_FILE), 'stop')
  return async () => {
    const log = openSync('/var/log/dockerd.log', 'a')
    spawn(program, args, {detached: true, stdio: ['ignore', log, log]}).unref()
    await until(answers, 'start')
  }
}
