/** `1 node`, `3 nodes`, `0 addresses`. @param many where it is not the word and an s */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** The verb behind so many names. */
export const isOrAre = (count: number): 'is' | 'are' => (count === 1 ? 'is' : 'are')
