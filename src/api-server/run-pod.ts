import type {AppSpec} from './manifests.ts'

/** The arguments of `kubectl run` for a spec. @param dryRun `server`: the API server keeps nothing */
export const runArgs = (spec: AppSpec, dryRun?: 'server'): string[] => [
  'run',
  spec.name,
  `--image=${spec.image ?? ''}`,
  ...(spec.port === undefined ? [] : [`--port=${spec.port}`]),
  ...spec.env.map(({name, value}) => `--env=${name}=${value}`),
  ...(spec.imagePullPolicy === undefined ? [] : [`--image-pull-policy=${spec.imagePullPolicy}`]),
  ...(dryRun ? [`--dry-run=${dryRun}`] : []),
  ...(spec.command ? ['--command'] : []),
  ...(spec.args.length === 0 ? [] : ['--', ...spec.args]),
]

/** The same arguments with flags that must stand before the container's own words. */
export const withFlags = (args: readonly string[], flags: readonly string[]): string[] => {
  const at = args.indexOf('--')
  return at < 0 ? [...args, ...flags] : [...args.slice(0, at), ...flags, ...args.slice(at)]
}
