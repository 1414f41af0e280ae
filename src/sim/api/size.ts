/** Bytes of one object: etcd's default limit of a request (--max-request-bytes). */
export const MOST_STORED = 1.5 * 1024 * 1024

/**
 * The size of a value in bytes: texts and keys in UTF-8, with a little for each that says where it ends. It comes close
 * to what a real API server writes to etcd, where texts are not escaped.
 */
export const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 2)
  if (typeof value !== 'object' || value === null) return 2
  return Object.entries(value).reduce((sum, [key, inner]) => sum + Buffer.byteLength(key) + 2 + sizeOf(inner), 2)
}
