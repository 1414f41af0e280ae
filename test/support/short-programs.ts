/**
 * Variables for the hundreds of kubectl that tests start: what Go's runtime does for programs that live long takes a
 * third of the time of one that lives for a moment. The limit keeps one that reads a flood from taking all memory.
 */
export const SHORT_GO = {GOGC: 'off', GOMEMLIMIT: '256MiB', GOMAXPROCS: '1'} as const

/**
 * Flags of V8 for the thousand runs of kubia that tests wait for: room for all that one makes, so that nothing is collected
 * on the way, and no threads that help with that. A tenth of the processor time of `up` and `down` with stand-ins (293 ms
 * for 324, 253 for 271).
 */
export const SHORT_NODE = ['--min-semi-space-size=16', '--v8-pool-size=0'] as const
