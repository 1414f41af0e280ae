import {createSimMachine, mustEnd, type SimMachine} from './sim-machine.ts'

/** A simulated cluster on a machine of its own, made by the built program, with the real kubectl. */
export interface SimCluster extends SimMachine {
  name: string
  context: string
  /** Done once the cluster is up; rejects where it did not come up. */
  ready: Promise<void>
  /** Deletes the cluster. */
  stop: () => Promise<void>
}

/** @param words flags of `up` */
export const startSimCluster = (name: string, words: readonly string[] = []): SimCluster => {
  const machine = createSimMachine()
  const {kubia} = machine
  return {
    ...machine,
    name,
    context: `sim-${name}`,
    ready: mustEnd(kubia(['up', name, '--provider', 'sim', ...words]), `up ${name}`).then(() => {}),
    stop: async () => {
      await mustEnd(kubia(['down', name]), `down ${name}`)
    },
  }
}
