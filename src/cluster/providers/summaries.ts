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
