import {expect, vi} from 'vitest'
import {type Kubeconfig, readContextsToCompare} from './state-of-cluster.ts'

interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** One of the two places where the same is to come about: by a pasted plan, or by the command itself. */
export interface Side {
  kubia: (args: readonly string[], input?: string) => Promise<Outcome>
  /** Runs a script in a POSIX shell that ends at the first failure. */
  shell: (script: string) => Promise<Outcome>
  kubeconfig: () => Kubeconfig
  /** What its clusters have, without what may differ. */
  objects: () => Promise<unknown>
  /** The name of its cluster, where the two cannot have the same; it counts as CLUSTER, in arguments too. */
  cluster?: string
}

export interface Sides {
  pasted: Side
  ran: Side
}

const argsOf = ({cluster}: Side, args: readonly string[]): string[] =>
  args.map(arg => (arg === 'CLUSTER' && cluster !== undefined ? cluster : arg))

/** Without the name of the side's own cluster. */
const neutral = <T>({cluster}: Side, value: T): T =>
  cluster === undefined ? value : JSON.parse(JSON.stringify(value).replaceAll(cluster, 'CLUSTER'))

export const contextsOf = (side: Side): ReturnType<typeof readContextsToCompare> =>
  neutral(side, readContextsToCompare(side.kubeconfig()))

/** Pastes what a dry run prints into a shell. */
export const paste = async (side: Side, args: readonly string[], input?: string): Promise<void> => {
  const plan = await side.kubia([...argsOf(side, args), '--dry-run'], input)
  expect(plan.code, plan.stderr).toBe(0)
  const done = await side.shell(plan.stdout)
  expect(done.code, `${plan.stdout}\n${done.stdout}${done.stderr}`).toBe(0)
}

/** Runs a command. */
export const run = async (side: Side, args: readonly string[], input?: string): Promise<void> => {
  const outcome = await side.kubia(argsOf(side, args), input)
  expect(outcome.code, outcome.stderr).toBe(0)
}

/** Waits until both sides have the same contexts and objects. */
export const expectSame = async ({pasted, ran}: Sides): Promise<void> => {
  expect(contextsOf(pasted)).toEqual(contextsOf(ran))
  await vi.waitFor(
    async () => {
      const [planned, made] = await Promise.all([pasted.objects(), ran.objects()])
      expect(neutral(pasted, planned)).toEqual(neutral(ran, made))
    },
    {timeout: 20_000, interval: 100},
  )
}

/** Pastes what a dry run prints on one side, runs the command on the other, and compares what both have. */
export const expectPlanIsRun = async (sides: Sides, args: readonly string[], input?: string): Promise<void> => {
  await Promise.all([run(sides.ran, args, input), paste(sides.pasted, args, input)])
  await expectSame(sides)
}
