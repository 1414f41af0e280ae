import {visibleLine} from '../text/visible.ts'
import {printValue} from './output.ts'

export type LoadFormat = 'json' | 'yaml' | 'name'

interface Loaded {
  image: string
  outcome: 'loaded' | 'unchanged'
  /** The nodes that it was brought to. */
  nodes: readonly string[]
}

/** The answer of `load`: a line an image, or one object, or only the names. */
export const printLoaded = (
  {name, provider, context}: {name: string; provider: string; context: string},
  images: readonly Loaded[],
  format: LoadFormat | undefined,
): string => {
  if (format === 'json' || format === 'yaml') return printValue({cluster: name, provider, context, images}, format)
  return images
    .map(({image, outcome}) => `image/${visibleLine(image)}${format === 'name' ? '' : ` ${outcome}`}`)
    .join('\n')
}
