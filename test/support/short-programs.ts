/**
 * Variables for the hundreds of kubectl that tests start: what Go's runtime does for programs that live long takes a
 * third of the time of one that lives for a moment. The limit keeps one that reads a flood from taking all memory.
 */
export const SHORT_GO = {GOGC: 'off', GOMEMLIMIT: '256MiB', GOMAXPROCS: '1'} as const
