import type {KubeObject} from '../kubernetes/types.ts'

/** As many different parts are remembered; what differs from object to object, as addresses do, would fill it for nothing. */
const MAX_PARTS = 20_000
/** The fields whose parts are alike in many objects: the pods of an app differ in names, addresses and times alone. */
const SHARED = ['metadata', 'spec', 'status'] as const

/** Texts that no two objects have. */
const OWN: readonly string[] = ['name', 'uid', 'resourceVersion', 'podIP']

/**
 * Keeps parts of objects that are alike once: of 100,000 pods of 1,000 apps, that leaves a third of their memory. The
 * objects are read only from then on.
 */
export const createSharing = (): ((object: KubeObject) => KubeObject) => {
  const parts = new Map<string, object>()
  const texts = new Map<string, string>()
  const share = (part: object): object => {
    const text = JSON.stringify(part)
    const known = parts.get(text)
    if (known) return known
    if (parts.size < MAX_PARTS) parts.set(text, part)
    return part
  }
  const shareText = (text: string): string => {
    const known = texts.get(text)
    if (known === undefined && texts.size < MAX_PARTS) texts.set(text, text)
    return known ?? text
  }
  return object => {
    const fields = object as unknown as Record<string, Record<string, unknown> | undefined>
    for (const name of SHARED) {
      const field = fields[name]
      for (const [key, part] of Object.entries(field ?? {}))
        if (field && typeof part === 'object' && part !== null) field[key] = share(part)
        else if (field && typeof part === 'string' && !OWN.includes(key)) field[key] = shareText(part)
    }
    return object
  }
}
