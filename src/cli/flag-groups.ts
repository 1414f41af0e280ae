/** What help lists flags under, in this order; a flag of no group comes first, as `Flags`. */
export const FLAG_GROUPS = {
  cluster: 'The cluster',
  app: 'The app',
  service: 'The service',
  run: 'How it runs',
  place: 'Where',
  output: 'Output',
} as const

export type FlagGroup = keyof typeof FLAG_GROUPS

/** The same flags, listed under a group. */
export const inGroup = <T extends Readonly<Record<string, object>>>(group: FlagGroup, flags: T): T =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, {...flag, helpGroup: group}])) as T
