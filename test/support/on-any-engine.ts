/** Marks tests that are run on each container engine; the others tell nothing more of one. */
export const onAnyEngine = {tags: ['engine']}
