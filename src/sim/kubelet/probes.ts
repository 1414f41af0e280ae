import type {Container, Pod, Probe} from '../kinds/pod/types.ts'
import {type ContainerEnvironment, type ContainerRun, FOREVER, type ProbeRun} from './container-run.ts'
import {isProbeToFail, type ProbeKind} from './knobs.ts'
import {listensOn, portNumber} from './programs.ts'

const FIELDS: readonly {kind: ProbeKind; field: 'startupProbe' | 'readinessProbe' | 'livenessProbe'; title: string}[] =
  [
    {kind: 'startup', field: 'startupProbe', title: 'Startup'},
    {kind: 'readiness', field: 'readinessProbe', title: 'Readiness'},
    {kind: 'liveness', field: 'livenessProbe', title: 'Liveness'},
  ]

export const probesOf = (container: Container): ProbeRun[] =>
  FIELDS.flatMap(({kind, field}) => {
    const probe = container[field]
    return probe ? [{kind, probe, ok: kind === 'liveness', failures: 0, successes: 0, due: undefined}] : []
  })

/** What stands in for a probe that the annotation wants to fail and the container does not have: it fails at once. */
const IMPLIED: Probe = {httpGet: {path: '/', port: 0}, periodSeconds: 1, failureThreshold: 1}

export const isProbeOk = ({probes}: ContainerRun, kind: ProbeKind): boolean =>
  probes.find(probe => probe.kind === kind)?.ok ?? true

/** When a probe runs next. */
export const probesDue = (probes: readonly ProbeRun[]): number =>
  Math.min(FOREVER, ...probes.map(({due}) => due ?? FOREVER))

/** Runs the probes that are due. @returns whether the container is to be restarted */
export const advanceProbes = (run: ContainerRun, around: ContainerEnvironment): boolean => {
  imply(run, around.pod)
  for (const probe of run.probes) {
    // Liveness and readiness wait until the application has started.
    if (probe.kind !== 'startup' && !isProbeOk(run, 'startup')) {
      probe.due = undefined
      continue
    }
    const why = failure(probe, run.spec, around)
    // A probe that has succeeded is at rest until there is a reason for it to fail.
    if (probe.due === FOREVER && why !== undefined) probe.due = around.now
    probe.due ??= Math.max(run.startedAt + (probe.probe.initialDelaySeconds ?? 0) * 1000, run.startedAt)
    if (probe.due > around.now) continue
    if (run.probes.length > 0 && record(probe, why, around)) {
      kill(run, probe, around)
      return true
    }
  }
  return false
}

/** Adds or takes away a readiness probe that only the annotation asks for. */
const imply = (run: ContainerRun, pod: Pod): void => {
  const own = run.probes.find(({kind}) => kind === 'readiness')
  const wanted = isProbeToFail(pod, 'readiness')
  if (wanted && !own)
    run.probes.push({kind: 'readiness', probe: IMPLIED, ok: true, failures: 0, successes: 0, due: undefined})
  if (!wanted && own?.probe === IMPLIED) run.probes = run.probes.filter(probe => probe !== own)
}

/** Takes note of a result. @returns whether it has failed too often for the container to live on */
const record = (run: ProbeRun, why: string | undefined, {say, now}: ContainerEnvironment): boolean => {
  const {periodSeconds = 10, failureThreshold = 3, successThreshold = 1} = run.probe
  run.due = now + periodSeconds * 1000
  if (why === undefined) {
    run.failures = 0
    run.successes++
    if (run.successes < successThreshold) return false
    run.ok = true
    run.due = FOREVER
    return false
  }
  run.successes = 0
  run.failures++
  const title = FIELDS.find(({kind}) => kind === run.kind)?.title
  say({type: 'Warning', reason: 'Unhealthy', message: `${title} probe failed: ${why}`})
  if (run.failures < failureThreshold) return false
  run.ok = false
  return run.kind !== 'readiness'
}

const kill = ({spec}: ContainerRun, {kind}: ProbeRun, {say}: ContainerEnvironment): void =>
  say({
    type: 'Normal',
    reason: 'Killing',
    message: `Container ${spec.name} failed ${kind} probe, will be restarted`,
  })

/** Why a probe fails, as the kubelet puts it; undefined where it succeeds. */
const failure = (
  {kind, probe}: ProbeRun,
  container: Container,
  {pod, podIP}: ContainerEnvironment,
): string | undefined => {
  const wanted = isProbeToFail(pod, kind)
  const {httpGet, tcpSocket, exec} = probe
  const port = httpGet?.port ?? tcpSocket?.port
  const number = port === undefined ? undefined : portNumber(container, port)
  // Port 0 is the implied probe's: it only ever fails because it is asked to.
  const isClosed = number !== undefined && number !== 0 && !listensOn(pod, number)
  const refused = `dial tcp ${podIP}:${number}: connect: connection refused`
  if (httpGet && isClosed) {
    const {scheme = 'HTTP', path = '/'} = httpGet
    return `Get "${scheme.toLowerCase()}://${podIP}:${number}${path}": ${refused}`
  }
  if (tcpSocket && (isClosed || wanted)) return refused
  if (!wanted) return undefined
  if (httpGet) return 'HTTP probe failed with statuscode: 503'
  return exec
    ? `command "${(exec.command ?? []).join(' ')}" failed`
    : 'service unhealthy (responded with "NOT_SERVING")'
}
