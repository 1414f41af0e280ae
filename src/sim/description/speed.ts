/** How slow and how fast a simulated cluster may be made. */
export const SLOWEST = 0.05
export const FASTEST = 10

/** How fast a simulated cluster is to be, 1 being its usual speed; undefined for what is no number from SLOWEST to FASTEST. */
export const readSpeed = (text: string): number | undefined => {
  const speed = /^(?:\d{1,3}(?:\.\d{1,9})?|\.\d{1,9})$/.test(text) ? Number(text) : Number.NaN
  return speed >= SLOWEST && speed <= FASTEST ? speed : undefined
}
