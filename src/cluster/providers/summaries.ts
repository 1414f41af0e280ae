/** What a provider is, in the words of help. */
export interface ProviderSummary {
  /** A fragment. */
  summary: string
  /** What its clusters are, where they need no container engine: `a simulated cluster`. */
  withoutEngine?: string
}

/** The providers in the order in which they are offered. Apart from their code, which help need not load. */
export const SUMMARIES: Readonly<Record<string, ProviderSummary>> = {
  kind: {summary: 'Kubernetes in containers, by your kind and your docker, podman or nerdctl'},
  sim: {
    summary: 'a simulated cluster in one process, without a container engine, ready within a second: docs/simulated.md',
    withoutEngine: 'a simulated cluster',
  },
}

/** A provider that needs no container engine, and what its clusters are. */
export interface WayOut {
  provider: string
  /** `a simulated cluster` */
  makes: string
}

/** The providers that need no container engine. */
export const WAYS_OUT: readonly WayOut[] = Object.entries(SUMMARIES).flatMap(([provider, {withoutEngine}]) =>
  withoutEngine === undefined ? [] : [{provider, makes: withoutEngine}],
)

/** What makes a cluster in the place of a provider on a machine without a container engine. */
export const wayOutOf = (provider: string): WayOut | undefined => WAYS_OUT.find(way => way.provider !== provider)
