import type {ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import {type Action, done} from '../../workflow/step.ts'

/**
 * Changes how fast a cluster that is there already is; undefined where nothing is stated, or it is as stated.
 * @param speed what is stated of it; only of providers whose clusters have a speed, others refuse it
 */
export const changeSpeed = (
  provider: ClusterProvider,
  {name, speed: live}: LocalCluster,
  speed: number | undefined,
): Action<undefined> | undefined => {
  if (speed === undefined || speed === live) return undefined
  return {
    script: () => provider.script.changeSpeed?.(name, speed) ?? [],
    planned: undefined,
    run: async () => {
      await provider.changeSpeed?.(name, speed)
      return done(live === undefined ? `${speed}` : `${live} → ${speed}`)
    },
  }
}
