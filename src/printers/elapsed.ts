/** A time span as people read it: `0.4s`, `38.2s`, `2m5s`, `1h3m`. @param ms milliseconds. */
export const formatElapsed = (ms: number): string => {
  if (ms < 59_950) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${seconds % 60}s`
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m`
}
